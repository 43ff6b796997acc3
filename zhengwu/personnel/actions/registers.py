"""Rows of registers: written, voided; a reception day booked by a citizen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zhengwu.clock.queries import known
from zhengwu.files import actions as files
from zhengwu.files.actions import Received
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ, Staff, Window
from zhengwu.personnel import policy, registry
from zhengwu.personnel.enums import FollowState
from zhengwu.personnel.events import RegisterVoided, RegisterWritten
from zhengwu.personnel.models import RegisterEntry
from zhengwu.personnel.rules import registers
from zhengwu.personnel.rules.refusals import (
    BookedAlready,
    Missing,
    NotBookable,
    VisitFull,
    VoidedAlready,
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is written into a register: the day, the kind's own fields, whom it concerns."""

    kind: str
    on: date
    values: dict[str, Any] = field(default_factory=dict)
    organ: Organ | None = None
    staff: Staff | None = None
    window: Window | None = None
    file: Received | None = None
    due_on: date | None = None
    parent: RegisterEntry | None = None


def default_due(limit: int, day: date) -> date:
    """The last day of a follow-up by its kind's limit in working days."""
    return known().calendar().nth_working(day, limit)


@action
def write_register(line: Line, *, by: Actor, at: datetime) -> RegisterEntry:
    """Write a row; it is never written over, a wrong one is voided."""
    policy.require(policy.may_keep(by, line.kind))
    return _write(line, by=by, at=at)


def _write(line: Line, *, person: str = "", by: Actor, at: datetime) -> RegisterEntry:
    kind = registry.registers()[line.kind]
    links = {"staff": line.staff, "organ": line.organ, "window": line.window, "file": line.file}
    given = {**line.values, **{name: "x" for name, one in links.items() if one is not None}}
    file_field = next((one["name"] for one in kind["fields"] if one["kind"] == "file"), "")
    if line.file is not None and file_field:
        given[file_field] = "x"
    values, wrong = registers.checked(kind, given)
    if wrong:
        raise InvalidInput(fields=wrong)
    row = RegisterEntry(
        kind=line.kind, on=line.on, title=registers.title_of(kind, values), organ=line.organ,
        staff=line.staff, window=line.window, parent=line.parent, person_id=person,
        written_by=by.name, writer_id=by.id, written_at=at,
    )  # fmt: skip
    row.write(values, private=bool(kind.get("private")))
    if registers.needs_follow(kind, values):
        row.follow = FollowState.OPEN
        row.due_on = line.due_on or default_due(kind["follow"]["limit"], local_day(at))
    if line.file is not None:
        row.file = files.keep(line.file, purpose="material", by=by, at=at)
    row.save(force_insert=True)
    event = RegisterWritten(
        kind=row.kind, on=row.on.isoformat(), organ=row.organ_id or "",
        staff=str(row.staff_id or "") if not kind.get("private") else "",
        due_on=row.due_on.isoformat() if row.due_on else "",
    )  # fmt: skip
    record(row, event, by=by, at=at)
    return row


@action
def void_register(row: RegisterEntry, *, reason: str, by: Actor, at: datetime) -> RegisterEntry:
    """A wrong row counts no longer; it stays to be seen with the reason."""
    row = RegisterEntry.objects.select_for_update().get(pk=row.pk)
    policy.require(policy.may_keep(by, row.kind))
    if row.void_reason:
        raise VoidedAlready
    if not reason.strip():
        raise Missing(fields={"reason": ["请写明作废的理由"]})
    row.void_reason, row.follow = clean(reason)[:300], FollowState.NONE
    row.save(update_fields=["void_reason", "follow"])
    record(row, RegisterVoided(kind=row.kind), by=by, at=at, reason=row.void_reason)
    return row


@action
def book_reception(
    day: RegisterEntry, *, visitor: str, phone: str, topic: str, by: Actor, at: datetime
) -> RegisterEntry:
    """A citizen asks to be received on a leader's reception day; once, while there are places."""
    day = RegisterEntry.objects.select_for_update().get(pk=day.pk)
    policy.require(by.kind is ActorKind.CITIZEN or policy.keeps(by))
    target = registry.registers()[day.kind].get("bookable")
    if not target or day.void_reason or day.on < local_day(at):
        raise NotBookable
    booked = day.children.filter(void_reason="")
    seats = int(day.content.get("seats", 0))
    if booked.count() >= seats:
        raise VisitFull(seats=seats)
    person = by.id if by.kind is ActorKind.CITIZEN else ""
    if person and booked.filter(person_id=person).exists():
        raise BookedAlready
    values = {"visitor": visitor, "phone": phone, "topic": topic}
    limit = int(registry.registers()[target]["follow"]["limit"])
    line = Line(target, day.on, values, parent=day, due_on=default_due(limit, day.on))
    return _write(line, person=person, by=by, at=at)
