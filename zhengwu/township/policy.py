"""Who may do what in a town's centre: predicates over the duties of today."""

from __future__ import annotations

from typing import Any

from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.enums import Duty

TOWN = (Duty.TOWN_MANAGER, Duty.TOWN_CLERK, Duty.VILLAGE_AGENT)


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def oversees(actor: Actor) -> bool:
    """The county's centre and the supervision see every town."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.CENTRE_MANAGER) or actor.has_anywhere(Duty.SUPERVISOR)
    )


def may_use(actor: Actor) -> bool:
    """Those of a town's centre, its village agents, and who oversees them."""
    return oversees(actor) or (actor.is_staff and bool(actor.organs_with(*TOWN)))


def towns_of(actor: Actor) -> frozenset[Any]:
    """Towns in whose name the person writes."""
    return actor.organs_with(*TOWN)


def may_write(actor: Actor, town: str) -> bool:
    """Staff of the town's centre and its agents keep the registers."""
    return actor.is_staff and town in towns_of(actor)


def may_handle(actor: Actor, town: str) -> bool:
    """The centre's own staff handle what was registered; an agent only registers."""
    return actor.is_staff and town in actor.organs_with(Duty.TOWN_MANAGER, Duty.TOWN_CLERK)


def may_direct(actor: Actor, town: str) -> bool:
    """The director of the centre."""
    return actor.is_staff and actor.has(Duty.TOWN_MANAGER, town)


def may_build(actor: Actor, town: str) -> bool:
    """Stations and powers: the county's centre, and the director of the town's."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return may_direct(actor, town) or (actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER))


def may_read_reports(actor: Actor) -> bool:
    """The county's centre signs for reports."""
    return actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)
