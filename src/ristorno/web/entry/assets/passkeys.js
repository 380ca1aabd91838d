// Asks the device for a passkey, and sends its answer with the form. Without this, and on devices that know
// no passkeys, these forms stay hidden: codes by mail open the same door.
"use strict";
const known = globalThis.PublicKeyCredential;

async function answer(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const reply = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token } });
  const asked = await reply.json();
  if (!reply.ok) throw new Error(asked.problem);
  const credential = form.dataset.makes
    ? await navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(asked) })
    : await navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(asked) });
  form.elements.answer.value = JSON.stringify(credential);
  form.submit();
}

if (known?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const told = form.querySelector("[role=alert]");
      told.hidden = true;
      answer(form).catch(() => { told.hidden = false; });
    });
  }
}
