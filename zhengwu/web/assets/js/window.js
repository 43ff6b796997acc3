// The service window: where the focus goes on, suggestions by arrow keys, forms that redraw.
import { show } from "./formcheck.js";
import { fault } from "./rules.js";

const CARD = { kind: "textfield", label: "居民身份证", max_length: 200, rule: { check: "id_card", patterns: [] } };
// Keys pressed while the page is being redrawn wait here for the new page; longer than this they are stale.
const HELD = "window-keys";
const STALE = 5000;

export function start(root) {
  const place = root.querySelector("[data-focus-on]");
  if (place && !root.querySelector("[data-focus]")) focusOn(place.dataset.focusOn);
  for (const box of root.querySelectorAll("[data-suggest]")) box.addEventListener("keydown", walk);
  for (const form of root.querySelectorAll("form[data-window]")) {
    const number = form.querySelector("[data-card-number]");
    number?.addEventListener("input", () => card(form, number));
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
    press(held());
  }
}

// The last digit typed tells: the card is still in the hand. A reader's longer line is left alone.
function card(form, field) {
  const number = field.value.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  const told = (form.elements.id_kind?.value ?? "resident") === "resident" && /^[0-9]{17}[0-9X]$/.test(number);
  document.getElementById(`${field.id}_error`)?.remove(); // what the server said of the number before
  show(field, told ? fault(CARD, number, "") : "");
}

function hold(key) {
  sessionStorage.setItem(HELD, JSON.stringify({ at: Date.now(), keys: [...held(), key] }));
}

function held() {
  const { at, keys } = JSON.parse(sessionStorage.getItem(HELD) ?? "{}");
  sessionStorage.removeItem(HELD);
  return at && Date.now() - at < STALE ? keys : [];
}

// The first key may redraw the page again: those behind it wait once more. A page that tells of an
// error is read first.
function press(keys) {
  if (!keys.length || document.getElementById("error-summary")) return;
  setTimeout(() => keys.forEach(byKey));
}

function byKey(key) {
  const found = document.querySelector(`[accesskey="${key}"]`);
  if (!found) return false;
  if (found.form?.matches("[data-window]") && found.form.dataset.sent) {
    hold(key);
    return true;
  }
  found.focus();
  if (found.matches("button, a, input[type=radio], input[type=checkbox]")) found.click();
  return true;
}

// Alt and a key the same way in every browser (Firefox asks for Alt+Shift, a Mac for Ctrl+Alt).
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const key = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code)?.[1].toLowerCase();
  if (key && byKey(key)) event.preventDefault();
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
