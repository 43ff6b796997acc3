"""Tables of the flow: what runs, drafts of diagrams, and migrations between versions."""

from zhengwu.flow.enums import PRESENT
from zhengwu.flow.models.drafts import Draft
from zhengwu.flow.models.migrations import Migration, MigrationEffect, Moving
from zhengwu.flow.models.running import (
    Definition,
    Instance,
    JoinArrival,
    Task,
    TaskOpinion,
    Token,
    Version,
    graph_of,
)

__all__ = [
    "PRESENT",
    "Definition",
    "Draft",
    "Instance",
    "JoinArrival",
    "Migration",
    "MigrationEffect",
    "Moving",
    "Task",
    "TaskOpinion",
    "Token",
    "Version",
    "graph_of",
]
