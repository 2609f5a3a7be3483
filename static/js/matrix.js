/* Matrix Strategy SWOT. An issue dragged onto a cell or a strategy opens its form with the issue ticked; nothing
   is stored by that. A strategy dragged onto another one of its cell takes its place. Links and buttons beside
   each do the same by keyboard. */
(() => {
  "use strict";
  let dragged = null;

  const target = (event) => {
    if (!dragged) return null;
    if (dragged.dataset.dragStrategy) {
      const other = event.target.closest("[data-drag-strategy]");
      return other && other !== dragged && other.dataset.cell === dragged.dataset.cell ? other : null;
    }
    const place = event.target.closest("[data-drop-url]");
    return place && place.dataset.tabs.includes(dragged.dataset.tab) ? place : null;
  };
  const mark = (place) => {
    document.querySelectorAll(".is-drop").forEach((it) => it !== place && it.classList.remove("is-drop"));
    if (place) place.classList.add("is-drop");
  };
  const move = (place) => {
    const form = dragged.querySelector("[data-move-form]");
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "place", value: place.dataset.place });
    form.append(field);
    form.submit();
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-drag-item], [data-drag-strategy]");
    if (!dragged) return;
    event.dataTransfer.setData("text/plain", dragged.dataset.dragItem || dragged.dataset.dragStrategy);
    event.dataTransfer.effectAllowed = dragged.dataset.dragItem ? "link" : "move";
  });
  document.addEventListener("dragover", (event) => {
    const place = target(event);
    mark(place);
    if (place) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const place = target(event);
    if (!place) return;
    event.preventDefault();
    if (dragged.dataset.dragStrategy) move(place);
    else window.location.assign(`${place.dataset.dropUrl}?item=${encodeURIComponent(dragged.dataset.dragItem)}`);
  });
  document.addEventListener("dragend", () => { dragged = null; mark(null); });
})();
