"""Windows open, pause and close; nobody there in duty hours is noted once a spell."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from zhengwu.hall import policy, queries, registry
from zhengwu.hall.actions.seated import lock_seat
from zhengwu.hall.enums import SeatKind, SeatState, TicketState
from zhengwu.hall.events import WindowAbsent, WindowClosed, WindowOpened, WindowPaused
from zhengwu.hall.models import Seat, Ticket
from zhengwu.hall.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import SHANGHAI, local_day
from zhengwu.org.models import Staff


def _facts(seat: Seat, staff: str, name: str, minutes: float) -> dict[str, Any]:
    return {
        "window": seat.window.code,
        "window_name": seat.window.name,
        "hall": seat.window.hall.code,
        "organ": seat.organ_code or seat.window.organ_id,
        "staff": staff,
        "staff_name": name,
        "minutes": max(0, int(minutes)),
    }


def _minutes(since: datetime | None, at: datetime) -> float:
    return (at - since).total_seconds() / 60 if since else 0


@action
def open_seat(seat: Seat, *, by: Actor, at: datetime) -> Seat:
    """Sit down and take people: only who is on duty there today. Taking over keeps the ticket."""
    policy.require(policy.works_at_counter(by))
    seat = lock_seat(seat)
    people = queries.on_duty(seat, local_day(at))
    if by.id not in {str(one.pk) for one in people}:
        names = "、".join(one.name for one in people) or "无人（没有排班）"
        raise refusals.NotOnDuty(window=seat.window.name, people=names)
    if seat.state == SeatState.OPEN and str(seat.staff_id) == by.id:
        return seat
    late = _late(seat, at) if seat.state == SeatState.CLOSED else 0
    shared = seat.kind == SeatKind.MOBILE
    seat.state, seat.staff = SeatState.OPEN, Staff.objects.get(pk=by.id)
    seat.organ_code = by.organ_code if shared else seat.window.organ_id
    seat.since, seat.reason, seat.back_at, seat.absent_since = at, "", None, None
    seat.save()
    record(seat, WindowOpened(**_facts(seat, by.id, by.name, late)), by=by, at=at)
    return seat


def _late(seat: Seat, at: datetime) -> float:
    """Minutes after the begin of the present span; none where it was open in this span before."""
    span = queries.open_now(seat.window.hall, at, seat)
    if span is None:
        return 0
    begin = datetime.combine(local_day(at), span[0], SHANGHAI)
    return 0 if seat.since and seat.since >= begin else _minutes(begin, at)


def _mine(seat: Seat, by: Actor) -> Seat:
    """The window, locked; refused to anybody but who sits there or keeps the hall."""
    seat = lock_seat(seat)
    mans = str(seat.staff_id or "") == by.id
    if not mans and not policy.may_manage(by, seat.window.hall):
        raise refusals.NotYourWindow(window=seat.window.name)
    return seat


@action
def pause_seat(seat: Seat, *, reason: str, note: str = "", by: Actor, at: datetime) -> Seat:
    """Pause with a reason of the local table, which says how long it may take."""
    row = registry.pauses().get(reason)
    if row is None:
        raise refusals.Missing(fields={"reason": ["请选择暂停的原因"]})
    seat = _mine(seat, by)
    if seat.state != SeatState.OPEN:
        raise refusals.WindowNotOpen(window=seat.window.name, state=seat.state_name)
    if seat.current_id is not None:
        raise refusals.StillAtWindow(code=Ticket.objects.get(pk=seat.current_id).code)
    words = str(row["name"]) + (f"：{clean(note).strip()[:100]}" if note.strip() else "")
    seat.state, seat.reason, seat.since = SeatState.PAUSED, words, at
    seat.back_at = at + timedelta(minutes=int(row["minutes"]))
    seat.save()
    staff, name = _who(seat)
    event = WindowPaused(**_facts(seat, staff, name, int(row["minutes"])), reason=words)
    record(seat, event, by=by, at=at, reason=words)
    return seat


def _who(seat: Seat) -> tuple[str, str]:
    return (str(seat.staff_id), seat.staff.name) if seat.staff else ("", "")


@action
def resume_seat(seat: Seat, *, by: Actor, at: datetime) -> Seat:
    """Back at the window after a pause."""
    seat = lock_seat(seat)
    if seat.state != SeatState.PAUSED or str(seat.staff_id or "") != by.id:
        raise refusals.NotYourWindow(window=seat.window.name)
    seat.state, seat.reason, seat.since = SeatState.OPEN, "", at
    seat.back_at = seat.absent_since = None
    seat.save()
    record(seat, WindowOpened(**_facts(seat, by.id, by.name, 0)), by=by, at=at)
    return seat


@action
def close_seat(seat: Seat, *, reason: str, by: Actor, at: datetime) -> Seat:
    """Close; who was sent to this very window goes back to the queue."""
    seat = _mine(seat, by)
    if seat.state == SeatState.CLOSED:
        return seat
    if seat.current_id is not None:
        raise refusals.StillAtWindow(code=Ticket.objects.get(pk=seat.current_id).code)
    return shut(seat, clean(reason).strip()[:200] or "下班", by=by, at=at)


def shut(seat: Seat, why: str, *, by: Actor, at: datetime) -> Seat:
    """Close a locked window, whoever asks."""
    staff, name = _who(seat)
    event = WindowClosed(**_facts(seat, staff, name, _minutes(seat.since, at)), reason=why)
    seat.state, seat.reason, seat.since, seat.staff = SeatState.CLOSED, why, at, None
    seat.back_at = seat.absent_since = None
    seat.save()
    Ticket.objects.filter(for_seat=seat, state=TicketState.WAITING).update(for_seat=None)
    record(seat, event, by=by, at=at, reason=why)
    return seat


@action
def note_absent(seat: Seat, *, by: Actor, at: datetime) -> bool:
    """Note, once a spell, that nobody is at a window in duty hours; whether it was noted now.

    A spell ends when the window opens, and with each span of the day. A pause counts from when it
    should have been over.
    """
    policy.require(policy.is_system(by))
    seat = lock_seat(seat)
    span = queries.open_now(seat.window.hall, at, seat)
    if span is None or seat.state == SeatState.OPEN:
        return False
    begin = datetime.combine(local_day(at), span[0], SHANGHAI)
    if seat.absent_since is not None and seat.absent_since >= begin:
        return False
    left = seat.back_at if seat.state == SeatState.PAUSED else seat.since
    since = max(begin, left) if left else begin
    if _minutes(since, at) < registry.value("absent_after", at):
        return False
    people = queries.on_duty(seat, local_day(at))
    staff, name = (str(people[0].pk), people[0].name) if people else ("", "")
    seat.absent_since = since
    seat.save(update_fields=["absent_since"])
    event = WindowAbsent(
        **_facts(seat, staff, name, _minutes(since, at)), state=seat.state,
        people=[one.name for one in people],
    )  # fmt: skip
    record(seat, event, by=by, at=at)
    return True
