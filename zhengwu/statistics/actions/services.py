"""The light register: services at a window that are no cases, counted by kind (CASE-36)."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ, Window
from zhengwu.statistics import policy, registry
from zhengwu.statistics.events import ServiceStruck, ServiceWritten
from zhengwu.statistics.models import ServiceRecord
from zhengwu.statistics.rules import refusals


@action
def write_service(
    *, kind: str, people: int, on: date, window: Window | None, note: str = "", key: str,
    by: Actor, at: datetime,
) -> ServiceRecord:  # fmt: skip
    """Write down how many people a window served on a day; the same submission counts once."""
    policy.require(policy.may_register_service(by))
    known = ServiceRecord.objects.filter(key=key).first()
    if known is not None:
        return known
    refusals.check_service(kind, people, on, local_day(at), registry.service_kinds())
    organ = Organ.objects.get(pk=by.organ_code)
    if window is not None and window.organ_id != organ.pk:
        raise refusals.NotYourWindow(fields={"window": ["请选择本单位的窗口"]})
    row = ServiceRecord(
        kind=kind,
        served_on=on,
        people=people,
        note=clean(note)[:200],
        window=window,
        organ=organ,
        written_by_id=by.id,
        written_by=by.name,
        written_at=at,
        key=key,
    )
    row.save(force_insert=True)
    event = ServiceWritten(
        kind=kind,
        people=people,
        organ=organ.pk,
        window=str(window.pk) if window else "",
        served_on=on.isoformat(),
    )
    record(row, event, by=by, at=at)
    return row


@action
def strike_service(row: ServiceRecord, *, reason: str, by: Actor, at: datetime) -> ServiceRecord:
    """Strike a line out that was wrong: it counts no more and stays to be seen."""
    row = ServiceRecord.objects.select_for_update().get(pk=row.pk)
    policy.require(policy.may_strike_service(by, row))
    if row.struck_at is not None:
        return row
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": ["请写明为什么划掉"]})
    row.struck_by, row.struck_at = by.name, at
    row.save(update_fields=["struck_by", "struck_at"])
    record(row, ServiceStruck(kind=row.kind, people=row.people), by=by, at=at, reason=clean(reason))
    return row
