// Lists by keyboard: j and k move, Enter opens, / goes to the search. Never while typing.
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog[open]");

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector(".desk-list input[type=search], main input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  });
}

function move(by) {
  const links = [...document.querySelectorAll(".matter-rows [data-open], table[data-rows] [data-open]")];
  if (!links.length) return;
  const rows = links.map((link) => link.closest("li, tr"));
  let at = rows.findIndex((row) => row.contains(document.activeElement));
  if (at < 0) at = rows.findIndex((row) => row.classList.contains("current")) - (by > 0 ? 0 : -1);
  const next = Math.min(Math.max(at + by, 0), links.length - 1);
  rows.forEach((row, index) => row.classList.toggle("at", index === next));
  // Enter then opens by itself: the link has the focus.
  links[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}
