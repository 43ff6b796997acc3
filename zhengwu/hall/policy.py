"""Who may do what in the hall: predicates over the duties of today."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Hall, Organ

AT_COUNTERS = (
    Duty.WINDOW_CLERK, Duty.TOWN_CLERK, Duty.TOWN_MANAGER, Duty.FINANCE_CLERK,
    Duty.HALL_MANAGER, Duty.COMPLAINT_OFFICER, Duty.DECIDER,
)  # fmt: skip


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def is_system(actor: Actor) -> bool:
    """The program itself: midnight, absences, missed appointments."""
    return actor.kind is ActorKind.SYSTEM


def may_see(actor: Actor) -> bool:
    """How the hall runs is no secret inside the house."""
    return actor.is_staff


def works_at_counter(actor: Actor) -> bool:
    """Who may sit at a window at all; whether at this one is decided by its posts and roster."""
    return actor.is_staff and any(actor.has_anywhere(duty) for duty in AT_COUNTERS)


def manages(actor: Actor) -> bool:
    """Who keeps the hall: its manager, who runs the centre, a town centre's director."""
    return is_system(actor) or (
        actor.is_staff
        and any(
            actor.has_anywhere(duty)
            for duty in (Duty.HALL_MANAGER, Duty.CENTRE_MANAGER, Duty.TOWN_MANAGER)
        )
    )


def may_manage(actor: Actor, hall: Hall) -> bool:
    """The county's halls: the centre; a town's own hall: its director as well."""
    if is_system(actor):
        return True
    own = actor.has(Duty.HALL_MANAGER, hall.organ_id) or actor.has(Duty.TOWN_MANAGER, hall.organ_id)
    return actor.is_staff and (own or actor.has_anywhere(Duty.CENTRE_MANAGER))


def may_help(actor: Actor) -> bool:
    """Who takes a number or an appointment for somebody: anybody at a counter."""
    return manages(actor) or works_at_counter(actor)


def may_take(actor: Actor) -> bool:
    """A device of the hall, somebody signed in on the phone, or a clerk for him."""
    return actor.kind in {ActorKind.MACHINE, ActorKind.CITIZEN} or may_help(actor)


def may_read_figures(actor: Actor) -> bool:
    """Day figures of windows and people."""
    return actor.is_staff and (
        manages(actor) or actor.has_anywhere(Duty.SUPERVISOR) or actor.has_anywhere(Duty.ASSESSOR)
    )


_WATCHING = (
    Duty.HALL_MANAGER, Duty.CENTRE_MANAGER, Duty.TOWN_MANAGER, Duty.SUPERVISOR, Duty.ASSESSOR,
)  # fmt: skip


def lying_beyond(actor: Actor) -> QuerySet[Organ, str]:
    """Organs above or beside those whose halls the person keeps or watches."""
    return org.lying_beyond(actor.organs_with(*_WATCHING))
