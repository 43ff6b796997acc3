"""Appointments: slots with room, changed, cancelled, come in time or late, missed; the register."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import as_citizen, as_staff, at
from zhengwu.hall import actions, queries
from zhengwu.hall.enums import AppointmentState, BookedBy, HoursKind, SeatKind, TicketState
from zhengwu.hall.models import Appointment, RosterDay
from zhengwu.hall.rules import refusals
from zhengwu.hall.tests.factories import TERMINAL, key, taken, with_hall
from zhengwu.identity.tests.factories import make_citizen
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org import actions as org
from zhengwu.township.models import RegisterRow

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def hall(world):  # noqa: F811
    return with_hall(world)


def wish(when, by=BookedBy.PHONE, **more) -> actions.Wish:
    given = {"name": "罗大山", "phone": "13900000001", "key": key()} | more
    return actions.Wish(starts_at=when, booked_by=by, **given)


def booked(hall, when, now=None, by=None, **more) -> Appointment:
    return actions.book(hall.queue, wish(when, **more), by=by or hall.clerk, at=now or at(17))


@pytest.mark.req("HALL-10")
def test_a_slot_has_room_for_so_many_and_the_day_must_be_open(hall):
    slot = at(18, 9, 30)
    first = booked(hall, slot, id_number="511602199001011234")
    assert (first.ends_at - first.starts_at) == timedelta(minutes=30)
    booked(hall, slot)
    with pytest.raises(refusals.SlotFull):
        booked(hall, slot)
    assert queries.free_slots(hall.queue, at(18).date(), at(17))[1].left == 0
    for wrong in (at(18, 9, 10), at(18, 12, 30), at(19, 9), at(17, 9), at(28, 9)):
        with pytest.raises(refusals.SlotNotOffered):
            booked(hall, wrong)
    assert booked(hall, at(20, 9)).day == at(20).date()  # a Sunday that is worked
    same = wish(at(21, 9))
    one = actions.book(hall.queue, same, by=hall.clerk, at=at(17))
    assert actions.book(hall.queue, same, by=hall.clerk, at=at(17)) == one
    moved = actions.change(first, starts_at=at(18, 10), by=hall.clerk, at=at(17))
    assert moved.starts_at == at(18, 10)
    third = booked(hall, slot)
    actions.cancel_appointment(third, by=hall.clerk, at=at(17, 11))
    booked(hall, slot)
    with pytest.raises(refusals.AppointmentOver):
        actions.cancel_appointment(third, by=hall.clerk, at=at(17, 11))


@pytest.mark.req("HALL-09")
def test_telephone_appointments_are_registered_and_a_town_keeps_its_own_register(hall):
    """The county's in the hall; a town's among its four registers, home visits beside them."""
    row = booked(hall, at(18, 9), note="老人，需要轮椅")
    assert (row.booked_by_name, row.written_by) == ("电话", hall.clerk.name)
    assert row.who == {"name": "罗大山", "phone": "13900000001", "number": ""}
    assert "罗大山".encode() not in bytes(row.sealed)
    town = hall.places.towns["GA-T101"]
    queue = actions.set_queue(
        town.halls.get(), actions.QueuePlan("A", "综合", slot_capacity=2), by=SYSTEM, at=at(17)
    )
    with pytest.raises(refusals.TownRegister):
        actions.book(queue, wish(at(18, 9)), by=hall.clerk, at=at(17))
    from zhengwu.township import actions as township
    from zhengwu.township.enums import Register

    people = hall.people.towns.get(town.pk) or {}
    if "clerk" not in people:
        hall.office._town_centre(town)
        people = hall.people.towns[town.pk]
    clerk = as_staff(people["clerk"])
    for register in (Register.APPOINTMENT, Register.HOME_VISIT):
        line = township.Line(town, register, "罗大山", "办理养老认证", phone="13900000001",
                             planned_at=at(18, 9))  # fmt: skip
        township.write_line(line, by=clerk, at=at(17))
    assert RegisterRow.objects.filter(town=town).count() == 2


def test_online_one_books_for_oneself_and_who_stays_away_waits(hall):
    account = make_citizen(name="钱小红")
    citizen, person = as_citizen(account), UUID(str(account.person_id))
    online = {"by": BookedBy.ONLINE, "person_id": person}
    with pytest.raises(NotPermitted):
        actions.book(
            hall.queue, wish(at(18, 9), **online), by=as_citizen(make_citizen(name="别人")),
            at=at(17),
        )  # fmt: skip
    rows = [
        actions.book(hall.queue, wish(at(18, hour), **online), by=citizen, at=at(17))
        for hour in (9, 10)
    ]
    with pytest.raises(refusals.TooManyAppointments):
        actions.book(hall.queue, wish(at(18, 11), **online), by=citizen, at=at(17))
    for row in rows:
        actions.miss(row, by=SYSTEM, at=at(18, 17))  # the day is not over
    assert Appointment.objects.filter(state=AppointmentState.BOOKED, person=person).count() == 2
    for row in rows:
        actions.miss(row, by=SYSTEM, at=at(19, 0, 10))
    row = actions.book(hall.queue, wish(at(20, 9), **online), by=citizen, at=at(19))
    actions.miss(row, by=SYSTEM, at=at(21, 0, 10))
    with pytest.raises(refusals.MissedBefore):
        actions.book(hall.queue, wish(at(22, 9), **online), by=citizen, at=at(21))
    other = make_citizen(name="无关的人")
    with pytest.raises(NotPermitted):
        actions.cancel_appointment(row, by=as_citizen(other), at=at(21))


def test_checked_in_by_code_or_number_in_time_at_its_slot_and_late_like_anybody(hall):
    walk_in = taken(hall.queue, at(17, 9, 20))
    row = booked(hall, at(17, 10), now=at(16), id_number="51160219900101123x")
    found = queries.appointment_at(hall.hall, " 51160219900101123X ", at(17).date())
    assert found == row
    assert queries.appointment_at(hall.hall, row.code.lower(), at(17).date()) == row
    with pytest.raises(refusals.NotYetTime):
        actions.check_in(row, by=TERMINAL, at=at(17, 9, 25))
    ticket = actions.check_in(row, by=TERMINAL, at=at(17, 9, 40))
    assert ticket.rank == at(17, 9)  # an hour before the slot, so before the walk-in
    assert queries.ahead_of(walk_in) == 1
    assert actions.check_in(row, by=TERMINAL, at=at(17, 9, 41)) == ticket
    late = booked(hall, at(17, 10), now=at(16))
    other = actions.check_in(late, by=TERMINAL, at=at(17, 10, 50))
    assert (other.rank, other.state) == (at(17, 10, 50), TicketState.WAITING)
    gone = booked(hall, at(18, 10))
    actions.cancel_appointment(gone, by=hall.clerk, at=at(17))
    assert queries.appointment_at(hall.hall, gone.code, at(18).date()) is None


@pytest.mark.req("ORG-26", "ORG-27", "CMP-08")
def test_independent_windows_a_shared_one_in_turns_and_one_each_for_advice_and_complaints(hall):
    """Units that share a window man it in turns; who the roster names may open it, nobody else."""
    window = org.found_window(
        "GA-WLD", name="流动窗口", hall=hall.hall, organ=hall.places.centre, kind="permanent",
        opened_on=at(1).date(), by=SYSTEM, at=at(1),
    )  # fmt: skip
    shared = actions.set_seat(
        window, kind=SeatKind.MOBILE, queues=[(hall.other, 0)], by=SYSTEM, at=at(16)
    )
    organs = [hall.places.departments[code] for code in ("GA-XZSP", "GA-RSJ")]
    rows = actions.draw_roster(
        shared, organs=organs, first=at(17).date(), last=at(23).date(), by=SYSTEM, at=at(16)
    )
    assert [(row.on.day, row.organ_id) for row in rows] == [
        (17, "GA-XZSP"), (18, "GA-RSJ"), (20, "GA-XZSP"), (21, "GA-RSJ"), (22, "GA-XZSP"),
        (23, "GA-RSJ"),
    ]  # fmt: skip
    again = actions.draw_roster(
        shared, organs=organs, first=at(17).date(), last=at(24).date(), by=SYSTEM, at=at(16)
    )
    assert [row.on.day for row in again] == [24]
    with pytest.raises(refusals.Missing):
        actions.draw_roster(
            shared, organs=organs, first=date(1, 1, 1), last=at(24).date(), by=SYSTEM, at=at(16)
        )
    assert hall.clerk.id in {str(one.pk) for one in queries.on_duty(shared, at(17).date())}
    with pytest.raises(refusals.NotOnDuty):
        actions.open_seat(shared, by=hall.clerk2, at=at(17, 9))
    seat = actions.open_seat(shared, by=hall.clerk, at=at(17, 9))
    assert seat.organ_code == "GA-XZSP"
    ticket = taken(hall.other, at(17, 9, 1))
    actions.call_next(shared, key=key(), by=hall.clerk, at=at(17, 9, 2))
    told = Entry.objects.filter(object_id=str(ticket.pk), code="hall.ticket.called").get()
    assert told.payload["organ"] == "GA-XZSP"
    friday = RosterDay.objects.get(seat=shared, on=at(18).date())
    with pytest.raises(refusals.Missing):
        actions.swap_roster(friday, organ=organs[0], reason="", by=SYSTEM, at=at(17))
    swapped = actions.swap_roster(friday, organ=organs[0], reason="培训", by=SYSTEM, at=at(17))
    assert swapped.organ == organs[0]
    kinds = {}
    for code, kind in (("GA-WZX", SeatKind.CONSULTATION), ("GA-WTS", SeatKind.COMPLAINT)):
        window = org.found_window(
            code, name=kind.label, hall=hall.hall, organ=hall.places.centre, kind="permanent",
            opened_on=at(1).date(), by=SYSTEM, at=at(1),
        )  # fmt: skip
        actions.set_seat(window, kind=kind, queues=[(hall.other, 0)], by=SYSTEM, at=at(17))
    for seat in queries.seats_of(hall.hall):
        kinds.setdefault(seat.kind_name, []).append(seat.window.code)
    assert {name: len(rows) for name, rows in kinds.items()} == {
        "独立窗口": 2, "流动窗口": 1, "咨询窗口": 1, "投诉窗口": 1,
    }  # fmt: skip


def test_a_day_of_its_own_closes_the_hall_and_says_why(hall):
    day = at(22)
    with pytest.raises(refusals.Missing):
        actions.add_hours(
            hall.hall, actions.HoursPlan(HoursKind.DAY, None, None, on=day.date()), by=SYSTEM,
            at=at(17),
        )  # fmt: skip
    plan = actions.HoursPlan(HoursKind.DAY, None, None, on=day.date(), reason="线路检修停电")
    row = actions.add_hours(hall.hall, plan, by=SYSTEM, at=at(17))
    assert queries.spans_of(hall.hall, day.date()) == []
    with pytest.raises(refusals.HallClosed):
        taken(hall.queue, at(22, 9))
    actions.end_hours(row, by=SYSTEM, at=at(17))
    assert len(queries.spans_of(hall.hall, day.date())) == 2
