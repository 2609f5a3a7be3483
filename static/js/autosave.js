/* Saves entry forms while people type, and keeps a draft in the browser until the server has the text. */
(() => {
  "use strict";
  const DELAY = 1200;
  const RETRY = 15000;
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
        state.textContent = text;
      },
      explain(text) {
        if (!note) return;
        note.hidden = !text;
        note.querySelector("[data-save-reason]").textContent = text;
      },
    };
  }

  // --- Draft in this browser -----------------------------------------------------------------------------
  function drafts(form) {
    const key = form.dataset.draftKey && `draft:${form.dataset.draftKey}`;
    const version = () => Number(form.elements.version?.value || 0);
    const fields = () =>
      [...form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit", "button"].includes(f.type));
    const valueOf = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);
    const write = (draft) => {
      try {
        localStorage.setItem(key, JSON.stringify(draft));
      } catch {
        // A full or forbidden store only costs the comfort, never the page.
      }
    };
    return {
      keep(sent = false) {
        if (!key) return;
        const values = fields().map((f) => [f.name, f.type === "radio" ? f.value : null, valueOf(f)]);
        write({ at: Date.now(), version: version(), sent, values });
      },
      drop: () => key && localStorage.removeItem(key),
      /** The draft worth offering, or null: too old, already stored by the server, or equal to the page. */
      pending() {
        const draft = key && JSON.parse(localStorage.getItem(key) || "null");
        if (!draft) return null;
        const old = Date.now() - draft.at > KEEP_DAYS * 86400000;
        const stored = draft.sent && version() > draft.version;
        const differs = draft.values.some(([name, choice, value]) => {
          const field = find(name, choice);
          return field ? valueOf(field) !== value : Boolean(value) && value !== "";
        });
        if (!old && !stored && differs) return draft;
        localStorage.removeItem(key);
        return null;
      },
      restore(draft) {
        const grid = form.querySelector("table[data-grow]");
        for (const [name, choice, value] of draft.values) {
          let field = find(name, choice);
          while (!field && grid && window.portal.addRow?.(grid)) field = find(name, choice);
          if (!field) continue;
          if (typeof value === "boolean") field.checked = value;
          else field.value = value;
        }
        form.dispatchEvent(new Event("input", { bubbles: true }));
      },
    };
    function find(name, choice) {
      return fields().find((f) => f.name === name && (choice === null || f.value === choice));
    }
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
    let timer = 0, busy = false, again = false, sending = null, changed = false, stopped = !url;

    const later = (delay) => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(save, delay);
    };

    function failed(text, stop) {
      [changed, stopped] = [true, stop];
      screen.show("failed", screen.words.dirty);
      screen.explain(text);
      if (!stop) later(RETRY);
    }

    function stored(answer) {
      if (answer.version !== undefined && form.elements.version) form.elements.version.value = answer.version;
      if (answer.errors) showErrors(form, answer.errors);
      if (answer.cells) fillCells(form, answer.cells);
      screen.explain("");
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
      if (response.status === 409) return failed(answer.message || screen.words.conflict, true);
      if (response.type === "opaqueredirect" || response.status === 403) return failed(screen.words.session, true);
      if (answer.errors) showErrors(form, answer.errors);
      return failed(answer.message || screen.words.failed, false);
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
        failed(screen.words.offline, false);
      } finally {
        busy = false;
        if (sending) sending();
        else if (again) later(0);
        again = false;
      }
    }

    form.addEventListener("input", () => {
      changed = true;
      draft.keep();
      if (!stopped) screen.show("dirty", screen.words.dirty);
      later(DELAY);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      draft.keep(true);
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
    window.addEventListener("online", () => changed && later(0));

    const found = draft.pending();
    const offer = form.querySelector("[data-draft-offer]");
    if (!found || !offer) return;
    offer.hidden = false;
    const answer = (name, act) => offer.querySelector(name).addEventListener("click", () => ((offer.hidden = true), act()));
    answer("[data-draft-restore]", () => draft.restore(found));
    answer("[data-draft-drop]", () => draft.drop());
  }

  document.querySelectorAll("form[data-autosave-url], form[data-draft-key]").forEach(attach);
})();
