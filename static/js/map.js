/* Strategy map: the chain of an objective under the pointer or the focus; arrows by clicking and dragging;
   the colours of results, when their panel has come. Without it the two choices and the table do the same. */
(() => {
  "use strict";
  const drawing = document.querySelector("[data-map]");
  if (!drawing) return;
  const form = document.querySelector("[data-map-form]");
  const boxes = [...drawing.querySelectorAll("[data-objective]")];
  const arrows = [...drawing.querySelectorAll("[data-cause]")];
  const boxOf = (target) => target?.closest?.("[data-objective]") ?? null;
  const keyOf = (box) => box.dataset.objective;

  // --- Chains ----------------------------------------------------------------------------------------------
  function reached(start, from, to) {
    const found = new Set([start]);
    const waiting = [start];
    while (waiting.length) {
      const here = waiting.pop();
      for (const arrow of arrows) {
        if (arrow.dataset[from] !== here || found.has(arrow.dataset[to])) continue;
        found.add(arrow.dataset[to]);
        waiting.push(arrow.dataset[to]);
      }
    }
    return found;
  }

  function show(key) {
    const chain = key ? new Set([...reached(key, "cause", "effect"), ...reached(key, "effect", "cause")]) : null;
    const set = (element, inside) => {
      element.classList.toggle("is-chain", Boolean(chain) && inside);
      element.classList.toggle("is-dim", Boolean(chain) && !inside);
    };
    boxes.forEach((box) => set(box, chain?.has(keyOf(box))));
    arrows.forEach((arrow) => set(arrow, chain?.has(arrow.dataset.cause) && chain.has(arrow.dataset.effect)));
  }

  const chosen = document.querySelector("[data-map-show]");
  const rest = () => show(chosen?.value || "");
  chosen?.addEventListener("change", rest);
  chosen?.closest("form").querySelector("button")?.setAttribute("hidden", "");
  boxes.forEach((box) => {
    box.addEventListener("mouseenter", () => pulled || show(keyOf(box)));
    box.addEventListener("mouseleave", () => pulled || rest());
    box.addEventListener("focus", () => show(keyOf(box)));
    box.addEventListener("blur", rest);
  });

  // --- Arrows by hand ----------------------------------------------------------------------------------------
  let pulled = null; // {box, line, moved}

  function place(event) {
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(drawing.getScreenCTM().inverse());
  }

  function begin(event) {
    const box = boxOf(event.target);
    if (!box || event.button !== 0 || event.pointerType === "touch") return;
    const start = place(event);
    pulled = { box, start, line: null };
  }

  function move(event) {
    if (!pulled) return;
    const at = place(event);
    if (!pulled.line) {
      if (Math.hypot(at.x - pulled.start.x, at.y - pulled.start.y) < 8) return;
      pulled.line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      pulled.line.setAttribute("class", "map-pull");
      drawing.append(pulled.line);
      pulled.box.classList.add("is-picked");
    }
    pulled.line.setAttribute("d", `M${pulled.start.x} ${pulled.start.y}L${at.x} ${at.y}`);
    event.preventDefault();
  }

  function end(event) {
    if (!pulled) return;
    const { box, line } = pulled;
    pulled = null;
    box.classList.remove("is-picked");
    if (!line) return;
    line.remove();
    drawing.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    const target = boxOf(document.elementFromPoint(event.clientX, event.clientY));
    if (!target || target === box) return;
    form.elements.cause.value = keyOf(box);
    form.elements.effect.value = keyOf(target);
    form.requestSubmit();
  }

  if (form) {
    drawing.setAttribute("data-map-edit", "");
    form.querySelector("[data-map-hint]").hidden = false;
    drawing.addEventListener("dragstart", (event) => event.preventDefault());
    drawing.addEventListener("pointerdown", begin);
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    // An arrow leads to the button that takes it away.
    arrows.forEach((arrow) => arrow.addEventListener("click", () => {
      const button = document.querySelector(`[data-arrow="${arrow.dataset.cause}-${arrow.dataset.effect}"] button`);
      arrows.forEach((one) => one.classList.toggle("is-marked", one === arrow));
      button?.focus();
    }));
  }

  // --- Results -----------------------------------------------------------------------------------------------
  function paint(panel) {
    panel.querySelectorAll("[data-result]").forEach((result) => {
      const box = boxes.find((one) => keyOf(one) === result.dataset.result);
      const card = box?.querySelector(".map-card");
      if (!card) return;
      const make = (name, attributes, text = "") => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
        element.textContent = text;
        box.append(element);
      };
      const [x, y, width] = ["x", "y", "width"].map((name) => Number(card.getAttribute(name)));
      const { band, text } = result.dataset;
      make("rect", { class: `map-score fill-${band}`, x: x + width - 68, y: y - 9, width: 62, height: 18, rx: 9 });
      make("text", { class: `map-score-text ink-${band}`, x: x + width - 37, y: y + 4 }, text);
    });
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches("[data-map-results]")) paint(event.target);
  });
  rest();
})();
