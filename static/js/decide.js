/* Decisions on a poor line: what was decided stays on the phone, visibly unsent, until the server has it.
   The form's nonce makes a second sending the same decision, so it may be sent as often as needed. */
(() => {
  "use strict";
  const RETRY = [3000, 8000, 20000];
  const PREFIX = "portal:decision:";
  const key = (person, action) => `${PREFIX}${person}:${action}`;
  const path = (form) => new URL(form.action, location.href).pathname;

  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };

  // --- The queue: which rows have a decision that the server does not know ---------------------------
  document.querySelectorAll("[data-pending-for]").forEach((mark) => {
    const actions = mark.dataset.pendingFor.split(" ");
    mark.hidden = !actions.some((action) => read(key(mark.dataset.person, action)));
  });

  // --- One decision ------------------------------------------------------------------------------------
  const note = document.querySelector("[data-pending]");
  if (!note) return;
  const what = note.querySelector("[data-pending-what]");
  let timer = 0;
  let failures = 0;

  function attach(form) {
    const name = key(form.dataset.person, path(form));
    const fields = () => [...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken");

    const keep = () => localStorage.setItem(name, JSON.stringify({ fields: fields() }));
    const drop = () => localStorage.removeItem(name);

    function show() {
      what.textContent = what.dataset[form.dataset.sure];
      note.hidden = false;
      document.querySelectorAll("form[data-sure] [type=submit]").forEach((button) => (button.disabled = true));
      clearTimeout(timer);
      timer = setTimeout(send, RETRY[Math.min(failures++, RETRY.length - 1)]);
    }

    /** Reach the server first; then the form itself goes, and the nonce answers it with the same page. */
    async function send() {
      clearTimeout(timer);
      try {
        const body = new FormData(form);
        const headers = { "X-CSRFToken": window.portal.csrfToken() };
        const response = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
        if (response.status >= 500) throw new Error(String(response.status));
      } catch {
        return show();
      }
      drop();
      window.portal.clearUnsaved(form);
      return HTMLFormElement.prototype.submit.call(form);
    }

    form.addEventListener("submit", (event) => {
      if (form.dataset.sure === "return" && !form.querySelector("textarea").value.trim()) return; // the page says why
      event.preventDefault();
      keep();
      failures = 0;
      event.submitter?.setAttribute("aria-busy", "true");
      send();
    });

    function cancel() {
      clearTimeout(timer);
      drop();
      note.hidden = true;
      document.querySelectorAll("form[data-sure] [type=submit]").forEach((button) => {
        button.disabled = false;
        button.removeAttribute("aria-busy");
      });
    }

    /** The page was opened again before the decision had left: fill it in and go on. */
    const found = read(name);
    const shown = found?.fields.find(([field]) => field === "version")?.[1];
    if (found && shown !== form.elements.version.value) drop(); // decided, or another text by now
    else if (found) {
      for (const [field, value] of found.fields) if (form.elements[field]) form.elements[field].value = value;
      show();
    }
    return { name, send, cancel };
  }

  const forms = [...document.querySelectorAll("form[data-sure]")].map(attach);
  const pending = () => forms.find((form) => read(form.name));
  note.querySelector("[data-pending-send]").addEventListener("click", () => pending()?.send());
  note.querySelector("[data-pending-drop]").addEventListener("click", () => pending()?.cancel());
  window.addEventListener("online", () => pending()?.send());
})();
