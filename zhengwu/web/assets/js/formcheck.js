// Says what is wrong with a field as soon as it is left; the server says it again when sent.
import { fault } from "./rules.js";

export function start(root) {
  for (const field of root.querySelectorAll("[data-rule]")) {
    field.addEventListener("change", () => show(field, fault(JSON.parse(field.dataset.rule), field.value)));
  }
}

function show(field, message) {
  const id = `${field.id}-error`;
  const box = field.closest(".field");
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
      (field.closest(".control") ?? field).before(note);
    }
    note.textContent = message;
    described.add(id);
    field.setAttribute("aria-invalid", "true");
  }
  box.classList.toggle("has-error", Boolean(message));
  if (described.size) field.setAttribute("aria-describedby", [...described].join(" "));
  else field.removeAttribute("aria-describedby");
}
