"""Attendance files: read and reported on, then applied whole or given up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhengwu.catalogue.rules.sheets import read
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import end_of, format_instant, local_day, midnight
from zhengwu.org.models import Hall, Staff
from zhengwu.personnel import policy
from zhengwu.personnel.enums import FileState, RowState, Source
from zhengwu.personnel.events import FileDiscarded, FileTried, SwipesImported
from zhengwu.personnel.models import Device, DeviceFile, Enrolment, Swipe
from zhengwu.personnel.rules import device_files
from zhengwu.personnel.rules.device_files import Known, Row
from zhengwu.personnel.rules.refusals import (
    FileSettled,
    ImportedAlready,
    LeftOutNotSeen,
    NothingNew,
    PeriodWrong,
)

_AT_ONCE = 500


def import_file(
    content: bytes,
    *,
    name: str,
    hall: Hall,
    first: date,
    last: date,
    source: Source = Source.FINGER,
    by: Actor,
    at: datetime,
) -> DeviceFile:
    """Read a file (csv in any encoding of an office, xlsx) outside of a transaction, then try it.

    Raises `FileUnreadable` (catalogue's reader), `ColumnsMissing`, `ImportedAlready`.
    """
    policy.require(policy.keeps(by))
    sheet = read(name, content)
    return try_file(
        hall, sheet=sheet, name=name, file_digest=digest(content), days=(first, last),
        source=source, by=by, at=at,
    )  # fmt: skip


@action
def try_file(
    hall: Hall,
    *,
    sheet: Any,
    name: str,
    file_digest: str,
    days: tuple[date, date],
    source: Source,
    by: Actor,
    at: datetime,
) -> DeviceFile:
    """Say of each row what would become of it; no swipe is stored."""
    policy.require(policy.keeps(by))
    if days[1] < days[0]:
        wrong = "结束日期早于开始日期"
        raise PeriodWrong(reason=wrong, fields={"last": [wrong]})
    done = DeviceFile.objects.filter(digest=file_digest, state=FileState.APPLIED).first()
    if done is not None and done.applied_at:
        raise ImportedAlready(on=format_instant(done.applied_at), by=done.applied_by)
    known = _known(hall, days, source, at)
    rows = device_files.read_rows(sheet.header, sheet.lines, known)
    row = DeviceFile(
        hall=hall,
        name=clean(name)[:200],
        digest=file_digest,
        encoding=sheet.encoding,
        source=source,
        first_day=days[0],
        last_day=days[1],
        state=FileState.TRIED,
        counts=device_files.counts(rows),
        report=[_line(one) for one in rows],
        swipes=[
            [one.staff, one.at.isoformat(), one.device]
            for one in rows
            if one.state is RowState.NEW and one.at
        ],
        made_by=by.name,
        made_at=at,
    )
    row.save(force_insert=True)
    event = FileTried(name=row.name, digest=file_digest, counts=row.counts)
    record(row, event, by=by, at=at)
    return row


def _known(hall: Hall, days: tuple[date, date], source: Source, at: datetime) -> Known:
    people = {
        number: (str(pk), name)
        for pk, number, name in Staff.objects.values_list("pk", "number", "name")
    }
    enrolled = Enrolment.objects.filter(source=source, ended_on=None)
    people |= {
        number: (str(pk), name)
        for number, pk, name in enrolled.values_list("number", "staff_id", "staff__name")
    }
    start, end = midnight(days[0]), end_of(days[1])
    there = Swipe.objects.filter(swiped_at__gte=start, swiped_at__lt=end)
    devices = Device.objects.filter(hall=hall).exclude(retired_on__lt=days[0])
    return Known(
        people,
        frozenset(devices.values_list("code", flat=True)),
        frozenset((str(pk), when) for pk, when in there.values_list("staff_id", "swiped_at")),
        *days,
        at,
    )


def _line(row: Row) -> list[Any]:
    """line, number, name, device, instant, state, why: short, for a month has thousands."""
    when = f"{row.at:%Y-%m-%d %H:%M:%S}" if row.at else ""
    return [row.line, row.person[:30], row.name[:50], row.device[:40], when, row.state, row.why]


@action
def apply_file(
    row: DeviceFile, *, seen: bool = False, note: str = "", by: Actor, at: datetime
) -> DeviceFile:
    """Take over all new swipes of a tried file, or none.

    `seen`: somebody has looked at the rows that are left out. Swipes that another file brought in
    the meantime are not stored twice.
    """
    # One file of a hall after the other: two with the same swipes must see each other's.
    Hall.objects.select_for_update().get(pk=row.hall_id)
    row = DeviceFile.objects.select_for_update().get(pk=row.pk)
    policy.require(policy.keeps(by))
    if row.state != FileState.TRIED:
        raise FileSettled(state=row.state_name)
    if row.left_out and not seen:
        raise LeftOutNotSeen(
            count=row.left_out, fields={"seen": ["请看过不导入的行，勾选后再导入"]}
        )
    done = DeviceFile.objects.filter(digest=row.digest, state=FileState.APPLIED).first()
    if done is not None and done.applied_at:
        raise ImportedAlready(on=format_instant(done.applied_at), by=done.applied_by)
    fresh = _fresh(row)
    if not fresh:
        raise NothingNew
    Swipe.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    row.state, row.note, row.swipes = FileState.APPLIED, clean(note)[:300], []
    row.applied_by, row.applied_at = by.name, at
    row.save()
    event = SwipesImported(
        name=row.name, digest=row.digest, taken=len(fresh), left_out=row.left_out,
        days=sorted({one.day.isoformat() for one in fresh}),
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=row.note)
    return row


def _fresh(row: DeviceFile) -> list[Swipe]:
    start, end = midnight(row.first_day), end_of(row.last_day)
    there = set(
        Swipe.objects.filter(swiped_at__gte=start, swiped_at__lt=end).values_list(
            "staff_id", "swiped_at"
        )
    )
    return [one for one in _swipes(row) if (one.staff_id, one.swiped_at) not in there]


def _swipes(row: DeviceFile) -> Iterable[Swipe]:
    for staff, instant, device in row.swipes:
        when = datetime.fromisoformat(instant)
        yield Swipe(
            staff_id=UUID(staff), swiped_at=when, day=local_day(when), source=row.source,
            device=device, file=row,
        )  # fmt: skip


@action
def discard_file(row: DeviceFile, *, by: Actor, at: datetime) -> DeviceFile:
    """Give a tried file up: its swipes are forgotten, its report stays."""
    row = DeviceFile.objects.select_for_update().get(pk=row.pk)
    policy.require(policy.keeps(by))
    if row.state != FileState.TRIED:
        raise FileSettled(state=row.state_name)
    row.state, row.swipes = FileState.DISCARDED, []
    row.save(update_fields=["state", "swipes"])
    record(row, FileDiscarded(name=row.name), by=by, at=at)
    return row
