// Passkeys need a script: it hands the page's question to the device, and sends the answer with the page's own form.
(() => {
  "use strict";

  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  form.hidden = false;
  for (const without of document.querySelectorAll("[data-passkey-without]")) without.hidden = true;
  const failed = document.querySelector("[data-passkey-failed]");

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  const ask = async () => {
    const { publicKey } = JSON.parse(form.dataset.options);
    publicKey.challenge = bytes(publicKey.challenge);
    if (form.dataset.passkey === "create") {
      publicKey.user.id = bytes(publicKey.user.id);
      for (const known of publicKey.excludeCredentials ?? []) known.id = bytes(known.id);
      return navigator.credentials.create({ publicKey });
    }
    for (const known of publicKey.allowCredentials ?? []) known.id = bytes(known.id);
    return navigator.credentials.get({ publicKey });
  };

  const written = (credential) => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.credential.value = written(await ask());
    } catch {
      // Closed by the person, or the device has none: the page stays, and can be tried again.
      failed.hidden = false;
      delete form.dataset.sent;
      event.submitter?.removeAttribute("aria-busy");
      return;
    }
    form.submit();
  });
})();
