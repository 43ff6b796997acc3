"""Visitors: registered first; solved at once, passed to a department, or put to the director."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.clock import queries as clocks
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.org.models import Organ, Region
from zhengwu.township import policy, queries, registry, rules
from zhengwu.township.enums import (
    SERVICES,
    OvertimeDefault,
    ReceptionKind,
    ReceptionState,
    Section,
)
from zhengwu.township.events import (
    VisitAssigned,
    VisitDirected,
    VisitDone,
    VisitPutUp,
    VisitRegistered,
)
from zhengwu.township.models import Reception

LABEL = "reception"
TIME_UP = "超过办理时限，按本中心的超时默认办法自动报中心主任。"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came and why."""

    town: Organ
    kind: ReceptionKind
    text: str
    name: str = ""
    phone: str = ""
    village: Region | None = None
    item_code: str = ""


@action
def register_visit(visit: Visit, *, by: Actor, at: datetime) -> Reception:
    """Write down a visit before anything else is done with it; its time begins."""
    policy.require(policy.may_write(by, visit.town.pk))
    if not visit.text.strip():
        raise rules.Missing(fields={"text": ["请写明来人要办什么"]})
    matter = matters.open_matter(
        kind="reception",
        number=queries.next_number(visit.town, at),
        title=clean(visit.text)[:60],
        organ_code=visit.town.pk,
        region_code=visit.town.region_id,
        by=by,
        at=at,
    )
    row = Reception(
        matter=matter,
        kind=visit.kind,
        town=visit.town,
        village=visit.village,
        item_code=visit.item_code,
        text=clean(visit.text),
        registered_by=by.name,
        registered_at=at,
    )
    row.who = {"name": clean(visit.name)[:60], "phone": clean(visit.phone)[:30]}
    row.save(force_insert=True)
    rule = registry.clock_of(visit.kind)
    clock.start(matter, rule, label=LABEL, on=local_day(at), by=by, at=at)
    record(matter, VisitRegistered(kind=visit.kind, town=visit.town.pk), by=by, at=at)
    return row


def _open(row: Reception, by: Actor) -> Reception:
    matter = matters.lock(row.pk)
    row = Reception.objects.select_related("town").get(pk=row.pk)
    row.matter = matter
    if row.state == ReceptionState.DONE:
        raise rules.DoneAlready
    return row


@action
def assign(row: Reception, *, section: Section, by: Actor, at: datetime) -> Reception:
    """Classify and pass to one of the service departments."""
    row = _open(row, by)
    policy.require(policy.may_handle(by, row.town_id))
    if section not in SERVICES:
        raise rules.Missing(fields={"section": ["请选择一个服务部"]})
    row.section, row.state = section, ReceptionState.ASSIGNED
    row.save(update_fields=["section", "state"])
    record(row.matter, VisitAssigned(section=section), by=by, at=at)
    return row


@action
def put_to_director(row: Reception, *, opinion: str, by: Actor, at: datetime) -> Reception:
    """What can not be solved at once goes to the director, with an opinion how to handle it."""
    row = _open(row, by)
    policy.require(policy.may_handle(by, row.town_id))
    if not opinion.strip():
        raise rules.Missing(fields={"opinion": ["报中心主任要提出办理意见"]})
    return _put_up(row, clean(opinion), late=False, by=by, at=at)


def _put_up(row: Reception, opinion: str, *, late: bool, by: Actor, at: datetime) -> Reception:
    row.opinion, row.state, row.late = opinion, ReceptionState.TO_DIRECTOR, row.late or late
    row.save(update_fields=["opinion", "state", "late"])
    record(row.matter, VisitPutUp(late=late), by=by, at=at, reason=opinion)
    return row


@action
def time_is_up(row: Reception, *, by: Actor, at: datetime) -> Reception:
    """The town's choice for what is late takes effect: a reminder, or the director; once."""
    matter = matters.lock(row.pk)
    row = Reception.objects.select_related("town").get(pk=row.pk)
    row.matter = matter
    if row.state == ReceptionState.DONE or row.late:
        return row
    escalates = queries.overtime_of(row.town_id, at) is OvertimeDefault.DIRECTOR
    if escalates and row.state != ReceptionState.TO_DIRECTOR:
        return _put_up(row, TIME_UP, late=True, by=by, at=at)
    row.late = True
    row.save(update_fields=["late"])
    return row


@action
def direct(row: Reception, *, word: str, section: Section, by: Actor, at: datetime) -> Reception:
    """The director says what is to be done, and by which department."""
    row = _open(row, by)
    policy.require(policy.may_direct(by, row.town_id))
    if row.state != ReceptionState.TO_DIRECTOR:
        raise rules.NotDirected
    if not word.strip():
        raise rules.Missing(fields={"word": ["请写明处理意见"]})
    row.directed, row.section, row.state = clean(word), section, ReceptionState.ASSIGNED
    row.save(update_fields=["directed", "section", "state"])
    record(row.matter, VisitDirected(section=section), by=by, at=at, reason=row.directed)
    return row


@action
def finish(row: Reception, *, outcome: str, by: Actor, at: datetime) -> Reception:
    """Solved, at once or later; what was said or done stands in the record."""
    row = _open(row, by)
    policy.require(policy.may_handle(by, row.town_id))
    if not outcome.strip():
        raise rules.Missing(fields={"outcome": ["请写明办理结果"]})
    for running in clocks.running(row.pk):
        clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
    at_once = row.state == ReceptionState.REGISTERED
    row.outcome, row.state = clean(outcome), ReceptionState.DONE
    row.done_by, row.done_at = by.name, at
    row.save(update_fields=["outcome", "state", "done_by", "done_at"])
    record(row.matter, VisitDone(at_once=at_once), by=by, at=at, reason=row.outcome)
    matters.close(row.matter, by=by, at=at)
    return row
