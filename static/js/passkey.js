/* Passkeys: asks the server for a challenge, the device for its answer, and sends the form with it.
   Whatever goes wrong is said beside the button; the page and what was typed in it stay. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;
  const texts = document.getElementById("passkey-texts").dataset;
  const WORDS = {
    NotAllowedError: texts.cancelled,
    AbortError: texts.cancelled,
    InvalidStateError: texts.known,
    SecurityError: texts.elsewhere,
    NotSupportedError: texts.unsupported,
    ConstraintError: texts.unsupported,
    TypeError: texts.offline, // fetch without a line
  };

  /** The challenge; a page instead of it means that the session or the five minutes are over. */
  async function challenge(form) {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (response.status === 429) throw new Error(texts.tooOften);
    if (response.redirected) return location.reload();
    if (!response.ok) throw new Error(texts.failed);
    return response.json();
  }

  async function answer(form) {
    const asked = await challenge(form);
    if (!asked) return null;
    return form.dataset.passkey === "create" ? window.webauthnJSON.create(asked) : window.webauthnJSON.get(asked);
  }

  function attach(form) {
    const note = form.querySelector("[data-passkey-note]");
    const button = form.querySelector("[type=submit]");
    const busy = (is) => {
      button.disabled = is;
      if (is) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    };

    function say(text) {
      note.querySelector("[data-passkey-text]").textContent = text;
      note.hidden = false;
    }

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      note.hidden = true;
      busy(true);
      try {
        const credential = await answer(form);
        if (!credential) return;
        form.elements.credential.value = JSON.stringify(credential);
        HTMLFormElement.prototype.submit.call(form);
      } catch (error) {
        busy(false);
        say(error.constructor === Error ? error.message : WORDS[error.name] || texts.failed);
        button.focus();
      }
    });
    // Back from the next page: the button works again.
    window.addEventListener("pageshow", () => busy(false));
    form.hidden = false;
  }

  document.querySelectorAll("form[data-passkey]").forEach(attach);
  document.querySelectorAll("[data-passkey-missing]").forEach((one) => one.remove());
})();
