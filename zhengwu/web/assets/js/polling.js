// Figures that move: asks again while the page is looked at; 304 costs next to nothing.
// A part that asks by itself keeps nobody signed in; keys and pointer do, so it tells of them.
let acted = false;
for (const kind of ["keydown", "pointerdown", "input", "wheel"]) {
  document.addEventListener(kind, () => { acted = true; }, { capture: true, passive: true });
}

function present(headers) {
  if (acted) headers["X-Present"] = "1";
  acted = false;
}
document.addEventListener("htmx:configRequest", (event) => present(event.detail.headers));

export function start(root) {
  const places = root.querySelectorAll("[data-poll]");
  for (const place of places) follow(place);
  if (root.matches?.("[data-poll]")) follow(root);
}

function follow(place) {
  let tag = "";
  const every = Number(place.dataset.every || 5) * 1000;
  const ask = async () => {
    if (!place.isConnected) return;
    if (document.hidden) {
      setTimeout(ask, every);
      return;
    }
    try {
      const headers = { "X-Requested-With": "fetch" };
      if (tag) headers["If-None-Match"] = tag;
      present(headers);
      const answer = await fetch(place.dataset.poll, { headers, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        const holder = document.createElement("template");
        holder.innerHTML = await answer.text();
        const fresh = holder.content.firstElementChild;
        if (!fresh?.dataset.poll) {
          place.replaceWith(holder.content);
          return;
        }
        place.replaceChildren(...fresh.childNodes);
      } else if (answer.status !== 304 && answer.status < 500) {
        return;
      }
    } catch {
      // The network is away for a moment; ask again.
    }
    setTimeout(ask, every);
  };
  setTimeout(ask, every);
}
