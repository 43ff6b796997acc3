// Draws a flow. The tools are the certified subset, the panel speaks the county's words; the server
// checks as one draws. Styles are set through classes and CSSOM, so the content security policy holds.
import Modeler from "bpmn-js/lib/Modeler";

const ZW = {
  name: "Zhengwu",
  uri: "urn:zhengwu:flow",
  prefix: "zw",
  xml: { tagAlias: "lowerCase" },
  types: [
    {
      name: "Step",
      extends: ["bpmn:FlowNode"],
      properties: [
        "duty", "days", "unit", "counted", "clock", "kind", "form", "opinion", "outcomes",
        "publicName", "organ", "organs", "completion", "persons", "otherThan", "service",
        "called", "message",
      ].map((name) => ({ name, isAttr: true, type: "String" })),
    },
    { name: "Fields", superClass: ["Element"], properties: [{ name: "field", type: "Field", isMany: true }] },
    {
      name: "Field",
      superClass: ["Element"],
      properties: [{ name: "name", isAttr: true, type: "String" }, { name: "type", isAttr: true, type: "String" }],
    },
    { name: "Decision", superClass: ["Element"], properties: [{ name: "rule", type: "Rule", isMany: true }] },
    {
      name: "Rule",
      superClass: ["Element"],
      properties: [{ name: "when", isAttr: true, type: "String" }, { name: "set", type: "Set", isMany: true }],
    },
    {
      name: "Set",
      superClass: ["Element"],
      properties: [{ name: "field", isAttr: true, type: "String" }, { name: "value", isAttr: true, type: "String" }],
    },
  ],
};

const TOOLS = [
  ["bpmn:StartEvent", "bpmn-icon-start-event-none", "开始"],
  ["bpmn:UserTask", "bpmn-icon-user-task", "步骤（由人办理）"],
  ["bpmn:ExclusiveGateway", "bpmn-icon-gateway-xor", "按条件分支"],
  ["bpmn:ParallelGateway", "bpmn-icon-gateway-parallel", "并行分支或汇聚"],
  ["bpmn:EndEvent", "bpmn-icon-end-event-none", "结束"],
];
const NEW_STEP = { name: "审查", duty: "reviewer", kind: "review", days: "1", opinion: "required", outcomes: "pass=通过,fail=不通过" };

function shapeOf(elementFactory, type) {
  const shape = elementFactory.createShape({ type });
  if (type === "bpmn:UserTask") for (const [name, value] of Object.entries(NEW_STEP)) shape.businessObject.set(name === "name" ? name : `zw:${name}`, value);
  return shape;
}

class Palette {
  constructor(palette, create, elementFactory, handTool, lassoTool, globalConnect) {
    Object.assign(this, { create, elementFactory, handTool, lassoTool, globalConnect });
    palette.registerProvider(this);
  }
  getPaletteEntries() {
    const tool = (group, className, title, start) => ({ group, className, title, action: { click: start } });
    const entries = {
      hand: tool("tools", "bpmn-icon-hand-tool", "移动画面", (event) => this.handTool.activateHand(event)),
      lasso: tool("tools", "bpmn-icon-lasso-tool", "框选", (event) => this.lassoTool.activateSelection(event)),
      connect: tool("tools", "bpmn-icon-connection-multi", "连线", (event) => this.globalConnect.start(event)),
    };
    for (const [type, className, title] of TOOLS) {
      const begin = (event) => this.create.start(event, shapeOf(this.elementFactory, type));
      entries[type] = { group: "create", className, title, action: { dragstart: begin, click: begin } };
    }
    return entries;
  }
}
Palette.$inject = ["palette", "create", "elementFactory", "handTool", "lassoTool", "globalConnect"];

class Pad {
  constructor(contextPad, modeling, elementFactory, autoPlace, connect, create) {
    Object.assign(this, { modeling, elementFactory, autoPlace, connect, create });
    contextPad.registerProvider(this);
  }
  getContextPadEntries(element) {
    const entries = {};
    const flows = !element.waypoints && element.type !== "bpmn:EndEvent" && element.type !== "label";
    if (flows) {
      for (const [type, className, title] of TOOLS.slice(1)) {
        const place = () => this.autoPlace.append(element, shapeOf(this.elementFactory, type));
        const drag = (event) => this.create.start(event, shapeOf(this.elementFactory, type), { source: element });
        entries[`append-${type}`] = { group: "model", className, title: `后接：${title}`, action: { click: place, dragstart: drag } };
      }
      const link = (event) => this.connect.start(event, element);
      entries.connect = { group: "connect", className: "bpmn-icon-connection-multi", title: "连到……", action: { click: link, dragstart: link } };
    }
    entries.delete = { group: "edit", className: "bpmn-icon-trash", title: "删除", action: { click: () => this.modeling.removeElements([element]) } };
    return entries;
  }
}
Pad.$inject = ["contextPad", "modeling", "elementFactory", "autoPlace", "connect", "create"];

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const board = document.querySelector("[data-modeler]");
const words = read("modeler-words");
const panel = document.getElementById("modeler-panel");
const form = document.querySelector("[data-modeler-form]");

const modeler = new Modeler({
  container: document.getElementById("modeler-canvas"),
  moddleExtensions: { zw: ZW },
  additionalModules: [{ paletteProvider: ["type", Palette], contextPadProvider: ["type", Pad] }],
});

function node(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function field(label, name, value, keep, { options, help, rows, type = "text" } = {}) {
  const id = `m-${name}`;
  let control;
  if (options) {
    control = node("select", { id });
    for (const [code, word] of options) control.append(node("option", { value: code, selected: code === value }, word));
  } else if (rows) {
    control = node("textarea", { id, rows: String(rows) });
    control.value = value;
  } else {
    control = node("input", { id, type });
    control.value = value;
  }
  control.addEventListener("change", () => keep(control.value.trim()));
  const parts = [node("label", { for: id }, label)];
  if (help) parts.push(node("p", { class: "help" }, help));
  return node("div", { class: "field" }, ...parts, control);
}

function ticks(label, name, chosen, options, keep, help) {
  const now = new Set(chosen);
  const boxes = options.map(([code, word], place) => {
    const id = `m-${name}-${place}`;
    const box = node("input", { id, type: "checkbox", checked: now.has(code) });
    box.addEventListener("change", () => {
      if (box.checked) now.add(code);
      else now.delete(code);
      keep(options.map(([one]) => one).filter((one) => now.has(one)).join(","));
    });
    return node("div", { class: "choice" }, box, node("label", { for: id }, word));
  });
  const parts = [node("legend", {}, label)];
  if (help) parts.push(node("p", { class: "help" }, help));
  return node("fieldset", { class: "fieldset" }, ...parts, node("div", { class: "choices" }, ...boxes));
}

const listed = (text) => (text ?? "").split(/[,，\s]+/).filter(Boolean);

// Every step of the drawing that people do, by id.
function steps() {
  return modeler.get("elementRegistry").filter((one) => /UserTask|ManualTask/.test(one.type)).map((one) => one.businessObject);
}

// Conditions to choose from: each step's outcomes, as a clerk says them.
function conditions() {
  return steps().flatMap((bo) => pairs(bo.get("zw:outcomes")).map(([code, word]) =>
    [`${bo.id}.outcome = '${code}'`, `“${bo.name ?? bo.id}”的结果是“${word ?? code}”`]));
}

// What is offered, with what stands there already where it is something else.
const withOwn = (options, own, word = own) => (own && !options.some(([code]) => code === own) ? [...options, [own, word]] : options);

const pairs = (text) => (text ?? "").split(/[,，|\s]+/).filter(Boolean).map((one) => one.split("="));

function outcomesOf(text, before) {
  const known = new Map(pairs(before).map(([code, word]) => [word ?? code, code]));
  const usual = { 通过: "pass", 不通过: "fail", 准予: "granted", 不予: "refused" };
  const taken = new Set();
  return text.split("\n").map((one) => one.replace(/[=,，|\s]/g, "")).filter(Boolean).map((word, place) => {
    let code = known.get(word) ?? usual[word] ?? `r${place + 1}`;
    while (taken.has(code)) code += "x";
    taken.add(code);
    return `${code}=${word}`;
  }).join(",");
}

function stepFields(element, bo, set) {
  const zw = (name) => bo.get(`zw:${name}`) ?? "";
  const keep = (name) => (value) => set({ [`zw:${name}`]: value || undefined });
  return [
    field("步骤名称", "name", bo.name ?? "", (value) => set({ name: value })),
    field("对申请人显示", "public", zw("publicName"), keep("publicName"), { help: "不填就显示步骤名称。" }),
    field("由谁办理（岗位职责）", "duty", zw("duty"), keep("duty"), { options: [["", "请选择"], ...words.duties] }),
    field("办理类型", "kind", zw("kind"), keep("kind"), { options: words.kinds }),
    field("办理部门", "organ", zw("organ"), keep("organ"), { options: withOwn([["", "事项的实施部门"], ...words.organs], zw("organ")) }),
    field("会办规则", "rule", zw("completion") || "all", keep("completion"), {
      options: withOwn([["all", words.rules[0][1]], ["any", words.rules[1][1]], ["n:2", "办完两家就往下走"], ["percent:50", "办完一半就往下走"]], zw("completion")),
    }),
    field("办理人数", "persons", zw("persons") || "1", keep("persons"), { type: "number" }),
    field("步骤时限", "days", zw("days"), keep("days"), { type: "number" }),
    field("时限单位", "unit", zw("unit") || "working_day", keep("unit"), { options: words.units }),
    field("计入承诺时限", "counted", zw("counted") || "yes", keep("counted"), { options: [["yes", "计入"], ["no", "特别程序，不计入"]] }),
    field("办理意见", "opinion", zw("opinion") || "none", keep("opinion"), { options: words.opinions }),
    field("办理结果", "outcomes", pairs(zw("outcomes")).map(([code, word]) => word ?? code).join("\n"),
      (value) => set({ "zw:outcomes": outcomesOf(value, zw("outcomes")) || undefined }), { rows: 3, help: "一行一个。" }),
    ticks("不得由同一人办理的步骤", "others", listed(zw("otherThan")),
      steps().filter((one) => one.id !== bo.id).map((one) => [one.id, one.name ?? one.id]), keep("otherThan"), "一审一核：办过这些步骤的人不能办本步骤。"),
    ticks("会办部门", "organs", listed(zw("organs")),
      listed(zw("organs")).reduce((all, one) => withOwn(all, one), words.organs), keep("organs"), "多个部门同时办理时勾选。"),
  ];
}

function lineFields(element, bo, set) {
  const source = element.source;
  const parts = [field("名称", "name", bo.name ?? "", (value) => set({ name: value }))];
  if (!/ExclusiveGateway|InclusiveGateway/.test(source.type)) return parts;
  const factory = modeler.get("bpmnFactory");
  const now = bo.conditionExpression?.body ?? "";
  const write = (value) => {
    set({ conditionExpression: value ? factory.create("bpmn:FormalExpression", { body: value }) : undefined });
    show(element);
  };
  parts.push(field("走这条线的条件", "when", now, write, { options: withOwn([["", "没有条件"], ...conditions()], now, "自己写的条件（见下）") }));
  parts.push(field("自己写条件", "condition", now, write, { help: "例如 review.outcome = 'pass' and area > 500，可用 and、or、not。" }));
  const isDefault = source.businessObject.default === bo;
  parts.push(field("其他情形都走这条线", "default", isDefault ? "yes" : "no", (value) =>
    modeler.get("modeling").updateProperties(source, { default: value === "yes" ? bo : undefined }),
  { options: [["no", "否"], ["yes", "是"]] }));
  return parts;
}

function show(chosen) {
  const element = chosen?.labelTarget ?? chosen;
  const bo = element?.businessObject;
  const set = (values) => modeler.get("modeling").updateProperties(element, values);
  const name = () => [field("名称", "name", bo.name ?? "", (value) => set({ name: value }))];
  let parts = [node("p", { class: "muted" }, "点选一个步骤或一条连线，在这里填写。")];
  if (bo && /UserTask|ManualTask/.test(element.type)) parts = stepFields(element, bo, set);
  else if (bo && element.type === "bpmn:SequenceFlow") parts = lineFields(element, bo, set);
  else if (bo && /Task|Gateway|Event|CallActivity/.test(element.type)) parts = name();
  panel.replaceChildren(...parts);
}

async function check() {
  const { xml } = await modeler.saveXML({ format: true });
  const body = new FormData();
  body.set("xml", xml);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  const answer = await fetch(board.dataset.check, { method: "POST", body, headers: { "X-CSRFToken": token?.value ?? "" } });
  if (!answer.ok) return;
  const { findings } = await answer.json();
  const canvas = modeler.get("canvas");
  const registry = modeler.get("elementRegistry");
  registry.forEach((one) => canvas.removeMarker(one, "zw-fault"));
  const list = document.getElementById("modeler-findings");
  list.replaceChildren(...findings.map((one) => node("li", { class: one.severity }, `${one.word}　${one.text}`)));
  if (!findings.length) list.append(node("li", {}, "检查通过，没有需要修改的地方。"));
  for (const one of findings) if (one.severity !== "warning" && registry.get(one.id)) canvas.addMarker(one.id, "zw-fault");
}

async function begin() {
  await modeler.importXML(read("modeler-xml"));
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.88, "auto");
  canvas.scroll({ dx: 30, dy: 0 }); // clear of the tools
  const bus = modeler.get("eventBus");
  bus.on("selection.changed", ({ newSelection }) => show(newSelection.length === 1 ? newSelection[0] : null));
  let waiting = 0;
  let dirty = false;
  bus.on("commandStack.changed", () => {
    dirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(check, 500);
  });
  await check();
  board.dataset.ready = "1";
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { xml } = await modeler.saveXML({ format: true });
    form.elements.xml.value = xml;
    dirty = false;
    form.submit();
  });
}

begin().catch(() => {
  panel.replaceChildren(node("p", { class: "error" }, "流程图无法打开，请使用步骤清单。"));
});
