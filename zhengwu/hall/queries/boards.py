"""What screens and pages of a hall show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from zhengwu.cases.models import Case
from zhengwu.hall import registry
from zhengwu.hall.enums import AT_WINDOW, AppointmentState, SeatKind, TicketState
from zhengwu.hall.models import Appointment, HallNotice, Queue, RosterDay, Seat, Ticket
from zhengwu.hall.queries.duty import spans_of
from zhengwu.hall.queries.places import queues_of, seats_of
from zhengwu.hall.queries.waiting import estimate, queue_counts, version
from zhengwu.hall.rules.slots import slots
from zhengwu.hall.rules.turns import Estimate, announcement
from zhengwu.journal.models import Entry
from zhengwu.kernel.text import masked_name
from zhengwu.kernel.time import SHANGHAI, end_of, local_day, midnight
from zhengwu.org.models import Hall, Window


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue as people see it."""

    queue: Queue
    waiting: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One window as people see it: number at it, and what it did today. `received` and `handled`
    are cases, `served` numbers."""

    seat: Seat
    now: str
    served: int
    received: int
    handled: int


def queue_lines(hall: Hall, day: date) -> list[QueueLine]:
    """Every queue with how many wait and how long a new number would."""
    waiting = queue_counts(hall, day)
    return [
        QueueLine(one, waiting.get(one.pk, 0), estimate(one, waiting.get(one.pk, 0), day))
        for one in queues_of(hall)
    ]


def now_calling(hall: Hall, day: date) -> list[dict[str, str]]:
    """The latest calls that stand, newest first, with the words of the loudspeaker."""
    rows = (
        Ticket.objects.filter(hall=hall, day=day, state__in=AT_WINDOW, seat__isnull=False)
        .select_related("seat__window")
        .order_by("-last_called_at")[: registry.value("screen_calls", day)]
    )
    return [
        {
            "code": row.code,
            "counter": row.seat.window.counter if row.seat else "",
            "window": row.seat.window.name if row.seat else "",
            "words": announcement(row.code, row.seat.window.counter, row.seat.window.name)
            if row.seat
            else "",
            "key": f"{row.pk}/{row.calls}",
            "state": row.state,
        }
        for row in rows
    ]


def seat_lines(hall: Hall, day: date) -> list[SeatLine]:
    """Every window with its state and the day's counts."""
    served = dict(
        Ticket.objects.filter(hall=hall, day=day, state=TicketState.SERVED)
        .order_by()
        .values_list("seat")
        .annotate(Count("pk"))
    )
    seats = list(seats_of(hall))
    counts = _case_counts(seats, hall, day)
    lines = []
    for seat in seats:
        received, handled = counts.get(str(seat.pk), (0, 0))
        now = seat.current.code if seat.current else ""
        lines.append(SeatLine(seat, now, served.get(seat.pk, 0), received, handled))
    return lines


def _of_hall(hall: Hall) -> Q:
    """Cases of a hall: taken in at one of its windows, or online by a unit that has one here."""
    windows = list(Window.objects.filter(hall=hall).values_list("pk", "organ_id"))
    organs = {organ for _, organ in windows}
    return Q(window_id__in=[str(pk) for pk, _ in windows]) | Q(window_id="", organ_code__in=organs)


def _case_counts(seats: list[Seat], hall: Hall, day: date) -> dict[str, tuple[int, int]]:
    """Cases received and closed on a day by window; one without a window counts at the unit's own
    window. One statement."""
    begin, end = midnight(day), end_of(day)
    received = Q(received_at__gte=begin, received_at__lt=end)
    handled = Q(matter__closed_at__gte=begin, matter__closed_at__lt=end)
    rows = (
        Case.objects.filter(_of_hall(hall), received | handled)
        .order_by()
        .values("window_id", "organ_code")
        .annotate(received=Count("pk", filter=received), handled=Count("pk", filter=handled))
    )
    own = {one.window.organ_id: str(one.pk) for one in seats if one.kind == SeatKind.INDEPENDENT}
    counts: dict[str, tuple[int, int]] = {}
    for row in rows:
        key = row["window_id"] or own.get(row["organ_code"], "")
        before = counts.get(key, (0, 0))
        counts[key] = (before[0] + row["received"], before[1] + row["handled"])
    return counts


def progress(hall: Hall, day: date) -> list[dict[str, Any]]:
    """办件进度: the newest cases of the hall and where they stand, names and numbers covered."""
    rows = Case.objects.filter(_of_hall(hall), received_at__lt=end_of(day))
    found = rows.select_related("matter").order_by("-received_at")
    return [
        {
            "number": covered(case.matter.number),
            "title": case.matter.title,
            "who": case.applicant_name if case.firm_id else masked_name(case.applicant_name),
            "state": case.state_name,
            "at": case.received_at,
        }
        for case in found[: registry.value("screen_cases", day)]
    ]


def covered(number: str) -> str:
    """The number of a case with the middle of its serial covered."""
    head, _, serial = number.rpartition("-")
    if len(serial) <= 2 or not head:
        return number
    return f"{head}-{'*' * (len(serial) - 2)}{serial[-2:]}"


def notices_on(hall: Hall, day: date) -> QuerySet[HallNotice]:
    """Lines that stand on the screens."""
    return HallNotice.objects.filter(
        hall=hall, from_on__lte=day, until_on__gte=day, taken_down_at=None
    )


def board_version(hall: Hall, day: date) -> list[Any]:
    """What the queue screen polls by: tickets, windows, notices. Three statements."""
    notices = [str(pk) for pk in notices_on(hall, day).values_list("pk", flat=True)]
    return [version(hall, day), str(day), notices]


def counts_version(hall: Hall, day: date) -> list[Any]:
    """What the screen with the cases polls by: also the newest act recorded anywhere, which costs
    one look at the end of the journal however many cases there are."""
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return [board_version(hall, day), str(newest)]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time one can book."""

    starts_at: datetime
    ends_at: datetime
    left: int


def free_slots(queue: Queue, day: date, at: datetime) -> list[Slot]:
    """The slots of a day with places left, past ones left out. Two statements."""
    minutes = registry.value("slot_minutes", day)
    begins = slots(day, spans_of(queue.hall, day), minutes, SHANGHAI)
    taken = dict(
        Appointment.objects.filter(
            queue=queue, day=day, state__in=(AppointmentState.BOOKED, AppointmentState.ARRIVED)
        )
        .order_by()
        .values_list("starts_at")
        .annotate(Count("pk"))
    )
    length = timedelta(minutes=minutes)
    return [
        Slot(begin, begin + length, max(0, queue.slot_capacity - taken.get(begin, 0)))
        for begin in begins
        if begin > at
    ]


def bookable_days(hall: Hall, at: datetime) -> list[date]:
    """Days within the local limit on which the hall is open."""
    first = local_day(at)
    span = (first + timedelta(days=n) for n in range(registry.value("book_ahead", at) + 1))
    return [day for day in span if spans_of(hall, day)]


def roster_of(seat: Seat, first: date, last: date) -> QuerySet[RosterDay]:
    """Who mans a shared window in a period."""
    return seat.roster.filter(on__gte=first, on__lte=last).select_related("organ", "staff")


def appointment_at(hall: Hall, given: str, day: date) -> Appointment | None:
    """A day's appointment by its code or by the identity number; an open one first."""
    plain = given.strip().upper().replace(" ", "")
    if not plain:
        return None
    number = settings.VAULT.keyed_digest(plain, "hall.appointment")
    rows = Appointment.objects.filter(Q(code=plain) | Q(number_digest=number), hall=hall, day=day)
    open_first = rows.exclude(state=AppointmentState.CANCELLED).order_by("starts_at")
    booked = open_first.filter(state=AppointmentState.BOOKED).first()
    return booked or open_first.first()
