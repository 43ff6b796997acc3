"""Publication lint: what a diagram that compiles must still have before matters may follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhengwu.expressions.enums import Kind
from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.flow.enums import NodeKind, Severity, Unit
from zhengwu.flow.rules.endings import DECIDE, DELIVER, SUBMIT, dead_ends
from zhengwu.flow.rules.graph import Finding, Graph, Node
from zhengwu.flow.rules.structure import blocks, reachable, successors

_ENDS = (NodeKind.END, NodeKind.TERMINATE)
_WEEK = (5, 7)
# Kinds of steps only a matter that is decided has: a diagram without any serves something else.
_OF_CASES = frozenset({"review", "check", "inspect", "hearing", DECIDE, "issue", SUBMIT, DELIVER})


@dataclass(frozen=True, slots=True)
class Limit:
    """The promised limit of the item that will use the diagram."""

    amount: int
    unit: Unit = Unit.WORKING_DAY


def lint(graph: Graph, limit: Limit | None = None) -> list[Finding]:
    """Every finding, errors first in the order of the file. No error means: may be published."""
    checks: tuple[Callable[[Graph], Iterator[Finding]], ...] = (
        _start,
        _reach,
        _blocks,
        _sides,
        _ways_out,
        _conditions,
        _steps,
        _others,
        _idle_loops,
    )
    found = [finding for check in checks for finding in check(graph)]
    if limit is not None:
        found += _longest(graph, limit)
    if not found and any(node.task_kind in _OF_CASES for node in graph.nodes.values()):
        found += dead_ends(graph)
    return sorted(found, key=lambda one: (one.severity is not Severity.ERROR, one.line))


def _error(node: Node, reason: str) -> Finding:
    return Finding(Severity.ERROR, f"{node.kind.chinese}“{node.name}”", node.id, reason, node.line)


def _start(graph: Graph) -> Iterator[Finding]:
    starts = graph.of_kind(NodeKind.START)
    if len(starts) != 1:
        reason = f"应当恰好有一个开始事件，现有{len(starts)}个"
        yield Finding(Severity.ERROR, "流程", graph.id, reason)
    for start in starts:
        if graph.incoming(start.id):
            yield _error(start, "开始事件不能有入线")


def _reach(graph: Graph) -> Iterator[Finding]:
    starts = [node.id for node in graph.of_kind(NodeKind.START)]
    sides = [timer.id for timer in graph.of_kind(NodeKind.TIMER) if not timer.interrupting]
    found = reachable(graph, starts + sides)
    for node in graph.nodes.values():
        if node.id not in found:
            yield _error(node, "从开始事件走不到这里")
        elif not any(graph.nodes[one].kind in _ENDS for one in reachable(graph, [node.id])):
            yield _error(node, "从这里走不到任何结束事件")
        if node.kind in _ENDS and graph.outgoing(node.id):
            yield _error(node, "结束事件不能有出线")


def _blocks(graph: Graph) -> Iterator[Finding]:
    for one in blocks(graph)[1]:
        yield _error(one.node, one.reason)


def _sides(graph: Graph) -> Iterator[Finding]:
    """A timer that does not interrupt adds a token: its way may not run into the main one."""
    starts = [node.id for node in graph.of_kind(NodeKind.START)]
    main = reachable(graph, starts)
    for timer in graph.of_kind(NodeKind.TIMER):
        if not timer.interrupting and reachable(graph, [timer.id]) & main:
            yield _error(timer, "不中断的时限引出的线不能汇入主流程，应当自行结束")


def _ways_out(graph: Graph) -> Iterator[Finding]:
    for node in graph.nodes.values():
        count = len(graph.outgoing(node.id))
        if node.kind not in _ENDS and not node.kind.gateway and count != 1:
            yield _error(node, f"应当恰好有一条出线，现有{count}条；分支请用网关")
        choosing = node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE) and count > 1
        if choosing and node.default not in {edge.id for edge in graph.outgoing(node.id)}:
            yield _error(node, "缺少默认出线：条件都不成立时流程会停住")


def _conditions(graph: Graph) -> Iterator[Finding]:
    for edge in graph.edges:
        source = graph.nodes[edge.source]
        conditional = source.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)
        needed = conditional and len(graph.outgoing(source.id)) > 1 and source.default != edge.id
        if needed and not edge.condition:
            yield _error(source, f"出线“{edge.name or edge.id}”没有条件，也不是默认出线")
        elif edge.condition and not conditional:
            yield _error(source, f"出线“{edge.name or edge.id}”的条件不起作用，请用网关")
        elif edge.condition:
            for problem in _expression(graph, edge.condition, Kind.BOOLEAN):
                yield _error(source, f"出线“{edge.name or edge.id}”的条件有误：{problem}")
    for node in graph.of_kind(NodeKind.DECISION):
        yield from _table(graph, node)


def _expression(graph: Graph, text: str, wanted: Kind | None) -> list[str]:
    try:
        found = parse(text).problems(graph.known, wanted=wanted)
    except ExpressionError as error:
        return [error.message]
    return [problem.message for problem in found]


def _table(graph: Graph, node: Node) -> Iterator[Finding]:
    if not node.rulings:
        yield _error(node, "决策表是空的")
    for number, ruling in enumerate(node.rulings, 1):
        problems = _expression(graph, ruling.when, Kind.BOOLEAN) if ruling.when else []
        for name, text in ruling.sets:
            if name not in graph.fields:
                problems.append(f"没有声明名为“{name}”的字段")
            else:
                problems += _expression(graph, text, graph.fields[name])
        for problem in problems:
            yield _error(node, f"决策表第{number}行有误：{problem}")


def _steps(graph: Graph) -> Iterator[Finding]:
    for node in graph.nodes.values():
        if node.kind.by_people:
            if not node.name:
                yield _error(node, "没有名称")
            if not node.duty:
                yield _error(node, "没有指定岗位职责（zw:duty）")
            if not node.form and node.opinion not in ("required", "optional"):
                yield _error(node, "既没有表单也没有办理意见（zw:form 或 zw:opinion）")
            if node.days is None:
                yield _error(node, "没有步骤时限（zw:days）")
        yield from _parts(graph, node)


def _parts(graph: Graph, node: Node) -> Iterator[Finding]:
    missing = {
        NodeKind.SERVICE: (node.service, "没有指定服务（zw:service）"),
        NodeKind.CALL: (node.called, "没有指定被调用的流程（zw:called）"),
        NodeKind.CATCH: (node.message, "没有指定消息关键字（zw:message）"),
    }
    value, reason = missing.get(node.kind, ("-", ""))
    if not value:
        yield _error(node, reason)
    for place in (node.organ, *node.organs):
        if place.startswith("=") and place[1:] not in graph.fields:
            yield _error(node, f"办理部门引用的字段“{place[1:]}”没有声明")


def _others(graph: Graph) -> Iterator[Finding]:
    for node in graph.nodes.values():
        for other in node.other_than:
            named = graph.nodes.get(other)
            if named is None or not named.kind.by_people:
                yield _error(node, f"回避的步骤“{other}”不存在（zw:otherThan）")
            elif other == node.id:
                yield _error(node, "不能回避自己，请用 zw:persons 要求两人办理")


def _idle_loops(graph: Graph) -> Iterator[Finding]:
    """A loop in which nothing waits would turn for ever."""
    for node in graph.nodes.values():
        if node.kind.gateway:
            seen: set[str] = set()
            queue = [edge.target for edge in graph.outgoing(node.id)]
            while queue:
                one = queue.pop()
                if one not in seen and not graph.nodes[one].kind.rests:
                    seen.add(one)
                    queue += [edge.target for edge in graph.outgoing(one)]
            if node.id in seen:
                yield _error(node, "回路中没有任何办理步骤，流程会空转")


def _longest(graph: Graph, limit: Limit) -> list[Finding]:
    needed, path = longest_path(graph, limit.unit)
    if needed <= limit.amount:
        return []
    names = "→".join(graph.nodes[one].name or one for one in path if graph.nodes[one].days)
    reason = f"步骤时限最长合计{needed}，超过承诺时限{limit.amount}（{names}）"
    return [Finding(Severity.ERROR, "流程", graph.id, reason)]


def longest_path(graph: Graph, unit: Unit) -> tuple[int, list[str]]:
    """The longest way through the step limits, in `unit`; a loop is counted once."""
    best: dict[str, tuple[int, list[str]]] = {}

    def measure(node: str, above: frozenset[str]) -> tuple[int, list[str]]:
        if node in best:
            return best[node]
        inside = above | {node}
        ways = [measure(one, inside) for one in successors(graph, node) if one not in inside]
        length, path = max(ways, default=(0, []), key=lambda way: way[0])
        best[node] = (length + _weight(graph.nodes[node], unit), [node, *path])
        return best[node]

    starts = graph.of_kind(NodeKind.START)
    return max((measure(one.id, frozenset()) for one in starts), default=(0, []))


def _weight(node: Node, unit: Unit) -> int:
    """A step's limit in the unit of the promise, rounded against the office.

    A special procedure (许可法 45) is marked `zw:counted="no"`: its time is not in the promise.
    """
    if node.days is None or not node.counted or node.kind is NodeKind.TIMER:
        return 0
    if node.unit is Unit.HOUR:
        return -(-node.days // 24)
    if node.unit is Unit.WORKING_DAY and unit is Unit.CALENDAR_DAY:
        return -(-node.days * _WEEK[1] // _WEEK[0])
    return node.days
