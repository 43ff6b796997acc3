"""Clerks press at the same instant: every number goes to one window, every press happens once."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tools.worlds import committed
from zhengwu.cases.tests.factories import SMALL, at
from zhengwu.cases.tests.test_races import at_once, refused
from zhengwu.hall import actions
from zhengwu.hall.enums import BookedBy, Channel
from zhengwu.hall.models import Appointment, Command, DayBook, Seat, Ticket
from zhengwu.hall.rules.refusals import SlotFull
from zhengwu.hall.tests.factories import TERMINAL, key, opened, taken, with_hall
from zhengwu.journal.models import Entry

pytestmark = [pytest.mark.pg_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(django_db_setup: Any, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A fresh county that other connections see, both windows open."""
    with committed(SMALL, django_db_setup, django_db_blocker) as world:
        made = with_hall(world)
        opened(made)
        yield made


def test_two_clerks_call_at_once_and_a_press_sent_twice_at_once_calls_once(hall):
    numbers = [taken(hall.queue, at(17, 9, minute)) for minute in range(1, 4)]
    for first, second in ((0, 1),):
        answers, failures = at_once(
            lambda: actions.call_next(hall.seat, key="one", by=hall.clerk, at=at(17, 9, 30)),
            lambda: actions.call_next(hall.seat2, key="two", by=hall.clerk2, at=at(17, 9, 30)),
        )
        assert not failures
        assert {one.pk for one in answers} == {numbers[first].pk, numbers[second].pk}
    # The window's browser lost the answer and sends the same press twice in the same instant.
    actions.begin(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 31))
    press = lambda: actions.finish_and_call(  # noqa: E731
        hall.seat, key="same", by=hall.clerk, at=at(17, 9, 40)
    )
    answers, failures = at_once(press, press, press)
    assert not failures
    assert {one.pk for one in answers} == {numbers[2].pk}
    assert Command.objects.filter(seat=hall.seat, key="same").count() == 1
    calls = Entry.objects.filter(object_id=str(numbers[2].pk), code="hall.ticket.called")
    assert calls.count() == 1
    assert Seat.objects.get(pk=hall.seat.pk).current_id == numbers[2].pk


def test_numbers_taken_at_once_have_no_gap_and_one_press_takes_one(hall):
    def take(name: str) -> Any:
        how = actions.Taken(Channel.TERMINAL, name)
        return lambda: actions.take(hall.queue, how, by=TERMINAL, at=at(17, 9, 30))

    answers, failures = at_once(*(take(name) for name in ("a", "b", "c", "c", "d", "c")))
    assert not failures
    assert sorted({one.number for one in answers}) == [1, 2, 3, 4]
    assert Ticket.objects.count() == DayBook.objects.get(queue=hall.queue).last == 4


def test_a_slot_never_holds_one_too_many(hall):
    def book(place: int) -> Any:
        wish = actions.Wish(key(), at(18, 9), BookedBy.PHONE, f"某{place}", "139")
        return lambda: actions.book(hall.queue, wish, by=hall.clerk, at=at(17))

    answers, failures = at_once(*(book(place) for place in range(5)))
    refused(failures, SlotFull)
    assert (len(answers), len(failures), Appointment.objects.count()) == (2, 3, 2)
