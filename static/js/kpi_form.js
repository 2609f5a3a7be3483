/* The KPI form: shows what belongs to the chosen source of the figure, and the direction of the target. */
(() => {
  "use strict";
  const source = document.querySelector("select[name=value_source]");
  const parts = [...document.querySelectorAll("[data-for-source]")];
  const follow = () => parts.forEach((part) => (part.hidden = part.dataset.forSource !== source.value));
  if (source) {
    source.addEventListener("change", follow);
    follow();
  }

  // A number as people type it; null when it is none. Only its size against the other matters here.
  function read(field) {
    const text = field?.value.replace(/[\s%]|Rp/g, "").replace("−", "-") ?? "";
    const plain = text.includes(",") ? text.replaceAll(".", "").replace(",", ".") : text.replace(/\.(?=\d{3}(\D|$))/g, "");
    return plain === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
  }

  const said = document.querySelector("[data-direction]");
  const target = document.querySelector("input[name=target]");
  const last = document.querySelector("input[name=last_year]");
  function direction() {
    const [now, before] = [read(target), read(last)];
    const known = now !== null && before !== null;
    const words = now > before ? said.dataset.up : now < before ? said.dataset.down : said.dataset.level;
    said.textContent = known ? words : "";
  }
  if (said && target && last) {
    [target, last].forEach((field) => field.addEventListener("input", direction));
    direction();
  }
})();
