// 读出来: reads the page's main part aloud, sentence by sentence; a second press stops.
export function start() {
  const button = document.querySelector("[data-read-aloud]");
  if (!button || !("speechSynthesis" in window)) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
  const speech = window.speechSynthesis;
  const stop = () => {
    speech.cancel();
    button.setAttribute("aria-pressed", "false");
    button.textContent = "读出来";
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    const sentences = (text().match(/[^。！？；\n]+[。！？；]?/g) ?? []).map((part) => part.trim()).filter(Boolean);
    if (!sentences.length) return undefined;
    button.setAttribute("aria-pressed", "true");
    button.textContent = "停止";
    sentences.forEach((sentence, index) => {
      const words = new SpeechSynthesisUtterance(sentence);
      words.lang = "zh-CN";
      words.rate = 0.9;
      if (index === sentences.length - 1) words.onend = stop;
      speech.speak(words);
    });
    return undefined;
  });
  window.addEventListener("pagehide", () => speech.cancel());
}

const text = () => document.querySelector("main")?.innerText ?? "";
