"""Pure rules of the flow: reading and compiling diagrams, lint, the token engine."""

from zhengwu.flow.rules.bpmn import Compiled, compile_diagram
from zhengwu.flow.rules.engine import Marking, Token
from zhengwu.flow.rules.graph import Edge, Finding, Graph, Node
from zhengwu.flow.rules.lint import Limit, lint

__all__ = [
    "Compiled",
    "Edge",
    "Finding",
    "Graph",
    "Limit",
    "Marking",
    "Node",
    "Token",
    "compile_diagram",
    "lint",
]
