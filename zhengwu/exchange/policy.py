"""Who may do what in exchange."""

from __future__ import annotations

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.enums import Duty


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def may_manage(actor: Actor) -> bool:
    """The administrator of the information centre; the program itself when it is set up."""
    return is_system(actor) or (actor.is_staff and actor.has_anywhere(Duty.SYSTEM_ADMIN))


def may_see(actor: Actor) -> bool:
    """The administrator, and the auditor who answers for nothing being lost."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.SYSTEM_ADMIN) or actor.has_anywhere(Duty.AUDITOR)
    )


def is_system(actor: Actor) -> bool:
    """The program itself."""
    return actor.kind is ActorKind.SYSTEM


def may_post(actor: Actor) -> bool:
    """Rooms write messages as the program; people write papers, not messages."""
    return is_system(actor)
