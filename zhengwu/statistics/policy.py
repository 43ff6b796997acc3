"""Who may see figures, keep registers, issue reports."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ
from zhengwu.statistics.models import ServiceRecord


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def is_system(actor: Actor) -> bool:
    """The program itself: it counts, nobody else does."""
    return actor.kind is ActorKind.SYSTEM


def oversees(actor: Actor) -> bool:
    """The county's leader, the centre's management and the supervision see every figure."""
    return actor.is_staff and any(
        actor.has_anywhere(duty)
        for duty in (Duty.GOVERNMENT_HEAD, Duty.CENTRE_MANAGER, Duty.SUPERVISOR)
    )


_WATCHING = (Duty.GOVERNMENT_HEAD, Duty.CENTRE_MANAGER, Duty.SUPERVISOR)


def lying_beyond(actor: Actor) -> QuerySet[Organ, str]:
    """Organs above or beside those for whom the person oversees: part of another statement."""
    return org.lying_beyond(actor.organs_with(*_WATCHING))


def may_see_figures(actor: Actor) -> bool:
    """Figures name nobody: all members of staff may read them."""
    return actor.is_staff


def may_issue(actor: Actor) -> bool:
    """Reports are drawn up and issued by the centre."""
    return actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)


def may_register_service(actor: Actor) -> bool:
    """Who sits at a window writes down what was done there besides cases."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.WINDOW_CLERK) or actor.has_anywhere(Duty.VILLAGE_AGENT)
    )


def sees_whole_matter(actor: Actor) -> bool:
    """The centre and the supervision open the matter itself; a leader sees it without persons."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.CENTRE_MANAGER) or actor.has_anywhere(Duty.SUPERVISOR)
    )


def may_strike_service(actor: Actor, row: ServiceRecord) -> bool:
    """Whoever wrote it, and the head of the unit."""
    return actor.is_staff and (actor.id == row.written_by_id or actor.has(Duty.HEAD, row.organ_id))
