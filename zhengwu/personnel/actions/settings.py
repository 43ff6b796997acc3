"""Devices, numbers, hours of duty, and times at which a hall could take no swipes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Hall, Organ, Staff
from zhengwu.personnel import policy, registry
from zhengwu.personnel.enums import Mode, Source
from zhengwu.personnel.events import DeviceSet, NumberEnrolled, OutageWritten, ShiftSet
from zhengwu.personnel.models import Device, Enrolment, Outage, Shift
from zhengwu.personnel.rules.judging import clock_time
from zhengwu.personnel.rules.refusals import Missing, NumberTaken, PeriodWrong


@action
def set_device(
    code: str, *, name: str, hall: Hall, retired_on: date | None = None, by: Actor, at: datetime
) -> Device:
    """Enter a device, move it to another hall or retire it."""
    policy.require(policy.keeps(by))
    code = clean(code).strip()[:40]
    if not code:
        raise Missing(fields={"code": ["请填写考勤机编号（与导出文件里的一致）"]})
    row = Device.objects.select_for_update().filter(code=code).first() or Device(code=code)
    row.name, row.hall, row.retired_on = clean(name)[:60] or code, hall, retired_on
    row.save()
    ended = retired_on.isoformat() if retired_on else ""
    record(row, DeviceSet(device=code, hall=hall.code, retired_on=ended), by=by, at=at)
    return row


@action
def enrol(staff: Staff, *, source: Source, number: str, by: Actor, at: datetime) -> Enrolment:
    """Give a device's number or a card to a person; a number belongs to one person at a time."""
    policy.require(policy.keeps(by))
    number = clean(number).strip()[:30]
    if not number:
        raise Missing(fields={"number": ["请填写号码"]})
    there = Enrolment.objects.select_for_update().filter(
        source=source, number=number, ended_on=None
    )
    taken = there.select_related("staff").first()
    if taken is not None:
        if taken.staff_id == staff.pk:
            return taken
        message = f"{number}已登记给{taken.staff.name}，请先停用"
        raise NumberTaken(number=number, name=taken.staff.name, fields={"number": [message]})
    row = Enrolment(source=source, number=number, staff=staff)
    row.save(force_insert=True)
    event = NumberEnrolled(source=source, number=number, staff=str(staff.pk), ended_on="")
    record(row, event, by=by, at=at)
    return row


@action
def end_enrolment(row: Enrolment, *, by: Actor, at: datetime) -> Enrolment:
    """A card was lost or a number given back; swipes that were made with it stay."""
    row = Enrolment.objects.select_for_update().get(pk=row.pk)
    policy.require(policy.keeps(by))
    if row.ended_on is None:
        row.ended_on = local_day(at)
        row.save(update_fields=["ended_on"])
        event = NumberEnrolled(
            source=row.source, number=row.number, staff=str(row.staff_id),
            ended_on=row.ended_on.isoformat(),
        )  # fmt: skip
        record(row, event, by=by, at=at)
    return row


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of duty as somebody sets them; neither hall nor organ: for everybody."""

    name: str
    parts: list[list[str]]
    valid_from: date
    mode: Mode = Mode.ENDS
    grace_late: int = 0
    grace_early: int = 0
    absent_after: int = 0
    desk_allowed: bool = True
    hall: Hall | None = None
    organ: Organ | None = None
    kinds: list[str] = field(default_factory=list)
    source: str = ""
    confidence: str = "local"
    reason: str = ""


@action
def set_shift(hours: Hours, *, by: Actor, at: datetime) -> Shift:
    """Hours of duty from a day on; those before them for the same scope end the day before."""
    policy.require(policy.directs(by))
    _check(hours)
    earlier = Shift.objects.select_for_update().filter(hall=hours.hall, organ=hours.organ)
    if earlier.filter(valid_from__gte=hours.valid_from).exists():
        wrong = "这一天或者以后已有作息，请选更晚的日期"
        raise PeriodWrong(reason=wrong, fields={"valid_from": [wrong]})
    earlier.filter(valid_to=None).update(valid_to=hours.valid_from - timedelta(days=1))
    row = Shift(
        name=clean(hours.name)[:60],
        hall=hours.hall,
        organ=hours.organ,
        kinds=hours.kinds,
        parts=hours.parts,
        mode=hours.mode,
        grace_late=hours.grace_late,
        grace_early=hours.grace_early,
        absent_after=hours.absent_after,
        desk_allowed=hours.desk_allowed,
        valid_from=hours.valid_from,
        source=hours.source[:300],
        confidence=hours.confidence,
        reason=clean(hours.reason)[:300],
        set_by=by.name,
    )
    row.save(force_insert=True)
    event = ShiftSet(scope=row.scope_name, parts=row.parts, valid_from=row.valid_from.isoformat())
    record(row, event, by=by, at=at, reason=row.reason)
    return row


def _check(hours: Hours) -> None:
    try:
        times = [clock_time(one) for part in hours.parts for one in part]
    except ValueError:
        raise Missing(fields={"parts": ["时段写成 9:00-12:00，每段一行"]}) from None
    if not times or len(times) % 2 or times != sorted(set(times)):
        raise Missing(fields={"parts": ["每段要先后排列，不能重叠，例如 9:00-12:00、13:30-17:30"]})


@action
def load_shift(*, valid_from: date, by: Actor, at: datetime) -> Shift:
    """The shipped hours, unless the county has some."""
    there = Shift.objects.select_for_update().order_by("valid_from").first()
    if there is not None:
        return there
    row = registry.shipped_shift()
    hours = Hours(
        name=row["name"], parts=row["parts"], valid_from=valid_from, mode=Mode(row["mode"]),
        grace_late=row["grace_late"], grace_early=row["grace_early"],
        absent_after=row["absent_after"], kinds=row["kinds"], source=row["source"],
        confidence=row["confidence"],
    )  # fmt: skip
    return set_shift(hours, by=by, at=at)


@action
def write_outage(
    hall: Hall, *, starts_at: datetime, ends_at: datetime, reason: str, by: Actor, at: datetime
) -> Outage:
    """Write down when a hall could take no swipes; its days are judged again."""
    policy.require(policy.keeps(by))
    wrong = {}
    if ends_at <= starts_at or ends_at > at:
        wrong["ends_at"] = ["结束要在开始之后，而且已经过去"]
    if not reason.strip():
        wrong["reason"] = ["请写明原因，例如停电、考勤机故障"]
    if wrong:
        raise Missing(fields=wrong)
    row = Outage(
        hall=hall, starts_at=starts_at, ends_at=ends_at, reason=clean(reason)[:300],
        written_by=by.name, written_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    event = OutageWritten(
        hall=hall.code, starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(),
        first_day=local_day(starts_at).isoformat(), last_day=local_day(ends_at).isoformat(),
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=row.reason)
    return row
