/* Saves entry forms while people type, and keeps a draft in the browser until the server has the text. */
(() => {
  "use strict";
  const DELAY = 1200;
  const RETRY = [1500, 5000, 15000]; // a broken line is often back at once; a save may be repeated
  const KEEP_DAYS = 14;
  const HIDDEN = ["csrfmiddlewaretoken", "_nonce", "version"];

  // --- What the person sees: "tersimpan 22.14", "belum tersimpan", and why not ---------------------------
  function view(form) {
    const state = form.querySelector("[data-save-state]");
    const note = form.querySelector("[data-save-note]");
    const words = state?.dataset ?? {};
    return {
      words,
      show(kind, text) {
        if (!state) return;
        state.dataset.state = kind;
        if (state.textContent !== text) state.textContent = text; // said once by a screen reader
      },
      /** Why it is not saved; after a conflict the way to both texts, where the page has one. */
      explain(text, conflict = false) {
        if (!note) return;
        note.hidden = !text;
        note.querySelector("[data-save-reason]").textContent = text;
        const compare = note.querySelector("[data-save-compare]");
        if (compare) [compare.hidden, note.querySelector("[data-save-reload]").hidden] = [!conflict, conflict];
      },
    };
  }

  // --- Drafts in this browser: one per open page, so that two tabs do not take each other's ----------------
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

  // --- Answers -------------------------------------------------------------------------------------------------
  function showErrors(form, errors) {
    form.querySelectorAll("[data-error-for]").forEach((place) => {
      const text = errors[place.dataset.errorFor] ?? "";
      place.textContent = text;
      const field = form.elements[place.dataset.errorFor];
      if (field?.setAttribute) text ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
    });
  }

  function fillCells(form, cells) {
    for (const [name, text] of Object.entries(cells)) {
      form.querySelectorAll(`[data-cell="${CSS.escape(name)}"]`).forEach((cell) => {
        // A result may be {text, band}: the colour changes with the number.
        cell.textContent = text.text ?? text;
        if (text.band === undefined) return;
        cell.className = cell.className.replace(/\bband--\S+/g, "").trim();
        if (text.band) cell.classList.add(`band--${text.band}`);
      });
    }
  }

  // --- One form ----------------------------------------------------------------------------------------------------
  function attach(form) {
    const screen = view(form);
    const draft = drafts(form);
    const url = form.dataset.autosaveUrl;
    // again: asked for while a save was under way; sending: the form's own submission, which waits for it
    let timer = 0, busy = false, again = false, sending = null, changed = false, stopped = !url, resume = false, failures = 0;

    const later = (delay) => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(save, delay);
    };

    function failed(text, { stop = false, conflict = false } = {}) {
      [changed, stopped] = [true, stop];
      screen.show("failed", screen.words.dirty);
      screen.explain(text, conflict);
      if (!stop) later(RETRY[Math.min(failures++, RETRY.length - 1)]);
    }

    function stored(answer) {
      if (answer.version !== undefined && form.elements.version) form.elements.version.value = answer.version;
      if (answer.errors) showErrors(form, answer.errors);
      if (answer.cells) fillCells(form, answer.cells);
      screen.explain("");
      failures = 0;
      if (changed) return draft.keep(); // typed meanwhile: the timer of that input saves it
      draft.drop();
      window.portal.clearUnsaved(form);
      return screen.show("saved", screen.words.saved.replace("{time}", answer.saved_at));
    }

    async function send() {
      const body = new FormData(form);
      body.delete("_nonce"); // belongs to the final sending of this form
      const headers = { "X-CSRFToken": window.portal.csrfToken(), "X-Autosave": "1", Accept: "application/json" };
      const response = await fetch(url, { method: "POST", body, headers, redirect: "manual" });
      const isJson = (response.headers.get("Content-Type") || "").includes("json");
      const answer = isJson ? await response.json() : {};
      if (response.ok && isJson) return stored(answer);
      if (response.status === 409) return failed(answer.message || screen.words.conflict, { stop: true, conflict: true });
      if (response.type === "opaqueredirect" || response.status === 403) {
        resume = true; // after the log-in it goes on by itself
        draft.keep({ resume });
        return failed(screen.words.session, { stop: true });
      }
      if (answer.errors) showErrors(form, answer.errors);
      return failed(answer.message || screen.words.failed);
    }

    async function save() {
      if (stopped || form.dataset.sent) return;
      again = busy;
      if (busy) return;
      [busy, changed] = [true, false];
      screen.show("dirty", screen.words.saving);
      try {
        await send();
      } catch {
        failed(screen.words.offline);
      } finally {
        busy = false;
        if (sending) sending();
        else if (again) later(0);
        again = false;
      }
    }

    form.addEventListener("input", () => {
      changed = true;
      draft.keep({ resume });
      if (!stopped) screen.show("dirty", screen.words.dirty);
      later(DELAY);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      draft.keep({ sent: true });
      if (!busy) return;
      // The save under way changes the version: sent before its answer, the form would contradict itself.
      event.preventDefault();
      const button = event.submitter;
      button?.setAttribute("aria-busy", "true");
      sending = () => {
        sending = null;
        form.requestSubmit(button);
      };
    });
    form.querySelector("[data-save-reload]")?.addEventListener("click", () => {
      if (draft.keep({ resume })) window.portal.clearUnsaved(form); // nothing is lost: no question
    });
    window.addEventListener("online", () => changed && later(0));

    function takeUp(found) {
      draft.restore(found);
      draft.drop(found.key);
      const compare = form.querySelector("[data-save-compare]");
      if (compare && found.version !== draft.version()) {
        // Somebody else saved meanwhile: the server shows both texts side by side.
        form.elements.version.value = found.version;
        return form.requestSubmit(compare);
      }
      return form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    form.querySelectorAll("[data-draft-discard]").forEach((link) => link.addEventListener("click", () => draft.drop()));
    if ("unstored" in form.dataset) {
      // The server sent the typed text back: it is nowhere else.
      [changed, form.dataset.changed] = [true, "1"];
      draft.keep();
      return screen.show("failed", screen.words.dirty);
    }
    const found = draft.pending();
    const offer = form.querySelector("[data-draft-offer]");
    if (!found || !offer) return undefined;
    if (found.resume && found.version === draft.version()) {
      takeUp(found);
      return window.portal.toast(screen.words.resumed, "success");
    }
    offer.hidden = false;
    const answer = (name, act) => offer.querySelector(name).addEventListener("click", () => ((offer.hidden = true), act()));
    answer("[data-draft-restore]", () => takeUp(found));
    return answer("[data-draft-drop]", () => draft.drop(found.key));
  }

  document.querySelectorAll("form[data-autosave-url], form[data-draft-key]").forEach(attach);
})();
