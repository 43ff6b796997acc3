// Shows where a matter stands on its flow. Data comes from JSON script tags; styles are set through
// classes and CSSOM, so the content security policy holds. The bpmn.io mark stays visible.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const read = (id) => {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
};

async function show(figure) {
  const id = figure.dataset.diagram;
  const where = read(id) ?? {};
  const xml = read(`${id}-xml`);
  if (!xml) return;
  const viewer = new NavigatedViewer({ container: document.getElementById(`${id}-canvas`) });
  try {
    await viewer.importXML(xml);
  } catch (problem) {
    figure.querySelector(".diagram-canvas").textContent = "流程图无法显示，请查看文字说明。";
    return;
  }
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const state of ["done", "current", "waiting"]) {
    for (const node of where[state] ?? []) {
      if (registry.get(node)) canvas.addMarker(node, `zw-${state}`);
    }
  }
  for (const [node, text] of Object.entries(where.notes ?? {})) {
    if (!registry.get(node)) continue;
    const note = document.createElement("div");
    note.className = "zw-note";
    note.textContent = text;
    viewer.get("overlays").add(node, { position: { bottom: -4, left: 4 }, html: note });
  }
  const fit = () => canvas.zoom("fit-viewport", "auto");
  fit();
  const tools = figure.querySelector(".diagram-tools");
  tools.hidden = false;
  tools.querySelector("[data-diagram-fit]").addEventListener("click", fit);
  const step = viewer.get("zoomScroll");
  tools.querySelector("[data-diagram-in]").addEventListener("click", () => step.stepZoom(1));
  tools.querySelector("[data-diagram-out]").addEventListener("click", () => step.stepZoom(-1));
}

for (const figure of document.querySelectorAll("[data-diagram]")) show(figure);
