// Draws tables as charts: the table beside it holds the figures and stays as the alternative for
// readers of the screen. Canvas and rich text only: nothing that a content security policy refuses.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const COLOURS = ["#2f6fc2", "#1f8a52", "#c5281f", "#d08300", "#6a5acd"];

const number = (cell) => Number(cell.textContent.replace(/[^\d.-]/g, "")) || 0;

function read(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    names: rows.map((row) => row.cells[0].textContent.trim().replace(/^\d{2}(\d{2})年/, "$1年")),
    series: heads.slice(1).map((name, at) => ({ name, data: rows.map((row) => number(row.cells[at + 1])) })),
  };
}

function draw(place) {
  const table = document.getElementById(place.dataset.chart);
  if (!table) return;
  const { names, series } = read(table);
  const style = getComputedStyle(place);
  const ink = style.getPropertyValue("--zw-ink-2").trim() || "#475467";
  const line = style.getPropertyValue("--zw-line").trim() || "#e1e6ed";
  const size = parseFloat(style.fontSize) * 0.85;
  const text = { color: ink, fontSize: size, fontFamily: style.fontFamily };
  echarts.getInstanceByDom(place)?.dispose();
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: text,
    grid: { left: 4, right: 8, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: text, itemWidth: 14 },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: names, axisLabel: { ...text, hideOverlap: true }, axisLine: { lineStyle: { color: line } } },
    yAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: line } } },
    series: series.map((one) => ({ ...one, type: place.dataset.kind || "bar", smooth: false })),
  });
}

const drawAll = (root) => {
  for (const place of root.querySelectorAll("[data-chart]")) draw(place);
};

drawAll(document);
// What is asked for again and again comes with fresh tables.
for (const place of document.querySelectorAll("[data-poll]")) {
  new MutationObserver(() => drawAll(place)).observe(place, { childList: true });
}
let waiting = 0;
window.addEventListener("resize", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => drawAll(document));
});
