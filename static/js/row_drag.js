/* Dragging the rows of rows.js by their handle; its keys and buttons do the same. */
(() => {
  "use strict";
  const { shown, numberOf, settle, say } = window.portal.rows;
  let dragged = null;
  const mark = (row, below) => {
    document.querySelectorAll(".is-drop-above, .is-drop-below").forEach((it) => it.classList.remove("is-drop-above", "is-drop-below"));
    row?.classList.add(below ? "is-drop-below" : "is-drop-above");
  };
  /** The row under the pointer and whether its lower half is meant; null outside the dragged row's grid. */
  function landing(event) {
    const row = event.target.closest?.("[data-row]");
    if (!dragged || !row || row.closest("table") !== dragged.closest("table")) return null;
    const box = row.getBoundingClientRect();
    return { row, below: event.clientY > box.top + box.height / 2 };
  }
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-row-handle]")?.closest("[data-row]") ?? null;
    if (!dragged) return;
    event.dataTransfer.setData("text/plain", numberOf(dragged));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(dragged.rows[0], 0, 0);
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const place = landing(event);
    if (!dragged) return;
    mark(place?.row, place?.below);
    if (place) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const place = landing(event);
    if (!place) return;
    event.preventDefault();
    if (place.row === dragged) return;
    const grid = dragged.closest("table");
    const from = numberOf(dragged);
    place.below ? place.row.after(dragged) : place.row.before(dragged);
    if (numberOf(dragged) === String(shown(grid).indexOf(dragged) + 1)) return;
    settle(grid);
    say(grid, "saidMoved", from, numberOf(dragged));
  });
  document.addEventListener("dragend", () => {
    mark(null);
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });
})();
