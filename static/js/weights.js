/* Live sum of weights: inputs data-weight="group", output data-weight-sum="group" data-weight-goal="100". */
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

  function refresh(output) {
    const { weightSum: group, weightGoal = "100" } = output.dataset;
    const inputs = [...document.querySelectorAll(`[data-weight="${CSS.escape(group)}"]`)].filter(counts);
    const values = inputs.map((input) => parse(input.value));
    const sum = values.reduce((total, value) => total + (value ?? 0n), 0n);
    const gap = parse(weightGoal) - sum;
    const words = document.getElementById("portal-texts").dataset;
    const hint = gap > 0n ? words.weightShort : words.weightOver;
    output.textContent = `Σ ${written(sum)}${gap ? ` · ${hint.replace("{n}", written(gap < 0n ? -gap : gap))}` : ""}`;
    output.classList.toggle("sum-ok", gap === 0n);
    output.classList.toggle("sum-off", gap !== 0n);
  }

  const refreshAll = () => document.querySelectorAll("[data-weight-sum]").forEach(refresh);
  document.addEventListener("input", (event) => event.target.matches('[data-weight], [name$="-DELETE"]') && refreshAll());
  document.addEventListener("grid:row-added", refreshAll);
  document.addEventListener("htmx:afterSwap", refreshAll);
  refreshAll();
})();
