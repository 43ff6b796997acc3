"""Compile: a file in, a frozen graph and findings out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zhengwu.flow.enums import NodeKind, Severity
from zhengwu.flow.rules.graph import Finding, Graph
from zhengwu.flow.rules.lint import Limit, lint
from zhengwu.flow.rules.reader import read
from zhengwu.flow.rules.structure import blocks, inclusive_joins


@dataclass(frozen=True, slots=True)
class Compiled:
    """The result: a graph unless something was refused; warnings of what has no effect."""

    graph: Graph | None
    refusals: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    def findings(self, limit: Limit | None = None) -> list[Finding]:
        """All that stands against publication, and the warnings."""
        linted = lint(self.graph, limit) if self.graph else []
        return [*self.refusals, *linted, *self.warnings]

    def publishable(self, limit: Limit | None = None) -> bool:
        """Whether nothing stands against publication."""
        return all(one.severity is Severity.WARNING for one in self.findings(limit))


def compile_diagram(data: bytes | str) -> Compiled:
    """Compile a BPMN file. Nothing is raised: what is wrong is named in the findings."""
    reading = read(data.encode() if isinstance(data, str) else data)
    refusals = [one for one in reading.findings if one.severity is Severity.REFUSED]
    warnings = tuple(one for one in reading.findings if one.severity is Severity.WARNING)
    if refusals:
        return Compiled(None, tuple(refusals), warnings)
    graph = reading.graph()
    found, broken = blocks(graph)
    # An inclusive join without its block cannot know what to wait for: not in the subset at all.
    for one in broken:
        if one.node.kind is NodeKind.INCLUSIVE:
            node = one.node
            refusals.append(
                Finding(Severity.REFUSED, "inclusiveGateway", node.id, one.reason, node.line)
            )
    if refusals:
        return Compiled(None, tuple(refusals), warnings)
    return Compiled(replace(graph, joins=inclusive_joins(found, graph)), (), warnings)
