"""Setting a hall up: queues, windows, priorities, hours, roster, terminals, notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count

from zhengwu.clock.queries import known
from zhengwu.hall import policy, registry
from zhengwu.hall.enums import HoursKind, QueueKind, SeatKind
from zhengwu.hall.events import HallSet
from zhengwu.hall.models import (
    HallNotice,
    OpenHours,
    PriorityKind,
    Queue,
    QueueScope,
    RosterDay,
    Seat,
    SeatQueue,
    Terminal,
)
from zhengwu.hall.rules import refusals
from zhengwu.hall.rules.slots import rotation
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.ids import query_code
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Hall, Organ, Staff, Window

_KEY_LENGTH = 24


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """What a queue is."""

    code: str
    name: str
    kind: QueueKind = QueueKind.BUSINESS
    organs: Sequence[Organ] = ()
    taking: bool = True
    slot_capacity: int = 0
    position: int = 10
    items: Sequence[tuple[Organ, str]] = field(default=())


@action
def set_queue(hall: Hall, plan: QueuePlan, *, by: Actor, at: datetime) -> Queue:
    """Found a queue, or change the one with that letter."""
    policy.require(policy.may_manage(by, hall))
    letters = plan.code.strip().upper()
    if not letters.isalpha() or not plan.name.strip():
        raise refusals.Missing(fields={"code": ["请填写字母号头和名称"]})
    queue = (
        Queue.objects.select_for_update().filter(hall=hall, code=letters, closed_on=None).first()
    )
    queue = queue or Queue(hall=hall, code=letters)
    queue.name, queue.kind, queue.taking = clean(plan.name)[:60], plan.kind, plan.taking
    queue.slot_capacity, queue.position = plan.slot_capacity, plan.position
    queue.save()
    queue.scopes.all().delete()
    pairs = [*((organ, "") for organ in plan.organs), *plan.items]
    QueueScope.objects.bulk_create(
        [QueueScope(queue=queue, organ=organ, item_code=code) for organ, code in pairs]
    )
    facts = {"code": letters, "name": queue.name, "taking": queue.taking,
             "organs": [organ.pk for organ in plan.organs]}  # fmt: skip
    record(queue, HallSet(what="queue", facts=facts), by=by, at=at)
    return queue


@action
def set_seat(
    window: Window, *, kind: SeatKind, queues: Sequence[tuple[Queue, int]], by: Actor, at: datetime
) -> Seat:
    """Say what kind of window it is and from which queues it calls, each with its delay."""
    policy.require(policy.may_manage(by, window.hall))
    if any(queue.hall_id != window.hall_id for queue, _ in queues):
        raise refusals.Missing(fields={"queues": ["只能选本大厅的队列"]})
    seat = Seat.objects.select_for_update().filter(pk=window.pk).first() or Seat(window=window)
    seat.kind = kind
    seat.save()
    seat.calls.all().delete()
    SeatQueue.objects.bulk_create(
        [SeatQueue(seat=seat, queue=queue, delay_minutes=delay) for queue, delay in queues]
    )
    facts: dict[str, Any] = {"window": window.code, "kind": str(kind),
                             "queues": {queue.code: delay for queue, delay in queues}}  # fmt: skip
    record(seat, HallSet(what="seat", facts=facts), by=by, at=at)
    return seat


@action
def set_priority(values: dict[str, Any], *, by: Actor, at: datetime) -> PriorityKind:
    """Write a line of the local table of priorities: ground, proof and head start."""
    policy.require(policy.manages(by))
    code = str(values["code"])
    if not str(values.get("basis", "")).strip() or not str(values.get("proof", "")).strip():
        raise refusals.Missing(fields={"basis": ["请写明依据和凭证"]})
    row = PriorityKind.objects.select_for_update().filter(pk=code).first()
    row = row or PriorityKind(code=code)
    changes = {}
    for name, value in values.items():
        if getattr(row, name) != value:
            changes[name] = (getattr(row, name), value)
        setattr(row, name, value)
    row.save()
    record(row, HallSet(what="priority", facts={"code": code}), by=by, at=at, changes=changes)
    return row


@dataclass(frozen=True, slots=True)
class HoursPlan:
    """One line of opening hours; no times: closed. `seat`: of one window only."""

    kind: HoursKind
    opens: time | None
    closes: time | None
    on: date | None = None
    seat: Seat | None = None
    reason: str = ""
    source: str = ""


@action
def add_hours(hall: Hall, plan: HoursPlan, *, by: Actor, at: datetime) -> OpenHours:
    """Write a line of opening hours; a day of its own says why."""
    policy.require(policy.may_manage(by, hall))
    errors: dict[str, list[str]] = {}
    if plan.kind is HoursKind.DAY and (plan.on is None or not plan.reason.strip()):
        errors["reason"] = ["请写明日期和原因"]
    if (plan.opens is None) != (plan.closes is None):
        errors["closes"] = ["开始和结束时间要么都填，要么都不填（不填表示不开放）"]
    elif plan.opens is not None and plan.closes is not None and plan.closes <= plan.opens:
        errors["closes"] = ["结束时间要晚于开始时间"]
    if errors:
        raise refusals.Missing(fields=errors)
    row = OpenHours.objects.create(
        hall=hall, seat=plan.seat, kind=plan.kind, on=plan.on, opens=plan.opens,
        closes=plan.closes, reason=clean(plan.reason)[:200], source=clean(plan.source)[:200],
    )  # fmt: skip
    facts = {"hall": hall.code, "kind": str(plan.kind), "on": str(plan.on or ""),
             "opens": str(plan.opens or ""), "closes": str(plan.closes or "")}  # fmt: skip
    record(_chain(hall), HallSet(what="hours", facts=facts), by=by, at=at, reason=plan.reason)
    return row


def _chain(hall: Hall) -> Queue:
    """Hours, roster and the like are told on the hall's first queue: org owns the hall's row."""
    queue = Queue.objects.select_for_update().filter(hall=hall).order_by("position", "pk").first()
    if queue is None:
        raise refusals.Missing(fields={"hall": ["请先建立本大厅的队列"]})
    return queue


@action
def end_hours(row: OpenHours, *, by: Actor, at: datetime) -> OpenHours:
    """Take a line of opening hours out of force; it stays readable."""
    policy.require(policy.may_manage(by, row.hall))
    row = OpenHours.objects.select_for_update(of=("self",)).select_related("hall").get(pk=row.pk)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(_chain(row.hall), HallSet(what="hours", facts={"ended": str(row.pk)}), by=by, at=at)
    return row


@action
def draw_roster(
    seat: Seat, *, organs: Sequence[Organ], first: date, last: date, by: Actor, at: datetime
) -> list[RosterDay]:
    """Units man the shared window in turns on the working days of a period; days that are settled
    stay, and who had fewer days before comes first."""
    policy.require(policy.may_manage(by, seat.window.hall))
    if not organs or last < first:
        raise refusals.Missing(fields={"organs": ["请选择轮值的单位和起止日期"]})
    # Not law: a slip of the pen in the year must not draw the days of a century.
    if last.year > first.year + 1:
        raise refusals.Missing(fields={"last": ["轮值表一次最多排到第二年年底"]})
    seat = (
        Seat.objects.select_for_update(of=("self",)).select_related("window__hall").get(pk=seat.pk)
    )
    calendar = known().calendar(seat.window.hall.region_id)
    settled = set(seat.roster.values_list("on", flat=True))
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    days = [day for day in span if calendar.is_working(day) and day not in settled]
    had = dict(seat.roster.order_by().values_list("organ_id").annotate(Count("pk")))
    turns = rotation([organ.pk for organ in organs], days, had)
    rows = RosterDay.objects.bulk_create(
        [RosterDay(seat=seat, on=day, organ_id=organ) for day, organ in turns]
    )
    facts = {"window": seat.window.code, "first": str(first), "last": str(last), "days": len(rows)}
    record(seat, HallSet(what="roster", facts=facts), by=by, at=at)
    return rows


@action
def swap_roster(
    row: RosterDay, *, organ: Organ, staff: Staff | None = None, reason: str, by: Actor,
    at: datetime,
) -> RosterDay:  # fmt: skip
    """Another unit, or a named person, mans the shared window on a day to come."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("window__hall").get(
        pk=row.seat_id
    )  # fmt: skip
    policy.require(policy.may_manage(by, seat.window.hall) or by.organ_code == row.organ_id)
    row = RosterDay.objects.select_for_update().get(pk=row.pk)
    errors = {}
    if row.on < local_day(at):
        errors["organ"] = ["已经过去的日子不能再调"]
    if staff is not None and staff.organ_id != organ.pk:
        errors["staff"] = ["这名工作人员不是该单位的"]
    if organ.pk != row.organ_id and not reason.strip():
        errors["reason"] = ["换单位值守要写明原因"]
    if errors:
        raise refusals.Missing(fields=errors)
    before = row.organ_id
    row.organ, row.staff, row.swapped = organ, staff, clean(reason)[:200]
    row.save()
    facts = {"on": str(row.on), "before": before, "organ": organ.pk,
             "staff": staff.name if staff else ""}  # fmt: skip
    record(seat, HallSet(what="roster", facts=facts), by=by, at=at, reason=reason)
    return row


@action
def add_terminal(hall: Hall, *, name: str, by: Actor, at: datetime) -> tuple[Terminal, str]:
    """Admit a device of the hall; its key is shown once and kept as a digest."""
    policy.require(policy.may_manage(by, hall))
    if not name.strip():
        raise refusals.Missing(fields={"name": ["请填写取号机的名称，例如“一楼东侧”"]})
    key = query_code(_KEY_LENGTH)
    row = Terminal.objects.create(hall=hall, name=clean(name)[:40], key_digest=digest(key))
    record(row, HallSet(what="terminal", facts={"name": row.name}), by=by, at=at)
    return row, key


@action
def close_terminal(row: Terminal, *, by: Actor, at: datetime) -> Terminal:
    """The device takes no numbers any more."""
    row = Terminal.objects.select_for_update(of=("self",)).select_related("hall").get(pk=row.pk)
    policy.require(policy.may_manage(by, row.hall))
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        record(row, HallSet(what="terminal", facts={"closed": row.name}), by=by, at=at)
    return row


@action
def put_notice(
    hall: Hall, *, text: str, from_on: date, until_on: date, by: Actor, at: datetime
) -> HallNotice:
    """Put a line on the screens."""
    policy.require(policy.may_manage(by, hall))
    words = clean(text).strip()
    errors = {}
    if not words:
        errors["text"] = ["请填写公告内容"]
    if until_on < from_on:
        errors["until_on"] = ["结束日期不能早于开始日期"]
    if errors:
        raise refusals.Missing(fields=errors)
    row = HallNotice.objects.create(
        hall=hall, text=words[:200], from_on=from_on, until_on=until_on, written_by=by.name
    )
    record(row, HallSet(what="notice", facts={"text": row.text}), by=by, at=at)
    return row


@action
def take_down_notice(row: HallNotice, *, by: Actor, at: datetime) -> HallNotice:
    """Take a line off the screens."""
    row = HallNotice.objects.select_for_update(of=("self",)).select_related("hall").get(pk=row.pk)
    policy.require(policy.may_manage(by, row.hall))
    if row.taken_down_at is None:
        row.taken_down_at = at
        row.save(update_fields=["taken_down_at"])
        record(row, HallSet(what="notice", facts={"taken_down": row.text}), by=by, at=at)
    return row


@action
def load_shipped(hall: Hall, *, by: Actor, at: datetime) -> None:
    """The priorities and hours a hall starts with, where it has none."""
    policy.require(policy.may_manage(by, hall))
    if not PriorityKind.objects.exists():
        for place, row in enumerate(registry.shipped_priorities(), start=1):
            set_priority({"offered": True, **row, "position": place}, by=by, at=at)
    if not OpenHours.objects.filter(hall=hall).exists():
        for row in registry.shipped_hours():
            plan = HoursPlan(
                HoursKind(row["kind"]), time.fromisoformat(row["opens"]),
                time.fromisoformat(row["closes"]), source=row["source"],
            )  # fmt: skip
            add_hours(hall, plan, by=by, at=at)
