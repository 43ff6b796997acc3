"""Who may see figures, keep registers, issue reports."""

from __future__ import annotations

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def is_system(actor: Actor) -> bool:
    """The program itself: it counts, nobody else does."""
    return actor.kind is ActorKind.SYSTEM
