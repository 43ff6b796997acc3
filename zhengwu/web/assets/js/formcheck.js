// Says what is wrong with a field as soon as it is left; the server says it again when sent.
// One listener for the whole page: fields are redrawn while one types.
import { fault } from "./rules.js";

const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
const listening = new WeakSet();

export function start(root) {
  const page = root.ownerDocument ?? root;
  if (listening.has(page)) return;
  listening.add(page);
  page.addEventListener("change", ({ target }) => {
    const holder = target.closest?.("[data-rule]");
    if (holder) show(holder, fault(JSON.parse(holder.dataset.rule), valueOf(holder), today()));
  });
}

// A group of choices stands under one rule; of files it counts those that are there already.
function valueOf(holder) {
  if (holder.type === "checkbox") return holder.checked;
  if (holder.type === "file") {
    const kept = holder.closest(".field").querySelectorAll("[data-kept]").length;
    return kept + holder.files.length;
  }
  if (holder.tagName !== "FIELDSET") return holder.value;
  const chosen = [...holder.querySelectorAll("input:checked")].map((one) => one.value);
  return holder.querySelector("[type=radio]") ? chosen[0] ?? "" : chosen;
}

export function show(field, message) {
  const id = `${field.id}-error`;
  const box = field.closest(".field, .fieldset");
  if (!box) return;
  let note = document.getElementById(id);
  const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (!message) {
    note?.remove();
    described.delete(id);
    field.removeAttribute("aria-invalid");
  } else {
    if (!note) {
      note = document.createElement("p");
      note.className = "error";
      note.id = id;
      place(field, note);
    }
    note.textContent = message;
    described.add(id);
    if (field.tagName !== "FIELDSET") field.setAttribute("aria-invalid", "true");
  }
  box.classList.toggle("has-error", Boolean(message));
  if (described.size) field.setAttribute("aria-describedby", [...described].join(" "));
  else field.removeAttribute("aria-describedby");
}

function place(field, note) {
  if (field.tagName === "FIELDSET") field.querySelector(".choices").before(note);
  else (field.closest(".control, .choice") ?? field).before(note);
}
