/* Matrix Strategy SWOT: an issue dragged onto a cell or a strategy opens its form with the issue ticked.
   Nothing is stored by dropping; the links beside each issue do the same by keyboard. */
(() => {
  "use strict";
  let dragged = null;

  const target = (event) => {
    if (!dragged) return null;
    const place = event.target.closest("[data-drop-url]");
    return place && place.dataset.tabs.includes(dragged.dataset.tab) ? place : null;
  };
  const mark = (place) => {
    document.querySelectorAll(".is-drop").forEach((it) => it !== place && it.classList.remove("is-drop"));
    if (place) place.classList.add("is-drop");
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-drag-item]");
    if (!dragged) return;
    event.dataTransfer.setData("text/plain", dragged.dataset.dragItem);
    event.dataTransfer.effectAllowed = "link";
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
    window.location.assign(`${place.dataset.dropUrl}?item=${encodeURIComponent(dragged.dataset.dragItem)}`);
  });
  document.addEventListener("dragend", () => { dragged = null; mark(null); });
})();
