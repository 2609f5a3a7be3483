/* Live sums of weights: inputs data-weight="group …", output data-weight-sum="group" data-weight-goal="100".
   The goal may be another box (data-weight-goal-from="id", its blanks share what is left) or none ("").
   data-weight-outside="group" counts the weights beyond data-weight-low and data-weight-high. */
(() => {
  "use strict";
  const SCALE = 10000n; // whole ten-thousandths: 33,3 + 33,3 + 33,4 is exactly 100

  /** A weight as people type it ("12,5", "12.5", "12,5 %"), in ten-thousandths; null when it is no number. */
  function parse(text) {
    const match = /^(\d{1,6})(?:[.,](\d{1,4}))?$/.exec(text.replace(/[\s%]/g, ""));
    return match ? BigInt(match[1]) * SCALE + BigInt((match[2] ?? "").padEnd(4, "0")) : null;
  }

  function written(value) {
    const size = value < 0n ? -value : value;
    const fraction = String(size % SCALE).padStart(4, "0").replace(/0+$/, "");
    const comma = document.documentElement.lang === "en" ? "." : ",";
    return `${value < 0n ? "−" : ""}${size / SCALE}${fraction ? comma + fraction : ""}`;
  }

  // A row marked for deletion does not count.
  const counts = (input) => !input.disabled && !input.closest("tr, .weight-row")?.querySelector('[name$="-DELETE"]:checked');

  const valuesOf = (group) =>
    [...document.querySelectorAll(`[data-weight~="${CSS.escape(group)}"]`)].filter(counts).map((input) => parse(input.value));
  const goalOf = ({ weightGoal = "100", weightGoalFrom: from }) => parse(from ? document.getElementById(from).value : weightGoal);

  function hint(gap, blanks, shared) {
    const words = document.getElementById("portal-texts").dataset;
    if (shared && blanks && gap > 0n) return shared.replace("{rest}", written(gap)).replace("{n}", blanks);
    return (gap > 0n ? words.weightShort : words.weightOver).replace("{n}", written(gap < 0n ? -gap : gap));
  }

  function refresh(output) {
    const values = valuesOf(output.dataset.weightSum);
    const sum = values.reduce((total, value) => total + (value ?? 0n), 0n);
    const goal = goalOf(output.dataset);
    const { wordsShared: shared } = output.dataset;
    const blanks = values.filter((value) => value === null).length;
    const gap = goal === null ? 0n : goal - sum;
    const fits = gap === 0n || Boolean(shared && blanks && gap > 0n);
    output.textContent = `Σ ${written(sum)}${gap ? ` · ${hint(gap, blanks, shared)}` : ""}`;
    output.classList.toggle("sum-ok", goal !== null && fits);
    output.classList.toggle("sum-off", !fits);
  }

  function count(output) {
    const { weightOutside: group, weightLow, weightHigh, words } = output.dataset;
    const [low, high] = [parse(weightLow), parse(weightHigh)];
    const outside = valuesOf(group).filter((value) => value !== null && (value < low || value > high)).length;
    output.textContent = outside ? words.replace("{n}", outside) : "";
  }

  function refreshAll() {
    document.querySelectorAll("[data-weight-sum]").forEach(refresh);
    document.querySelectorAll("[data-weight-outside]").forEach(count);
  }
  document.addEventListener("input", (event) => event.target.matches('[data-weight], [name$="-DELETE"]') && refreshAll());
  document.addEventListener("grid:row-added", refreshAll);
  document.addEventListener("htmx:afterSwap", refreshAll);
  refreshAll();
})();
