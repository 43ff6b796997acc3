// Hall screens: the words of a new call are spoken, once a call, after somebody switched it on
// (browsers allow sound only then); long lists roll by themselves unless one wants no motion.
const SPOKEN = new Set();
let speaking = false;

export function start(root) {
  const button = root.querySelector?.("[data-speak]");
  if (button && "speechSynthesis" in window) {
    button.hidden = false;
    button.addEventListener("click", () => {
      speaking = !speaking;
      button.textContent = speaking ? "关闭语音播报" : "打开语音播报";
      if (speaking) say("语音播报已打开");
      else window.speechSynthesis.cancel();
    });
    remember(false);
    new MutationObserver(() => remember(speaking)).observe(document.querySelector("main"), { childList: true, subtree: true });
  }
  const list = root.querySelector?.("[data-roll]");
  if (list && !matchMedia("(prefers-reduced-motion: reduce)").matches) roll();
}

function remember(aloud) {
  for (const call of [...document.querySelectorAll("[data-call]")].reverse()) {
    if (SPOKEN.has(call.dataset.call)) continue;
    SPOKEN.add(call.dataset.call);
    if (aloud) say(call.dataset.words);
  }
}

function say(words) {
  const speech = new SpeechSynthesisUtterance(words);
  speech.lang = "zh-CN";
  window.speechSynthesis.speak(speech);
}

function roll() {
  setInterval(() => {
    const list = document.querySelector("[data-roll]");
    if (!list || list.matches(":hover, :focus-within")) return;
    const end = list.scrollTop + list.clientHeight >= list.scrollHeight - 2;
    list.scrollTop = end ? 0 : list.scrollTop + 1;
  }, 60);
}
