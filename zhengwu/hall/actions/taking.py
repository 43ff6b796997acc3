"""Taking a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhengwu.hall import policy, queries, registry
from zhengwu.hall.actions.telling import facts
from zhengwu.hall.enums import OPEN_TICKETS, Channel
from zhengwu.hall.events import TicketIssued
from zhengwu.hall.models import Appointment, DayBook, PriorityKind, Queue, Ticket
from zhengwu.hall.rules import hours, refusals, turns
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day


@dataclass(frozen=True, slots=True)
class Taken:
    """How a number is taken. `key` makes it this one: the same key again gives the same ticket."""

    channel: Channel
    key: str
    priority: str = ""
    item_code: str = ""
    item_name: str = ""
    person_id: UUID | None = None
    reason: str = ""


@action
def take(queue: Queue, how: Taken, *, by: Actor, at: datetime) -> Ticket:
    """Draw the next number of the queue's day; the priority is what the person says it is, and
    the window looks at the proof. Refused outside the hours."""
    policy.require(policy.may_take(by))
    known = _known(how.key)
    if known is not None:
        return known
    queue = Queue.objects.select_related("hall").get(pk=queue.pk)
    open_now, spans = queries.taking_now(queue.hall, at)
    if not queue.taking or queue.closed_on is not None:
        raise refusals.NotTaking(queue=queue.name, why="该业务暂停取号，请问咨询窗口")
    if not open_now:
        words = f"今天取号时间：{hours.in_words(spans)}" if spans else "今天不办公。"
        raise refusals.HallClosed(hall=queue.hall.name, hours=words)
    priority = _priority(how.priority, by)
    return draw(queue, how, rank=turns.rank_of(at, priority.head_start_minutes if priority else 0),
                priority=priority, by=by, at=at)  # fmt: skip


def _known(key: str) -> Ticket | None:
    if not key:
        raise refusals.Missing(fields={"key": ["缺少本次操作的标识，请刷新页面再取号"]})
    return Ticket.objects.select_related("queue", "hall").filter(key=key).first()


def _priority(code: str, by: Actor) -> PriorityKind | None:
    if not code:
        return None
    found = PriorityKind.objects.filter(pk=code).first()
    if found is None or not (found.offered or policy.may_help(by)):
        raise refusals.Missing(fields={"priority": ["没有这一类优先"]})
    return found


def draw(
    queue: Queue, how: Taken, *, rank: datetime, priority: PriorityKind | None = None,
    appointment: Appointment | None = None, by: Actor, at: datetime,
) -> Ticket:  # fmt: skip
    """The next number of the day's book, gap-free: the book's row is locked while it is drawn."""
    day = local_day(at)
    DayBook.objects.bulk_create([DayBook(queue=queue, day=day)], ignore_conflicts=True)
    book = DayBook.objects.select_for_update().get(queue=queue, day=day)
    # Two presses at once: the second waited for the book, and finds what the first wrote.
    known = _known(how.key)
    if known is not None:
        return known
    if how.person_id is not None:
        _one_open(queue, how.person_id, book)
    book.last += 1
    book.save(update_fields=["last"])
    ticket = Ticket.objects.create(
        hall=queue.hall, queue=queue, first_queue=queue, day=day, number=book.last,
        code=turns.code_of(queue.code, book.last, registry.value("number_width", at)), key=how.key,
        channel=how.channel, priority=priority, appointment=appointment,
        item_code=how.item_code, item_name=how.item_name[:200], person_id=how.person_id,
        rank=rank, issued_at=at, reason=how.reason[:200],
    )  # fmt: skip
    event = TicketIssued(
        **facts(ticket), channel=how.channel, priority=priority.code if priority else "",
        item=how.item_code, appointment=str(appointment.pk) if appointment else "",
    )  # fmt: skip
    record(ticket, event, by=by, at=at, reason=how.reason)
    return ticket


def _one_open(queue: Queue, person_id: UUID, book: DayBook) -> None:
    """Somebody signed in holds one open number of a queue."""
    other = Ticket.objects.filter(
        first_queue=queue, day=book.day, person_id=person_id, state__in=OPEN_TICKETS
    ).first()
    if other is not None:
        raise refusals.TooManyTickets(queue=queue.name, code=other.code)
