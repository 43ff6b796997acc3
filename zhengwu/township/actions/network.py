"""The network: stations with their agents, powers by item, the choice for what is late."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.catalogue.models import Item
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.org.models import Organ, Region, Staff
from zhengwu.township import policy, queries, rules
from zhengwu.township.enums import OvertimeDefault, PowerKind, Section, StationState
from zhengwu.township.events import OvertimeChosen, PowerSet, StationSet
from zhengwu.township.models import Power, Station, TownSetting


@action
def set_station(
    village: Region,
    *,
    town: Organ,
    state: StationState,
    agent: Staff | None = None,
    cadre: str = "",
    phone: str = "",
    pilot: bool = False,
    opened_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Station:
    """Enter a village's station, or bring its state up to date; an open one says since when."""
    policy.require(policy.may_build(by, town.pk))
    if state is StationState.OPEN and opened_on is None:
        raise rules.Missing(fields={"opened_on": ["已建成的站请填写开放日期"]})
    if not village.pk.startswith(town.region_id[:9]):
        raise rules.Missing(fields={"village": ["请选择本乡镇（街道）的村（社区）"]})
    row = Station.objects.select_for_update().filter(village=village).first()
    old = row.state if row else ""
    row = row or Station(village=village)
    row.town, row.state, row.agent, row.pilot = town, state, agent, pilot
    row.cadre, row.phone, row.opened_on = clean(cadre)[:60], clean(phone)[:30], opened_on
    row.save()
    event = StationSet(village=village.pk, state=state, agent=str(agent.pk) if agent else "")
    record(row, event, by=by, at=at, changes={"state": (old, str(state))})
    return row


@action
def set_power(
    organ: Organ,
    *,
    item: Item,
    kind: PowerKind,
    section: Section,
    in_villages: bool = False,
    basis: str = "",
    by: Actor,
    at: datetime,
) -> Power:
    """Say what a town may do with an item, which department of its centre does it."""
    policy.require(policy.may_build(by, organ.pk) or policy.may_build(by, organ.parent_id or ""))
    rules.check_kind(kind, queries.kinds_allowed(organ.pk, item), item.name)
    row = Power.objects.select_for_update().filter(organ=organ, item=item).first()
    row = row or Power(organ=organ, item=item)
    row.kind, row.section, row.in_villages = kind, section, in_villages
    row.basis = clean(basis)[:300]
    row.save()
    record(row, PowerSet(item=item.code, kind=kind, section=section), by=by, at=at)
    return row


@action
def choose_overtime(
    town: Organ, *, overtime: OvertimeDefault, reason: str, by: Actor, at: datetime
) -> TownSetting:
    """Choose what happens to a late matter of this room; with its reason, never without."""
    policy.require(policy.may_direct(by, town.pk))
    if not reason.strip():
        raise rules.Missing(fields={"reason": ["请写明理由"]})
    row = TownSetting.objects.select_for_update().filter(town=town).first()
    row = row or TownSetting(town=town)
    row.overtime, row.reason = overtime, clean(reason)[:300]
    row.changed_by, row.changed_at = by.name, at
    row.save()
    record(row, OvertimeChosen(overtime=overtime), by=by, at=at, reason=reason)
    return row
