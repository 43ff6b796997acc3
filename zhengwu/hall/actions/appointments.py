"""Appointments: made, changed, cancelled, missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from zhengwu.hall import policy, queries, registry
from zhengwu.hall.enums import AppointmentState, BookedBy
from zhengwu.hall.events import AppointmentBooked, AppointmentChanged, AppointmentEnded
from zhengwu.hall.models import Appointment, DayBook, Queue
from zhengwu.hall.rules import refusals
from zhengwu.hall.rules.slots import slot_words, slots
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import SHANGHAI, format_day, local_day, midnight
from zhengwu.org.enums import HallKind

_TOWN = (HallKind.TOWN, HallKind.STATION)
_TAKEN = (AppointmentState.BOOKED, AppointmentState.ARRIVED)


def number_digest(number: str) -> str:
    """By what an appointment is found from an identity number; the number itself is not kept."""
    plain = number.strip().upper()
    return settings.VAULT.keyed_digest(plain, "hall.appointment") if plain else ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to come when. `key` makes it this one: the same key again gives the same."""

    key: str
    starts_at: datetime
    booked_by: BookedBy
    name: str
    phone: str
    id_number: str = ""
    item_code: str = ""
    item_name: str = ""
    person_id: UUID | None = None
    note: str = ""


@action
def book(queue: Queue, wish: Wish, *, by: Actor, at: datetime) -> Appointment:
    """Take a place of a slot. The day's book is locked, so a slot never holds one too many."""
    _may_book(queue, wish, by)
    queue = Queue.objects.select_related("hall").get(pk=queue.pk)
    _check(wish)
    lock_books(queue, local_day(wish.starts_at))
    known = Appointment.objects.filter(key=wish.key).first()
    if known is not None:
        return known
    ends_at = _slot(queue, wish.starts_at, at)
    _check_person(wish, at)
    row = Appointment(
        key=wish.key, hall=queue.hall, queue=queue, item_code=wish.item_code,
        item_name=clean(wish.item_name)[:200], day=local_day(wish.starts_at),
        starts_at=wish.starts_at, ends_at=ends_at, booked_by=wish.booked_by,
        person_id=wish.person_id, number_digest=number_digest(wish.id_number),
        note=clean(wish.note)[:200], written_by=by.name, booked_at=at,
    )  # fmt: skip
    row.who = {"name": clean(wish.name)[:60], "phone": clean(wish.phone)[:30],
               "number": wish.id_number.strip()[-4:]}  # fmt: skip
    row.save(force_insert=True)
    event = AppointmentBooked(
        hall=queue.hall.code, queue=queue.code, starts_at=wish.starts_at.isoformat(),
        booked_by=wish.booked_by,
    )  # fmt: skip
    record(row, event, by=by, at=at)
    return row


def _may_book(queue: Queue, wish: Wish, by: Actor) -> None:
    if wish.booked_by is BookedBy.ONLINE:
        own = by.kind is ActorKind.CITIZEN and str(wish.person_id or "") == by.id
        policy.require(own)
        return
    policy.require(policy.may_help(by))
    if wish.booked_by is BookedBy.PHONE and queue.hall.kind in _TOWN:
        raise refusals.TownRegister


def _check(wish: Wish) -> None:
    errors = {}
    if not wish.key:
        errors["key"] = ["缺少本次操作的标识，请刷新页面"]
    if not wish.name.strip():
        errors["name"] = ["请填写姓名"]
    if not wish.phone.strip():
        errors["phone"] = ["请填写电话，情况有变化时好通知您"]
    if errors:
        raise refusals.Missing(fields=errors)


def lock_books(queue: Queue, *days: date) -> None:
    """The books of these days, locked in order; always before an appointment's own row."""
    DayBook.objects.bulk_create(
        [DayBook(queue=queue, day=day) for day in set(days)], ignore_conflicts=True
    )
    rows = DayBook.objects.select_for_update().filter(queue=queue, day__in=days).order_by("day")
    list(rows)


def _slot(queue: Queue, starts_at: datetime, at: datetime) -> datetime:
    """The end of the slot; refused where it is not offered or full."""
    day = local_day(starts_at)
    minutes = registry.value("slot_minutes", day)
    field = {"slot": ["请重新选择时段"]}
    if not queue.slot_capacity or queue.closed_on is not None:
        raise refusals.SlotNotOffered(why="该业务不开放预约", fields=field)
    if starts_at <= at:
        raise refusals.SlotNotOffered(why="时间已经过去", fields=field)
    if day > local_day(at) + timedelta(days=registry.value("book_ahead", at)):
        why = f"最多提前 {registry.value('book_ahead', at)} 天预约"
        raise refusals.SlotNotOffered(why=why, fields=field)
    if starts_at not in slots(day, queries.spans_of(queue.hall, day), minutes, SHANGHAI):
        raise refusals.SlotNotOffered(why="这一天不开放，或者没有这个时段", fields=field)
    ends_at = starts_at + timedelta(minutes=minutes)
    taken = Appointment.objects.filter(queue=queue, starts_at=starts_at, state__in=_TAKEN).count()
    if taken >= queue.slot_capacity:
        raise refusals.SlotFull(slot=slot_words(starts_at.astimezone(SHANGHAI), ends_at))
    return ends_at


def _check_person(wish: Wish, at: datetime) -> None:
    """Nobody holds more places than the local limit; who did not come several times waits."""
    mine = Appointment.objects.none()
    if wish.person_id is not None:
        mine = Appointment.objects.filter(person_id=wish.person_id)
    elif digest := number_digest(wish.id_number):
        mine = Appointment.objects.filter(number_digest=digest)
    most = registry.value("open_appointments", at)
    if mine.filter(state=AppointmentState.BOOKED, ends_at__gt=at).count() >= most:
        raise refusals.TooManyAppointments(most=most)
    days = registry.value("missed_window", at)
    since = midnight(local_day(at) - timedelta(days=days))
    missed = mine.filter(state=AppointmentState.MISSED, starts_at__gte=since).count()
    if wish.booked_by is BookedBy.ONLINE and missed >= registry.value("missed_limit", at):
        raise refusals.MissedBefore(days=days, missed=missed)


def lock_appointment(row: Appointment) -> Appointment:
    """Its row, locked; after the day's books."""
    return (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("queue__hall", "hall")
        .get(pk=row.pk)
    )


def _booked(row: Appointment, by: Actor) -> Appointment:
    row = lock_appointment(row)
    own = bool(by.id) and str(row.person_id or "") == by.id
    policy.require(own or policy.may_help(by))
    if row.state != AppointmentState.BOOKED:
        raise refusals.AppointmentOver(state=row.state_name)
    return row


@action
def change(row: Appointment, *, starts_at: datetime, by: Actor, at: datetime) -> Appointment:
    """Move to another time; the old place is free at once."""
    lock_books(row.queue, row.day, local_day(starts_at))
    row = _booked(row, by)
    if starts_at == row.starts_at:
        return row
    ends_at = _slot(row.queue, starts_at, at)
    before, row.starts_at, row.ends_at = row.starts_at, starts_at, ends_at
    row.day = local_day(starts_at)
    row.save(update_fields=["starts_at", "ends_at", "day"])
    event = AppointmentChanged(before=before.isoformat(), starts_at=starts_at.isoformat())
    record(row, event, by=by, at=at)
    return row


@action
def cancel_appointment(
    row: Appointment, *, reason: str = "", by: Actor, at: datetime
) -> Appointment:
    """Give the place back."""
    row = _booked(row, by)
    _end(row, AppointmentState.CANCELLED, clean(reason).strip() or "本人取消", by, at)
    return row


@action
def miss(row: Appointment, *, by: Actor, at: datetime) -> Appointment:
    """The day is over and nobody came."""
    policy.require(policy.is_system(by))
    row = lock_appointment(row)
    if row.state == AppointmentState.BOOKED and row.day < local_day(at):
        _end(row, AppointmentState.MISSED, f"{format_day(row.day)}未到", by, at)
    return row


def _end(row: Appointment, state: AppointmentState, why: str, by: Actor, at: datetime) -> None:
    row.state, row.ended_at, row.reason = state, at, why[:200]
    row.save(update_fields=["state", "ended_at", "reason"])
    record(row, AppointmentEnded(state=state), by=by, at=at, reason=why)
