"""Tickets, the book of a queue's day, and the commands of windows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.hall.enums import Channel, TicketState
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id, query_code

SECRET_LENGTH = 12


def new_secret() -> str:
    """What opens a ticket's page on the phone."""
    return query_code(SECRET_LENGTH)


class DayBook(models.Model):
    """排队日登记: how far the numbers of a queue reached on a day; locked while one is drawn."""

    queue = models.ForeignKey("hall.Queue", models.PROTECT, related_name="books")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "day"], name="hall_book_one_a_day")]


class Ticket(Recorded):
    """排队号: one person's place in a queue. `rank` is the instant that decides the turn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", models.PROTECT, related_name="tickets")
    queue = models.ForeignKey("hall.Queue", models.PROTECT, related_name="tickets")
    # Where it was taken: the number stays that of the first queue after a transfer.
    first_queue = models.ForeignKey("hall.Queue", models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=12)
    secret = models.CharField(max_length=16, unique=True, default=new_secret)
    key = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=12, choices=Channel.choices())
    priority = models.ForeignKey(
        "hall.PriorityKind", models.PROTECT, null=True, blank=True, related_name="+"
    )
    appointment = models.OneToOneField(
        "hall.Appointment", models.PROTECT, null=True, blank=True, related_name="ticket"
    )
    item_code = models.CharField(max_length=100, blank=True)
    item_name = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=TicketState.choices(), default=TicketState.WAITING.value
    )
    rank = models.DateTimeField()
    for_seat = models.ForeignKey(
        "hall.Seat", models.PROTECT, null=True, blank=True, related_name="sent_to"
    )
    seat = models.ForeignKey(
        "hall.Seat", models.PROTECT, null=True, blank=True, related_name="tickets"
    )
    organ_code = models.CharField(max_length=32, blank=True)
    staff_id = models.CharField(max_length=64, blank=True)
    staff_name = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    last_called_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    moves = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first_queue", "day", "number"], name="hall_ticket_number_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["queue", "rank", "id"],
                condition=Q(state=TicketState.WAITING.value),
                name="hall_tickets_waiting",
            ),
            models.Index(fields=["hall", "day", "state"], name="hall_tickets_of_day"),
            models.Index(fields=["queue", "-ended_at"], name="hall_tickets_measured"),
            models.Index(fields=["day", "staff_id"], name="hall_tickets_by_staff"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return TicketState.label_of(self.state)

    @property
    def channel_name(self) -> str:
        """How it was taken, in Chinese."""
        return Channel.label_of(self.channel)

    @property
    def wait_seconds(self) -> int | None:
        """From taking the number to the first call."""
        return int((self.called_at - self.issued_at).total_seconds()) if self.called_at else None

    @property
    def service_seconds(self) -> int | None:
        """From the begin of service to its end."""
        if self.begun_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.begun_at).total_seconds())


class Command(models.Model):
    """窗口指令: one press of a button at a window, by the key the browser made for it. The same
    key again gives the same answer, so a lost connection neither calls twice nor loses a ticket."""

    seat = models.ForeignKey("hall.Seat", models.PROTECT, related_name="commands")
    key = models.CharField(max_length=80)
    verb = models.CharField(max_length=12)
    ticket = models.ForeignKey(
        "hall.Ticket", models.PROTECT, null=True, blank=True, related_name="commands"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "key"], name="hall_command_once")]
        indexes = [models.Index(fields=["at"], name="hall_commands_by_time")]
