/* The review by keyboard: keys work on a row's decision only; the reason shows where the category is another. */
(() => {
  "use strict";
  const rows = [...document.querySelectorAll(".review-row")];

  const decisions = (row) => [...row.querySelectorAll('input[type="radio"]:not(:disabled)')];
  const radio = (row, value) => decisions(row).find((input) => input.value === value);
  const chosen = (row) => row.querySelector('input[type="radio"]:checked');

  function enter(row) {
    const target = row && (chosen(row) || decisions(row)[0]);
    if (!target) return;
    target.focus({ preventScroll: true });
    row.scrollIntoView({ block: "start" });
  }

  function choose(row, value) {
    const input = radio(row, value);
    if (!input) return false;
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  function write(row, name) {
    const field = row.querySelector(`textarea[name$="-${name}"]`);
    if (!field) return;
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
  }

  const next = (row) => {
    const later = rows.slice(rows.indexOf(row) + 1);
    enter(later.find((other) => !chosen(other)) || later[0]);
  };
  const before = (row) => enter(rows[rows.indexOf(row) - 1]);

  const KEYS = {
    t: (row) => choose(row, "accepted"),
    k: (row) => choose(row, "returned") && write(row, "comment"),
    m: (row) => write(row, "question"),
    c: (row) => write(row, "annotation"),
    n: next,
    p: before,
    enter: next,
  };

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.(".review-row");
    if (!row || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act(row);
  });

  function follow(row) {
    const category = row.querySelector("[data-proposed]");
    const reason = row.querySelector("[data-reason]");
    if (category && reason) reason.hidden = category.querySelector("select").value === category.dataset.proposed;
    row.dataset.decision = chosen(row)?.value ?? "pending";
  }

  rows.forEach((row) => {
    follow(row);
    row.addEventListener("input", () => follow(row));
    row.addEventListener("change", () => follow(row));
  });
})();
