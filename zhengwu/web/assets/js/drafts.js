// A draft is kept while it is typed. Without this script every step's button keeps it.
const PAUSE = 1200;

export function start(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) follow(form);
}

function follow(form) {
  const state = form.querySelector("[data-draft-state]");
  const fields = form.querySelector("[data-fields]");
  if (!fields) return;
  let timer = 0;
  let last = "";
  let turn = Promise.resolve();
  const content = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const same = () => content().toString() === last;
  const say = (text, bad) => {
    state.textContent = text;
    state.classList.toggle("text-bad", Boolean(bad));
  };
  last = content().toString();

  const save = async () => {
    if (form.dataset.sent || same()) return;
    const sent = content();
    last = sent.toString();
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body: sent, headers: { "X-Autosave": "1", Accept: "application/json" }, keepalive: true,
      });
      const facts = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (answer.ok && facts.reload && same()) {
        // The form itself has changed; all that was typed is kept there.
        location.assign(facts.reload);
      } else if (answer.ok && facts.saved) {
        const typedMeanwhile = !same();
        form.elements.version.value = facts.version;
        last = typedMeanwhile ? "" : content().toString();
        say(`已保存 ${facts.saved}`);
      } else say(facts.message ?? "没有存上，请点“下一步”保存", true);
    } catch {
      last = "";
      say("网络断了，先接着填，连上后会再存", true);
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { turn = turn.then(save); }, PAUSE);
  };
  const redraw = async (name) => {
    clearTimeout(timer);
    const sent = content();
    const asked = sent.toString();
    sent.append("_redraw", "1");
    const answer = await fetch(location.pathname, { method: "POST", body: sent });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const typedMeanwhile = content().toString() !== asked;
    form.elements.version.value = fresh.querySelector("[name=version]").value;
    // What was typed while the answer was on its way is not drawn over: it is asked for again.
    if (typedMeanwhile) {
      await redraw(name);
      return;
    }
    const active = fields.contains(document.activeElement) ? document.activeElement : null;
    const here = active?.name ?? name;
    const caret = [active?.selectionStart, active?.selectionEnd];
    fields.replaceChildren(...fresh.querySelector("[data-fields]").childNodes);
    last = content().toString();
    const focused = [...form.elements].find((one) => one.name === here && (one.type !== "radio" || one.checked));
    focused?.focus();
    // Whoever is typing goes on where the caret was.
    if (typeof caret[0] === "number" && focused?.setSelectionRange) focused.setSelectionRange(...caret);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") {
      // A file goes up as soon as it is chosen, with everything typed so far.
      const button = event.target.closest(".field")?.querySelector("[name=_upload]");
      if (button && event.target.files.length) form.requestSubmit(button);
      return;
    }
    if (event.target.matches("[data-redraw]")) turn = turn.then(() => redraw(event.target.name));
    else soon();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) turn = turn.then(save);
  });
}
