"""Tickets: taken, called, called again, missed, held, transferred, served – each press once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import at
from zhengwu.hall import actions, queries
from zhengwu.hall.enums import Channel, SeatState, TicketState
from zhengwu.hall.models import DayBook, Seat, Ticket
from zhengwu.hall.rules import refusals
from zhengwu.hall.tests.factories import TERMINAL, called, key, opened, taken, with_hall
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import ANONYMOUS, SYSTEM
from zhengwu.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def hall(world):  # noqa: F811
    return with_hall(world)


def entry(ticket: Ticket, code: str) -> Entry:
    return Entry.objects.filter(object_id=str(ticket.pk), code=code).latest("seq")


def test_taken_called_served_with_what_others_read(hall):
    opened(hall)
    ticket = taken(hall.queue, at(17, 9, 30), item_code="X", item_name="卫生许可")
    assert (ticket.code, ticket.state) == ("A001", TicketState.WAITING)
    assert taken(hall.queue, at(17, 9, 31)).code == "A002"
    assert taken(hall.other, at(17, 9, 31)).code == "B001"
    place = queries.place_of(ticket)
    assert (place.ahead, place.estimate.windows, place.estimate.minutes) == (0, 2, 0)

    assert called(hall.seat, hall.clerk, at(17, 9, 40)) == ticket
    actions.begin(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 41))
    done = actions.finish(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 51))
    assert (done.wait_seconds, done.service_seconds) == (600, 600)
    told = entry(done, "hall.ticket.served").payload
    assert told == {
        "ticket": str(ticket.pk), "number": "A001", "hall": "GA-HALL", "queue": "A",
        "queue_name": "综合受理", "day": "2026-09-17", "window": hall.seat.window.code,
        "window_name": hall.seat.window.name, "organ": "GA-XZSP", "staff": hall.clerk.id,
        "staff_name": hall.clerk.name, "wait_seconds": 600, "service_seconds": 600, "case": "",
        "item": "X", "item_name": "卫生许可", "person": "",
    }  # fmt: skip
    (figures,) = queries.day_figures(at(17).date())
    assert (figures.tickets, figures.served, figures.mean_wait) == (3, 1, 600)
    assert [(one.code, one.served) for one in figures.windows] == [(hall.seat.window.code, 1)]
    assert [(one.staff_name, one.mean_service) for one in figures.staff] == [(hall.clerk.name, 600)]


def test_a_press_that_comes_again_calls_nobody_else_and_loses_nothing(hall):
    """The window's network dropped: the answer was lost, the browser sends the same press."""
    opened(hall)
    first, second = taken(hall.queue, at(17, 9, 30)), taken(hall.queue, at(17, 9, 31))
    press = key()
    assert actions.call_next(hall.seat, key=press, by=hall.clerk, at=at(17, 9, 40)) == first
    again = actions.call_next(hall.seat, key=press, by=hall.clerk, at=at(17, 9, 50))
    assert (again.pk, again.calls) == (first.pk, 1)
    assert entry(first, "hall.ticket.called").payload["times"] == 1
    # Back with an empty browser: the window still has its number, and gets no second one.
    assert Seat.objects.get(pk=hall.seat.pk).current == first
    with pytest.raises(refusals.StillAtWindow):
        called(hall.seat, hall.clerk, at(17, 9, 51))
    with pytest.raises(refusals.KeyUsed):
        actions.begin(hall.seat, key=press, by=hall.clerk, at=at(17, 9, 52))
    actions.begin(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 52))
    both = key()
    got = actions.finish_and_call(hall.seat, key=both, by=hall.clerk, at=at(17, 9, 55))
    assert got == second
    assert actions.finish_and_call(hall.seat, key=both, by=hall.clerk, at=at(17, 9, 59)) == second
    assert Ticket.objects.get(pk=first.pk).state == TicketState.SERVED


def test_numbers_have_no_gap_and_two_presses_take_one(hall):
    how = actions.Taken(Channel.TERMINAL, "one-press")
    one = actions.take(hall.queue, how, by=TERMINAL, at=at(17, 9, 30))
    assert actions.take(hall.queue, how, by=TERMINAL, at=at(17, 9, 31)) == one
    with pytest.raises(refusals.HallClosed) as closed:
        taken(hall.queue, at(17, 18))
    assert "9:00—12:00" in closed.value.message
    with pytest.raises(refusals.HallClosed):
        taken(hall.queue, at(19))  # a Saturday
    assert taken(hall.queue, at(20)).code == "A001"  # a Sunday that is worked
    with pytest.raises(NotPermitted):
        actions.take(hall.queue, how, by=ANONYMOUS, at=at(17, 10))
    numbers = [taken(hall.queue, at(17, 10)).number for _ in range(4)]
    assert numbers == [2, 3, 4, 5]
    assert DayBook.objects.get(queue=hall.queue, day=at(17).date()).last == 5


def test_the_wait_counts_the_other_queues_of_the_same_window(hall):
    opened(hall)
    for minute in range(3):
        taken(hall.queue, at(17, 9, minute))
    mine = taken(hall.other, at(17, 9, 3))
    taken(hall.queue, at(17, 9, 7))  # my queue counts five minutes later at this window
    each = queries.place_of(mine).estimate.each_seconds // 60
    place = queries.place_of(mine)  # two windows share the four of A, then it is my turn
    assert (place.ahead, place.estimate.minutes) == (2, 2 * each)
    Seat.objects.filter(pk=hall.seat.pk).update(state="closed")
    place = queries.place_of(mine)
    assert (place.ahead, place.estimate.minutes) == (4, 4 * each)
    assert called(hall.seat2, hall.clerk2, at(17, 9, 10)).queue == hall.queue
    place = queries.place_of(mine)  # three before me and one at the window
    assert (place.ahead, place.estimate.minutes) == (3, 4 * each)
    Seat.objects.update(state="closed")
    place = queries.place_of(mine)
    assert (place.ahead, place.estimate.minutes) == (0, None)


def test_recalled_missed_and_back_in_line_without_losing_everything(hall):
    opened(hall)
    early, late = taken(hall.queue, at(17, 9, 10)), taken(hall.queue, at(17, 9, 58))
    assert called(hall.seat, hall.clerk, at(17, 9, 30)) == early
    with pytest.raises(refusals.CannotMove):
        actions.pass_over(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 31))
    assert actions.recall(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 32)).calls == 2
    missed = actions.pass_over(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 33))
    assert missed.state == TicketState.MISSED
    assert entry(missed, "hall.ticket.passed").payload["misses"] == 1
    # Back at ten: as if taken ten minutes ago, so before the one of 9:58.
    back = actions.bring_back(missed, by=ANONYMOUS, secret=missed.secret, at=at(17, 10))
    assert back.rank == at(17, 9, 50)
    with pytest.raises(NotPermitted):
        actions.bring_back(back, by=ANONYMOUS, secret="wrong", at=at(17, 10))
    assert called(hall.seat, hall.clerk, at(17, 10)) == early
    for minute in (1, 2):
        actions.recall(hall.seat, key=key(), by=hall.clerk, at=at(17, 10, minute))
        missed = actions.pass_over(hall.seat, key=key(), by=hall.clerk, at=at(17, 10, minute))
        if minute == 1:
            actions.call_back(hall.seat, missed, key=key(), by=hall.clerk, at=at(17, 10, 1))
    Ticket.objects.filter(pk=early.pk).update(misses=3)
    with pytest.raises(refusals.MissedTooOften):
        actions.bring_back(missed, by=hall.clerk, at=at(17, 10, 5))
    assert called(hall.seat, hall.clerk, at(17, 10, 6)) == late


def test_held_given_back_and_transferred_with_its_waiting_time(hall):
    opened(hall)
    one, two = taken(hall.queue, at(17, 9, 10)), taken(hall.other, at(17, 9, 20))
    called(hall.seat, hall.clerk, at(17, 9, 30))
    with pytest.raises(refusals.Missing):
        actions.hold(hall.seat, key=key(), reason=" ", by=hall.clerk, at=at(17, 9, 31))
    held = actions.hold(hall.seat, key=key(), reason="去复印", by=hall.clerk, at=at(17, 9, 31))
    assert called(hall.seat, hall.clerk, at(17, 9, 32)) is None
    assert called(hall.seat2, hall.clerk2, at(17, 9, 32)) == two
    again = actions.call_back(hall.seat, held, key=key(), by=hall.clerk, at=at(17, 9, 40))
    assert again.state == TicketState.CALLED
    back = actions.give_back(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 41))
    assert (back.state, back.rank) == (TicketState.WAITING, at(17, 9, 10))
    called(hall.seat, hall.clerk, at(17, 9, 42))
    moved = actions.transfer(
        hall.seat, key=key(), queue=hall.other, reason="先咨询", by=hall.clerk, at=at(17, 9, 43)
    )
    assert (moved.queue, moved.rank, moved.code) == (hall.other, at(17, 9, 10), "A001")
    newer = taken(hall.other, at(17, 9, 44))
    actions.begin(hall.seat2, key=key(), by=hall.clerk2, at=at(17, 9, 44))
    assert actions.finish_and_call(hall.seat2, key=key(), by=hall.clerk2, at=at(17, 9, 45)) == one
    sent = actions.transfer(
        hall.seat2, key=key(), window=hall.seat, reason="回原窗口", by=hall.clerk2, at=at(17, 9, 46)
    )
    assert sent.for_seat == hall.seat
    assert called(hall.seat2, hall.clerk2, at(17, 9, 47)) == newer
    assert called(hall.seat, hall.clerk, at(17, 9, 47)) == one
    with pytest.raises(refusals.CannotMove):
        actions.transfer(
            hall.seat, key=key(), window=hall.seat, reason="x", by=hall.clerk, at=at(17, 9, 48)
        )


def test_nobody_is_sent_where_no_window_calls(hall):
    opened(hall)
    taken(hall.queue, at(17, 9, 10))
    called(hall.seat, hall.clerk, at(17, 9, 30))
    actions.close_seat(hall.seat2, reason="下班", by=hall.clerk2, at=at(17, 9, 31))
    for target in ({"window": hall.seat2}, {"queue": hall.other}):
        with pytest.raises(refusals.CannotMove):
            actions.transfer(
                hall.seat, key=key(), reason="先咨询", by=hall.clerk, at=at(17, 9, 32), **target
            )
    actions.open_seat(hall.seat2, by=hall.clerk2, at=at(17, 9, 33))
    moved = actions.transfer(
        hall.seat, key=key(), queue=hall.other, reason="先咨询", by=hall.clerk, at=at(17, 9, 34)
    )
    assert moved.queue == hall.other


def test_midnight_closes_what_is_open_and_the_next_day_begins_at_one(hall):
    opened(hall)
    waiting, serving = taken(hall.queue, at(17, 9, 10)), taken(hall.other, at(17, 9, 20))
    Ticket.objects.filter(pk=waiting.pk).update(state="missed", misses=1)
    called(hall.seat2, hall.clerk2, at(17, 16, 0))
    actions.begin(hall.seat2, key=key(), by=hall.clerk2, at=at(17, 16, 1))
    with pytest.raises(refusals.DayNotOver):
        actions.close_day(hall.hall, at(17).date(), by=SYSTEM, at=at(17, 23))
    assert actions.close_day(hall.hall, at(17).date(), by=SYSTEM, at=at(18, 0, 5)) == 2
    rows = {one.code: one for one in Ticket.objects.filter(hall=hall.hall)}
    assert {one.state for one in rows.values()} == {TicketState.EXPIRED}
    assert "过号" in rows["A001"].reason
    assert "没有办完" in entry(serving, "hall.ticket.closed").reason
    assert {seat.state for seat in Seat.objects.filter(window__hall=hall.hall)} == {"closed"}
    assert Seat.objects.get(pk=hall.seat2.pk).current is None
    assert actions.close_day(hall.hall, at(17).date(), by=SYSTEM, at=at(18, 0, 6)) == 0
    opened(hall, at(18, 9))
    assert taken(hall.queue, at(18, 9)).code == "A001"
    assert called(hall.seat, hall.clerk, at(18, 9, 5)).day == at(18).date()


def test_a_window_opens_pauses_and_closes_for_who_is_on_duty(hall):
    with pytest.raises(refusals.NotOnDuty):
        actions.open_seat(hall.seat, by=hall.clerk2, at=at(17, 9))
    with pytest.raises(refusals.NotYourWindow):
        called(hall.seat, hall.clerk, at(17, 9))
    seat = actions.open_seat(hall.seat, by=hall.clerk, at=at(17, 9, 7))
    opened_entry = Entry.objects.filter(code="hall.window.opened").latest("id")
    assert opened_entry.payload["minutes"] == 7
    assert opened_entry.payload["staff_name"] == hall.clerk.name
    seat = actions.pause_seat(seat, reason="materials", by=hall.clerk, at=at(17, 10))
    assert (seat.state, seat.back_at) == (SeatState.PAUSED, at(17, 10, 15))
    with pytest.raises(refusals.WindowNotOpen):
        called(hall.seat, hall.clerk, at(17, 10, 1))
    # Two holders of one post: B sits down at A's window, the number that is there stays.
    actions.resume_seat(seat, by=hall.clerk, at=at(17, 10, 10))
    ticket = taken(hall.queue, at(17, 10, 11))
    called(hall.seat, hall.clerk, at(17, 10, 12))
    actions.open_seat(hall.seat, by=hall.a, at=at(17, 10, 13))
    with pytest.raises(refusals.NotYourWindow):
        actions.recall(hall.seat, key=key(), by=hall.clerk, at=at(17, 10, 14))
    assert actions.begin(hall.seat, key=key(), by=hall.a, at=at(17, 10, 14)) == ticket
    with pytest.raises(refusals.StillAtWindow):
        actions.close_seat(hall.seat, reason="", by=hall.a, at=at(17, 10, 15))
    actions.finish(hall.seat, key=key(), by=hall.a, at=at(17, 10, 20))
    actions.close_seat(hall.seat, reason="", by=hall.a, at=at(17, 17, 30))
    assert Entry.objects.filter(code="hall.window.closed").latest("id").payload["minutes"] == 437


def test_nobody_at_the_window_is_noted_once_a_spell_with_who_was_on_duty(hall):
    note = lambda when: actions.note_absent(hall.seat, by=SYSTEM, at=when)  # noqa: E731
    assert not note(at(17, 9, 5))
    assert note(at(17, 9, 12))
    assert not note(at(17, 9, 40))
    told = Entry.objects.filter(code="hall.window.absent").latest("id").payload
    assert told["minutes"] == 12
    assert told["staff_name"] in told["people"]
    actions.open_seat(hall.seat, by=hall.clerk, at=at(17, 9, 41))
    assert not note(at(17, 9, 59))
    actions.pause_seat(hall.seat, reason="rest", by=hall.clerk, at=at(17, 10))
    assert not note(at(17, 10, 15))  # ten minutes of rest, then the threshold
    assert note(at(17, 10, 20))
    assert not note(at(17, 12, 30))  # the noon break
    assert note(at(17, 13, 40))  # a new span is a new spell
    assert not note(at(17, 18))


def test_priority_is_worth_minutes_and_the_second_queue_is_only_delayed(hall):
    opened(hall)
    plain = taken(hall.queue, at(17, 9, 0))
    later = taken(hall.queue, at(17, 9, 20))
    elder = taken(hall.queue, at(17, 9, 25), priority="elder")
    much_later = taken(hall.queue, at(17, 9, 40), priority="elder")
    with pytest.raises(refusals.Missing):
        taken(hall.queue, at(17, 9, 40), priority="urgent")  # for clerks only
    order = []
    for minute in range(4):
        ticket = called(hall.seat, hall.clerk, at(17, 9, 41 + minute))
        order.append(ticket)
        Ticket.objects.filter(pk=ticket.pk).update(state="served")
        Seat.objects.filter(pk=hall.seat.pk).update(current=None)
    assert order == [elder, plain, much_later, later]
    b = taken(hall.other, at(17, 10, 0))
    a = taken(hall.queue, at(17, 10, 4))
    assert called(hall.seat2, hall.clerk2, at(17, 10, 10)) == a  # B counts five minutes later
    Seat.objects.filter(pk=hall.seat2.pk).update(current=None)
    taken(hall.queue, at(17, 10, 0) + timedelta(minutes=6))
    assert called(hall.seat2, hall.clerk2, at(17, 10, 11)) == b


def sent(seen: CaptureQueriesContext) -> list[str]:
    """What was asked, without the marks of a test's own transaction."""
    return [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]


def test_local_figures_cost_a_number_and_a_call_nothing(hall):
    """Bounds of bench queue: the figures come with the calendar's own question."""
    opened(hall)
    for minute in range(2):
        with CaptureQueriesContext(connection) as taking:
            taken(hall.queue, at(17, 9, minute))
    for turn in range(2):
        with CaptureQueriesContext(connection) as calling:
            actions.call_next(hall.seat, key=f"cost/{turn}", by=hall.clerk, at=at(17, 9, 1))
        actions.begin(hall.seat, key=f"cost/{turn}/b", by=hall.clerk, at=at(17, 9, 2))
        actions.finish(hall.seat, key=f"cost/{turn}/f", by=hall.clerk, at=at(17, 9, 3))
    assert len(sent(taking)) <= 14
    assert len(sent(calling)) <= 11
    assert sum("parameters_version" in one for one in sent(taking)) == 1
    assert not any("parameters_version" in one for one in sent(calling))
