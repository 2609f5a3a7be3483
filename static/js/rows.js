/* Rows that people arrange (tbody[data-row] of a table[data-grid]): move, duplicate, delete, undo, fold out. */
(() => {
  "use strict";
  const ACTS = { up, down, copy, drop };
  const form = (grid) => grid.closest("form");
  const shown = (grid) => [...grid.querySelectorAll("[data-row]:not([hidden])")];
  const flag = (row) => row.querySelector("[data-row-drop]");
  const dropped = []; // for the way back, the last one first

  // --- Numbers and words -----------------------------------------------------------------------------------
  const numberOf = (row) => row.querySelector("[data-row-number]").textContent;

  /** Rows count from 1; where CMS speaks of numbers (data-fixed) they stay, and new rows come behind. */
  function renumber(grid) {
    let next = Number(grid.dataset.fixed ?? 0);
    shown(grid).forEach((row, place) => {
      const cell = row.querySelector("[data-row-number]");
      if (!("fixed" in grid.dataset)) cell.textContent = place + 1;
      else if (!row.hasAttribute("data-numbered")) cell.textContent = ++next;
    });
  }

  function say(grid, what, from, to) {
    const text = grid.dataset[what].replace("{from}", from).replace("{to}", to);
    form(grid).querySelector("[data-grid-say]").textContent = text;
    return text;
  }

  function settle(grid) {
    renumber(grid);
    grid.dispatchEvent(new Event("input", { bubbles: true })); // saves itself like any typing
  }

  const columnOf = (element) => element.closest("td, th")?.cellIndex ?? 0;
  function focusIn(row, column, act) {
    const again = act && row.querySelector(`[data-row-act="${act}"]`);
    const field = again ?? row.rows[0].cells[column]?.querySelector("input:not([type=hidden]), select, textarea, button");
    field?.focus();
    field?.scrollIntoView({ block: "nearest" });
  }

  // --- Steps ------------------------------------------------------------------------------------------------------
  function move(row, step, focus) {
    const grid = row.closest("table");
    if ("fixed" in grid.dataset) return;
    const rows = shown(grid);
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    const from = numberOf(row);
    step < 0 ? other.before(row) : other.after(row);
    settle(grid);
    say(grid, "saidMoved", from, numberOf(row));
    focus(row);
  }
  function up(row, focus) {
    move(row, -1, focus);
  }
  function down(row, focus) {
    move(row, 1, focus);
  }

  const column = (field) => field.name.slice(field.name.lastIndexOf("-") + 1);
  const inputs = (row) => row.querySelectorAll("input:not([type=hidden]), select, textarea");
  function copy(row, focus) {
    const grid = row.closest("table");
    const made = window.portal.addRow(grid, { after: row })?.closest("[data-row]");
    if (!made) return;
    const source = [...inputs(row)];
    inputs(made).forEach((field) => {
      const twin = source.find((s) => column(s) === column(field) && (s.type !== "checkbox" || s.value === field.value));
      if (field.type === "checkbox") field.checked = twin.checked;
      else field.value = twin.value;
    });
    if (row.classList.contains("is-open")) fold(made, true);
    settle(grid);
    say(grid, "saidCopied", numberOf(row), numberOf(made));
    focus(made);
  }

  function drop(row, focus) {
    const grid = row.closest("table");
    const rows = shown(grid);
    const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
    const from = numberOf(row);
    [row.hidden, flag(row).value] = [true, "on"];
    dropped.push(row);
    if (!next) window.portal.addRow(grid);
    settle(grid);
    offerUndo(grid, say(grid, "saidDropped", from, ""));
    focus(next ?? shown(grid)[0]);
  }

  function offerUndo(grid, text) {
    const place = form(grid).querySelector("[data-undo]");
    place.hidden = dropped.length === 0;
    if (text) place.querySelector("[data-undo-text]").textContent = text;
  }

  function undo() {
    const row = dropped.pop();
    if (!row) return;
    const grid = row.closest("table");
    [row.hidden, flag(row).value] = [false, ""];
    settle(grid);
    const last = dropped.at(-1);
    offerUndo(grid, last && grid.dataset.saidDropped.replace("{from}", numberOf(last)));
    say(grid, "saidRestored", "", numberOf(row));
    focusIn(row, 1);
  }

  // --- Folding out -------------------------------------------------------------------------------------------
  function fold(row, open = !row.classList.contains("is-open")) {
    row.classList.toggle("is-open", open);
    row.querySelector("[data-row-fold]")?.setAttribute("aria-expanded", String(open));
  }

  // --- Mouse, touch, keyboard --------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    const act = event.target.closest("[data-row-act]")?.dataset.rowAct;
    if (act) {
      event.preventDefault(); // without scripts the button sends the form
      ACTS[act](row, (other) => focusIn(other, columnOf(event.target), act));
    } else if (event.target.closest("[data-row-fold]")) fold(row);
    else if (event.target.closest("[data-undo-last]")) undo();
    const all = event.target.closest("[data-grid-fold]");
    if (!all) return;
    const open = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(open));
    form(all).querySelectorAll("[data-row]").forEach((other) => fold(other, open));
  });

  const KEYS = { ArrowUp: "up", ArrowDown: "down", Delete: "drop" };
  document.addEventListener(
    "keydown",
    (event) => {
      const row = event.target.closest?.("[data-row]");
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key.toLowerCase() === "z" && dropped.length) return void (event.preventDefault(), undo());
      const act = event.shiftKey ? event.key === "ArrowDown" && "copy" : KEYS[event.key];
      if (!row || !act || !row.querySelector(`[data-row-act="${act}"]`)) return;
      event.preventDefault();
      event.stopPropagation();
      ACTS[act](row, (other) => focusIn(other, columnOf(event.target)));
    },
    true,
  );

  // A toolbar is one stop for the Tab key; arrows walk inside it.
  const tools = (bar) => [...bar.querySelectorAll("button")];
  const enter = (scope) =>
    scope.querySelectorAll("[data-row-tools]").forEach((bar) => tools(bar).forEach((b, i) => (b.tabIndex = i ? -1 : 0)));
  document.addEventListener("keydown", (event) => {
    const bar = event.target.closest?.("[data-row-tools]");
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!bar || !step || event.altKey) return;
    event.preventDefault();
    const buttons = tools(bar);
    const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
  });

  // --- Beginning, new rows, drafts that come back ----------------------------------------------------------------
  document.addEventListener("grid:row-added", (event) => {
    enter(event.target);
    if (event.target.querySelector("[data-row]")) renumber(event.target);
  });
  document.addEventListener("draft:restored", (event) => {
    event.target.querySelectorAll("[data-row]").forEach((row) => {
      row.hidden = flag(row).value === "on";
      if (row.hidden && !dropped.includes(row)) dropped.push(row);
      if ([...row.querySelectorAll(".row-more :is(input, select)")].some((f) => (f.type === "checkbox" ? f.checked : f.value))) fold(row, true);
    });
    event.target.querySelectorAll("table[data-grid]").forEach((grid) => grid.querySelector("[data-row]") && renumber(grid));
  });
  enter(document);
  window.portal.rows = { shown, numberOf, settle, say }; // for row_drag.js
})();
