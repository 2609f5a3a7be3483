/* On every page: toasts, one click per form, unsaved-changes guard, questions before danger, copying. */
(() => {
  "use strict";
  document.documentElement.classList.add("scripting");
  const texts = () => document.getElementById("portal-texts").dataset;
  const csrfToken = () => document.querySelector('meta[name="csrf-token"]').content;

  // --- Toasts: server partials send HX-Trigger {"toast": {"text", "tone"}} ---------------------------
  function toast(text, tone = "info") {
    const area = document.getElementById("toasts");
    const note = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
    note.classList.add(`note--${tone}`);
    note.querySelector("[data-toast-text]").textContent = text;
    note.querySelector("button").addEventListener("click", () => note.remove());
    area.append(note);
    // What went wrong stays until the person closes it.
    if (tone !== "danger") setTimeout(() => note.remove(), 6000);
  }
  window.portal = { toast, csrfToken, clearUnsaved: (form) => form.removeAttribute("data-changed") };
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));

  // --- htmx: token on every request, errors in words -------------------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:sendError", () => toast(texts().offline, "danger"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (event.detail.xhr.getResponseHeader("HX-Trigger")) return;
    toast(status === 409 ? texts().conflict : status === 403 ? texts().forbidden : texts().failed, "danger");
  });
  // A lost session answers a partial with the whole log-in page: go there instead of showing it inside.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseText.includes("data-entrance")) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });

  // --- One click per form ----------------------------------------------------------------------------
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll('[aria-busy="true"]').forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "noGuard" in form.dataset) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    form.removeAttribute("data-changed");
    const button = event.submitter;
    // After the browser has read the form, or the button's own name and value would be lost.
    setTimeout(() => {
      if (!button) return;
      button.setAttribute("aria-busy", "true");
      button.disabled = true;
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-sent]");
    if (form) release(form);
  });

  // --- Typed but not saved ---------------------------------------------------------------------------
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) form.dataset.changed = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  // --- Questions before danger: data-confirm names the consequence ------------------------------------
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-confirm]");
      const dialog = document.getElementById("ask");
      if (!button || button.dataset.confirmed || !dialog) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      dialog.querySelector("[data-ask-text]").textContent = button.dataset.confirm;
      const yes = dialog.querySelector("[data-ask-yes]");
      yes.textContent = button.dataset.confirmLabel || button.textContent.trim();
      dialog.returnValue = "";
      dialog.onclose = () => {
        if (dialog.returnValue !== "yes") return;
        button.dataset.confirmed = "1";
        button.click();
        delete button.dataset.confirmed;
      };
      dialog.showModal();
    },
    true,
  );

  // --- Copying, e.g. the WhatsApp text -----------------------------------------------------------------
  async function copy(source, done) {
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      // Plain http inside the company has no clipboard interface.
      source.closest("details")?.setAttribute("open", "");
      source.select();
      if (!document.execCommand("copy")) return toast(texts().copyFailed, "warning");
      source.closest("details")?.removeAttribute("open");
    }
    return toast(done || texts().copied, "success");
  }
  document.addEventListener("click", (event) => {
    const trigger = event.target.closest("[data-copy]");
    if (!trigger) return;
    event.preventDefault();
    copy(trigger.closest("[data-copy-box]").querySelector("textarea, input"), trigger.dataset.copied);
  });

  // --- Small comforts ------------------------------------------------------------------------------------
  // Filters and the year switch submit themselves on a choice; the button is for browsers without scripts.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto-submit]");
    if (form && event.target.matches("select, [type=checkbox], [type=radio], [type=date]")) form.requestSubmit();
  });
  // What a small screen folds away opens under its button.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unfold]");
    if (button) button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") === "false");
  });
  // Pop-ups (profile) close with Escape or a click elsewhere.
  const openPops = () => document.querySelectorAll("details.pop[open]");
  document.addEventListener("click", (event) => {
    openPops().forEach((pop) => pop.contains(event.target) || pop.removeAttribute("open"));
  });
  // "/" leads to the search of the top bar, unless the person is writing.
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
    const field = [...document.querySelectorAll("[data-search], #search-words")].find((one) => one.offsetParent);
    if (!field || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openPops().forEach((pop) => {
      pop.removeAttribute("open");
      pop.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss-note]")) event.target.closest(".note").remove();
    const reveal = event.target.closest("[data-reveal]");
    if (reveal) {
      const field = document.getElementById(reveal.dataset.reveal);
      const hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      reveal.setAttribute("aria-pressed", String(hidden));
    }
    if (event.target.closest("[data-print]")) window.print();
  });
})();
