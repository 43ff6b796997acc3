"""Who may do what in a town's centre: predicates over the duties of today."""

from __future__ import annotations

from typing import Any

from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case
from zhengwu.cases.policy import may_see
from zhengwu.cases.registry import Act
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.enums import Duty, OrganKind
from zhengwu.org.models import Organ
from zhengwu.township import rules
from zhengwu.township.enums import POWER_NAMES, PowerKind
from zhengwu.township.models import Power

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


def may_inspect(actor: Actor) -> bool:
    """Places are held against the standard by the county's centre."""
    return actor.kind is ActorKind.SYSTEM or (
        actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def may_hold(actor: Actor, town: str) -> bool:
    """Meetings and visits are written down by the county's centre and the town's own people."""
    return may_inspect(actor) or may_handle(actor, town)


def may_copy(actor: Actor, case: Case) -> bool:
    """Whoever may see a case because his organ handles it may show it to another organ."""
    return actor.is_staff and actor.organ_code == case.organ_code and may_see(actor, case)


def may_receive_copies(actor: Actor) -> bool:
    """Every organ has somebody who reads what it is sent."""
    return actor.is_staff


def check_power(act: Act, by: Actor) -> None:
    """What a town, a community or a village agent may do with an item: the kind of its power.

    A town that keeps no list yet is bound by its editions alone; a community has only the powers
    that are listed for it.
    """
    if act.channel == Channel.AGENT and by.is_staff:
        _check_agent(act, by)
    if not act.local:
        return
    rows = Power.objects.filter(organ=act.organ_code)
    row = rows.filter(item__code=act.item_code).first()
    organ = Organ.objects.get(pk=act.organ_code)
    place = organ.short_name or organ.name
    if row is not None:
        rules.check_act(PowerKind(row.kind), act.verb, item=act.item_name, place=place)
    elif organ.kind == OrganKind.VILLAGE or rows.exists():
        raise rules.NoPowerListed(place=place, item=act.item_name, act=rules.ACTS[act.verb])


def _check_agent(act: Act, by: Actor) -> None:
    row = Power.objects.filter(organ=by.organ_code, item__code=act.item_code).first()
    if row is None:
        return
    if row.kind == PowerKind.PROVIDE:
        why = f"权限是“{POWER_NAMES[PowerKind.PROVIDE]}”，只提供信息和咨询"
        raise rules.NotForAgents(item=act.item_name, why=why)
    if not row.in_villages:
        raise rules.NotForAgents(item=act.item_name, why="权限清单没有放到村（社区），请到镇上办理")
