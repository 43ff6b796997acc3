// The service window: where the focus goes on, suggestions by arrow keys, forms that redraw.
export function start(root) {
  const place = root.querySelector("[data-focus-on]");
  if (place && !root.querySelector("[data-focus]")) focusOn(place.dataset.focusOn);
  for (const box of root.querySelectorAll("[data-suggest]")) box.addEventListener("keydown", walk);
  for (const form of root.querySelectorAll("form[data-window]")) {
    form.addEventListener("change", (event) => {
      const button = form.querySelector("[data-redraw-button]");
      if (!button || !event.target.matches("[data-redraw]")) return;
      form.elements.at.value = event.target.id;
      form.requestSubmit(button);
    });
    form.addEventListener("keydown", (event) => {
      // Enter on a choice ticks it and goes on, instead of sending the page half filled.
      if (event.key !== "Enter" || !event.target.matches("input[type=checkbox], input[type=radio]")) return;
      event.preventDefault();
      if (!event.target.checked) event.target.click();
    });
  }
}

// Alt and a key the same way in every browser (Firefox asks for Alt+Shift, a Mac for Ctrl+Alt).
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const key = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code)?.[1].toLowerCase();
  const found = key && document.querySelector(`[accesskey="${key}"]`);
  if (!found) return;
  event.preventDefault();
  found.focus();
  if (found.matches("button, a")) found.click();
});

function focusOn(id) {
  const found = document.getElementById(id);
  if (!found) return;
  const inside = found.matches("input, select, textarea, [tabindex]") ? found : found.querySelector("input, select, textarea");
  (inside ?? found).focus();
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [event.currentTarget.querySelector("input"), ...event.currentTarget.querySelectorAll(".window-hit")];
  const at = stops.indexOf(document.activeElement) + step;
  if (at < 0 || at >= stops.length) return;
  event.preventDefault();
  stops[at].focus();
}
