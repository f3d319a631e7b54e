// Kontor's pages work without this file; it only makes some things quicker.
(() => {
  "use strict";

  // Copy buttons appear only where copying can work.
  const copyable = (root) => {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
    } catch {
      return;
    }
    const label = button.querySelector("[data-copy-label]");
    const before = label.textContent;
    label.textContent = button.dataset.copied;
    button.classList.add("is-done");
    setTimeout(() => {
      label.textContent = before;
      button.classList.remove("is-done");
    }, 2000);
  });

  // A second press of the same button must not send the form twice. The server
  // refuses it as well; this spares people the refusal.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });

  // Pages restored from the back-forward cache may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  });

  // One open menu at a time; Escape and a click elsewhere close it.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // Bring the first refused field into view, so nobody hunts for it.
  const refused = document.querySelector("[aria-invalid=true]");
  if (refused) refused.focus();

  copyable(document);
  document.addEventListener("htmx:after:swap", () => copyable(document));
})();
