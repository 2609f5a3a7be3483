/* Saves entry forms while people type; what the server does not have yet stays in a draft (js/drafts.js). */
(() => {
  "use strict";
  const DELAY = 1200;
  const RETRY = [1500, 5000, 15000]; // a broken line is often back at once; a save may be repeated

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
    const draft = window.portal.drafts(form);
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
