"""Arriving with an appointment."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhengwu.hall import policy, registry
from zhengwu.hall.actions.appointments import lock_appointment, lock_books
from zhengwu.hall.actions.taking import Taken, draw
from zhengwu.hall.enums import AppointmentState, Channel
from zhengwu.hall.events import AppointmentEnded
from zhengwu.hall.models import Appointment, Ticket
from zhengwu.hall.rules import refusals, turns
from zhengwu.hall.rules.slots import slot_words
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.time import SHANGHAI, local_day


@action
def check_in(row: Appointment, *, by: Actor, at: datetime) -> Ticket:
    """Take the number of an appointment; asking again gives the same number.

    In time, and shortly after, it stands at its slot; later it is a number like any other.
    """
    own = bool(by.id) and str(row.person_id or "") == by.id
    policy.require(own or by.kind is ActorKind.MACHINE or policy.may_help(by))
    lock_books(row.queue, local_day(at))
    row = lock_appointment(row)
    ticket = Ticket.objects.select_related("queue", "hall").filter(appointment=row).first()
    if ticket is not None:
        return ticket
    slot = slot_words(row.starts_at.astimezone(SHANGHAI), row.ends_at.astimezone(SHANGHAI))
    if row.state != AppointmentState.BOOKED:
        raise refusals.AppointmentOver(state=row.state_name)
    early = registry.value("check_in_before", at)
    if row.day != local_day(at) or at < row.starts_at - timedelta(minutes=early):
        words = f"{row.day.month}月{row.day.day}日 {slot}"
        raise refusals.NotYetTime(slot=words, minutes=early)
    row.state, row.ended_at = AppointmentState.ARRIVED, at
    row.save(update_fields=["state", "ended_at"])
    record(row, AppointmentEnded(state=row.state), by=by, at=at)
    in_time = at <= row.ends_at + timedelta(minutes=registry.value("late_grace", at))
    head = registry.value("appointment_head", at)
    rank = turns.rank_of(at, slot_at=row.starts_at if in_time else None, slot_head=head)
    how = Taken(
        Channel.APPOINTMENT, f"appointment/{row.pk}", item_code=row.item_code,
        item_name=row.item_name, person_id=None,
    )  # fmt: skip
    ticket = draw(row.queue, how, rank=rank, appointment=row, by=by, at=at)
    if row.person_id is not None:
        ticket.person_id = row.person_id
        ticket.save(update_fields=["person"])
    return ticket
