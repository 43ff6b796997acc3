"""Diagrams that run to their end and would yet leave a matter without a decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengwu.flow.enums import NodeKind, Severity
from zhengwu.flow.queries import shipped
from zhengwu.flow.rules import Edge, Graph, Node, compile_diagram
from zhengwu.flow.rules.endings import dead_ends
from zhengwu.flow.rules.migration import NodeMap

X, AND = NodeKind.EXCLUSIVE, NodeKind.PARALLEL


def graph(ways: str, **kinds: NodeKind) -> Graph:
    """From "start>a a>decide …": steps are named by what they are; kinds of the gateways apart."""
    pairs = [tuple(way.split(">")) for way in ways.split()]
    nodes = {}
    for name in {one for pair in pairs for one in pair}:
        stem = name.rstrip("0123456789")
        kind = {"start": NodeKind.START, "end": NodeKind.END}.get(stem, NodeKind.USER)
        nodes[name] = Node(name, kinds.get(name, kind), name=name, task_kind=stem)
    edges = tuple(Edge(f"e{n}", one, other) for n, (one, other) in enumerate(pairs))
    return Graph("p", "p", nodes, edges)


@pytest.mark.parametrize(
    ("ways", "kinds", "said"),
    [
        ("start>review review>decide decide>deliver deliver>end", {}, ""),
        ("start>review review>deliver deliver>end", {}, "没有经过“决定”"),
        ("start>x x>decide x>end1 decide>end", {"x": X}, "没有经过“决定”"),
        ("start>s s>decide s>review decide>j review>j j>deliver deliver>end",
         {"s": AND, "j": AND}, ""),
        ("start>s s>decide1 s>decide2 decide1>j decide2>j j>end", {"s": AND, "j": AND},
         "并行的分支里都有决定"),
        ("start>decide1 decide1>decide2 decide2>end", {}, "又走到决定"),
        ("start>review review>x x>review x>decide decide>end", {"x": X}, ""),
        ("start>decide decide>x x>decide x>end", {"x": X}, "又走到决定"),
        ("start>deliver deliver>decide decide>end", {}, "以前就可能走到送达"),
        ("start>review review>submit submit>x x>review x>deliver deliver>end", {"x": X}, ""),
    ],
)  # fmt: skip
def test_every_way_is_decided_once_and_then_served(ways, kinds, said) -> None:
    found = [one.reason for one in dead_ends(graph(ways, **kinds))]
    assert any(said in one for one in found) if said else found == []


def test_a_decision_is_not_taken_by_several() -> None:
    one = graph("start>decide decide>end")
    many = replace(one, nodes={**one.nodes, "decide": replace(one.nodes["decide"], persons=2)})
    assert "会签请放在决定之前" in dead_ends(many)[0].reason


def test_the_shipped_ones_end() -> None:
    for code, xml in shipped().items():
        compiled = compile_diagram(xml).graph
        assert compiled is not None
        assert dead_ends(compiled) == [], code


def test_matters_are_not_moved_to_where_they_could_not_end() -> None:
    good = graph("start>review review>decide decide>end")
    bad = graph("start>review review>end")
    faults = [one for one in NodeMap(good, bad, {}).lint() if one.severity is Severity.ERROR]
    assert "没有经过“决定”" in faults[0].reason
    assert NodeMap(bad, bad, {}).lint() == []
