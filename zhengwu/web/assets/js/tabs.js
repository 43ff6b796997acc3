// Sections become tabs when a script runs; before that the bar's links jump to them.
export function start(root) {
  for (const tabs of root.querySelectorAll("[data-tabs]")) {
    const links = [...tabs.querySelectorAll(".tabs-bar a")];
    const panels = links.map((link) => {
      const hash = link.getAttribute("href");
      return hash.startsWith("#") ? document.getElementById(hash.slice(1)) : null;
    });
    if (links.length && panels.every(Boolean)) become(tabs, links, panels);
  }
}

function become(tabs, links, panels) {
  tabs.classList.add("live");
  tabs.querySelector(".tabs-bar ul").setAttribute("role", "tablist");
  links.forEach((link, index) => {
    link.parentElement.setAttribute("role", "presentation");
    link.setAttribute("role", "tab");
    link.setAttribute("aria-controls", panels[index].id);
    link.id ||= `${panels[index].id}-tab`;
    panels[index].setAttribute("role", "tabpanel");
    panels[index].setAttribute("aria-labelledby", link.id);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", link.getAttribute("href"));
      choose(index);
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = (index + step + links.length) % links.length;
      choose(next);
      links[next].focus();
    });
  });
  const choose = (chosen) => {
    links.forEach((link, index) => {
      link.setAttribute("aria-selected", String(index === chosen));
      link.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
  };
  // A link into a section (an error, a search hit) opens the tab that holds it.
  const wanted = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  choose(Math.max(0, panels.findIndex((panel) => wanted && panel.contains(wanted))));
}
