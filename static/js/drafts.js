/* Drafts of a form in this browser: one per open page, so that two tabs do not take each other's. */
(() => {
  "use strict";
  const KEEP_DAYS = 14;

  function drafts(form) {
    const prefix = form.dataset.draftKey && `draft:${form.dataset.draftKey}`;
    const own = prefix && `${prefix}:${form.elements.page?.value ?? ""}`;
    const version = () => Number(form.elements.version?.value || 0);
    const kept = (f) => "draft" in f.dataset || !["hidden", "password", "file", "submit", "button"].includes(f.type);
    const fields = () => [...form.elements].filter((f) => f.name && kept(f));
    const ticks = (field) => field.type === "checkbox" || field.type === "radio";
    const valueOf = (field) => (ticks(field) ? field.checked : field.value);
    const rows = () => [...form.querySelectorAll("[data-row]")];
    /** A field by its row's name and its column, so that it is found again wherever the row stands then. */
    const nameOf = (field) => {
      const row = field.closest?.("[data-row]")?.dataset.row;
      return row ? `${row}:${field.name.slice(field.name.lastIndexOf("-") + 1)}` : field.name;
    };
    const choiceOf = (field) => (ticks(field) && field.value !== "on" ? field.value : null);
    const find = (name, choice) => fields().find((f) => nameOf(f) === name && (choice === null || f.value === choice));
    const read = (key) => {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    };
    const all = () => Object.keys(localStorage).filter((key) => prefix && (key === prefix || key.startsWith(`${prefix}:`)));

    let last = null; // the field that was typed in
    form.addEventListener("focusin", (event) => (last = event.target.name && kept(event.target) ? event.target : last));

    function keep(more = {}) {
      if (!prefix) return false;
      const values = fields().map((f) => [nameOf(f), choiceOf(f), valueOf(f)]);
      const focus = last ? nameOf(last) : "";
      const draft = { at: Date.now(), version: version(), order: rows().map((r) => r.dataset.row), values, focus, ...more };
      try {
        localStorage.setItem(own, JSON.stringify(draft));
        return true;
      } catch {
        return false; // a full or forbidden store only costs the comfort, never the page
      }
    }

    function isNews(draft) {
      const old = Date.now() - draft.at > KEEP_DAYS * 86400000;
      const stored = draft.sent && version() > draft.version;
      const differs = () =>
        draft.values.some(([name, choice, value]) => {
          const field = find(name, choice);
          return field ? valueOf(field) !== value : Boolean(value) && value !== "";
        });
      return !old && !stored && differs();
    }

    /** The draft worth offering, or null; what is too old, stored by now, or equal to the page is dropped. */
    function pending() {
      const found = all().map((key) => ({ key, ...read(key) })).sort((a, b) => b.at - a.at);
      return found.filter((draft) => {
        const news = Boolean(draft.values) && isNews(draft);
        if (!news) localStorage.removeItem(draft.key);
        return news;
      })[0] ?? null;
    }

    /** The rows in the draft's order; what it does not know stays behind them. */
    function arrange(order) {
      const byName = new Map(rows().map((row) => [row.dataset.row, row]));
      const known = order.map((name) => byName.get(name)).filter(Boolean);
      const others = rows().filter((row) => !known.includes(row));
      [...known, ...others].forEach((row) => row.parentElement.append(row));
    }

    const isBlank = (row) => [...row.querySelectorAll("input:not([type=hidden]), select, textarea")].every((f) => !valueOf(f));
    function rename(row, name) {
      row.dataset.row = row.querySelector('[name$="-key"]').value = name;
    }

    /** Rows that only the draft knows take the page's blank ones, in their order, or are added. */
    function makeRows(draft, grid) {
      const order = draft.order ?? [];
      const names = new Set(rows().map((row) => row.dataset.row));
      const blanks = rows().filter((row) => !order.includes(row.dataset.row) && isBlank(row));
      const filled = new Set(draft.values.filter(([, , value]) => value).map(([name]) => name.split(":")[0]));
      for (const key of order.filter((name) => !names.has(name))) {
        const blank = blanks.shift();
        if (blank) rename(blank, key);
        else if (filled.has(key)) window.portal.addRow(grid, { key });
      }
    }

    function restore(draft) {
      const grid = form.querySelector("table[data-grow]");
      if (grid) makeRows(draft, grid);
      for (const [name, choice, value] of draft.values) {
        let field = find(name, choice);
        while (!field && grid && !name.includes(":") && window.portal.addRow(grid)) field = find(name, choice);
        if (!field) continue;
        if (ticks(field)) field.checked = value;
        else field.value = value;
      }
      arrange(draft.order ?? []);
      form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
      fields().find((f) => nameOf(f) === draft.focus)?.focus();
    }

    return { keep, pending, restore, version, drop: (key = own) => key && localStorage.removeItem(key) };
  }

  window.portal.drafts = drafts;
})();
