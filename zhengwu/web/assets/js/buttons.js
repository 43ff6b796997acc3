// A form is sent once: its buttons wait until the answer comes. The server keeps the promise by the
// once-token; this only spares people the second click.
export function start(root) {
  for (const form of root.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      // After this turn, so that the pressed button's own name and value are still sent.
      setTimeout(() => mark(form, event.submitter, true));
    });
    form.addEventListener("htmx:afterRequest", () => mark(form, null, false));
  }
  for (const link of root.querySelectorAll("[data-back]")) {
    if (history.length > 1) link.hidden = false;
    link.addEventListener("click", () => history.back());
  }
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

function mark(form, pressed, waiting) {
  if (!waiting) delete form.dataset.sent;
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (waiting && (button === pressed || !pressed)) button.setAttribute("aria-disabled", "true");
    if (!waiting) button.removeAttribute("aria-disabled");
  }
}

// Coming back with the browser's back button: the form may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) mark(form, null, false);
});
