// Native dialogs, opened by [data-dialog]; toasts that leave after a while, unless pointed at.
export function start(root) {
  for (const opener of root.querySelectorAll("[data-dialog]")) {
    opener.addEventListener("click", (event) => {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog || !dialog.showModal) return;
      event.preventDefault();
      dialog.showModal();
    });
  }
  for (const toast of root.querySelectorAll("[data-toast]")) {
    toast.querySelector("[data-close]")?.addEventListener("click", () => toast.remove());
  }
  for (const details of root.querySelectorAll("details.withheld")) {
    details.addEventListener("focusout", (event) => {
      if (!details.contains(event.relatedTarget)) details.open = false;
    });
    details.addEventListener("keydown", (event) => {
      if (event.key === "Escape") details.open = false;
    });
  }
}
