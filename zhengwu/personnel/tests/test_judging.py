"""A person's day, in pure rules."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from zhengwu.kernel.time import SHANGHAI
from zhengwu.personnel.enums import DayState, Mode
from zhengwu.personnel.rules.judging import Facts, Hours, Span, judge

DAY = date(2026, 9, 14)
PARTS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
ENDS = Hours(PARTS, absent_after=120, doubled_within=5)
FOUR = Hours(PARTS, Mode.PARTS, absent_after=120, doubled_within=5)


def t(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 9, 14, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("swipes", "state", "late", "early"),
    [
        ([t(8, 55), t(17, 31)], DayState.PRESENT, 0, 0),
        ([t(8, 59, 59), t(17, 30)], DayState.PRESENT, 0, 0),
        ([t(9, 12), t(17, 31)], DayState.LATE, 12, 0),
        ([t(8, 55), t(17, 0)], DayState.EARLY, 0, 30),
        ([t(9, 12), t(17, 0)], DayState.LATE, 12, 30),
        ([], DayState.ABSENT, 0, 0),
        ([t(8, 58)], DayState.EARLY, 0, 0),
        ([t(17, 35)], DayState.LATE, 0, 0),
        ([t(11, 30), t(17, 31)], DayState.ABSENT, 150, 0),
        # Doubled swipes: three on coming are no going; at the end the last one counts.
        ([t(8, 50), t(8, 52), t(8, 55)], DayState.EARLY, 0, 0),
        ([t(8, 50), t(17, 28), t(17, 31)], DayState.PRESENT, 0, 0),
    ],
)
def test_a_day_of_two_swipes(swipes, state, late, early):
    judged = judge(ENDS, DAY, Facts(swipes=swipes))
    assert (judged.state, judged.late, judged.early) == (state, late, early)


def test_a_day_of_four_swipes_divides_the_noon_break_in_its_middle():
    full = [t(8, 55), t(12, 5), t(13, 20), t(17, 40)]
    assert judge(FOUR, DAY, Facts(swipes=full)).state is DayState.PRESENT
    no_afternoon = judge(FOUR, DAY, Facts(swipes=full[:2]))
    assert (no_afternoon.state, no_afternoon.absent_parts) == (DayState.ABSENT, 1)
    assert "13:30—17:30没有打卡" in no_afternoon.note
    late_twice = judge(FOUR, DAY, Facts(swipes=[t(9, 5), t(12), t(13, 40), t(17, 30)]))
    assert (late_twice.state, late_twice.late) == (DayState.LATE, 15)


def test_grace_is_not_counted_but_past_it_every_minute_is():
    kind = Hours(PARTS, grace_late=10, absent_after=120)
    assert judge(kind, DAY, Facts(swipes=[t(9, 10), t(17, 30)])).state is DayState.PRESENT
    assert judge(kind, DAY, Facts(swipes=[t(9, 11), t(17, 30)])).late == 11


def test_work_elsewhere_takes_away_the_hours_and_one_has_to_be_back():
    morning = Span(t(8), t(13, 30), DayState.TOWN, "下乡：官盛镇")
    there = judge(ENDS, DAY, Facts(swipes=[t(13, 25), t(17, 31)], excuses=[morning]))
    assert (there.state, there.note) == (DayState.PRESENT, "下乡：官盛镇")
    late = judge(ENDS, DAY, Facts(swipes=[t(13, 50), t(17, 31)], excuses=[morning]))
    assert (late.state, late.late) == (DayState.LATE, 20)
    whole = Span(t(0), t(23, 59), DayState.TOWN, "下乡：官盛镇")
    assert judge(ENDS, DAY, Facts(excuses=[whole])).state is DayState.TOWN


def test_a_power_cut_takes_away_the_proof_and_nothing_else():
    cut = Span(t(8, 30), t(10))
    waived = judge(ENDS, DAY, Facts(swipes=[t(17, 31)], outages=[cut]))
    assert waived.state is DayState.PRESENT
    swiped_late = judge(ENDS, DAY, Facts(swipes=[t(10, 5), t(17, 31)], outages=[cut]))
    assert swiped_late.state is DayState.PRESENT
    no_going = judge(ENDS, DAY, Facts(swipes=[t(10, 5)], outages=[cut]))
    assert (no_going.state, no_going.no_out) == (DayState.EARLY, 1)
    assert judge(ENDS, DAY, Facts(outages=[Span(t(8), t(18))])).state is DayState.PRESENT


def test_leave_and_standing_in():
    leave = judge(ENDS, DAY, Facts(leave="年休假（由李二代岗）", swipes=[t(9)]))
    assert (leave.state, leave.note) == (DayState.LEAVE, "年休假（由李二代岗）；当天有打卡")
    stands_in = Facts(swipes=[t(8, 50), t(17, 31)], covering="张一", regular=False)
    assert judge(ENDS, DAY, stands_in).state is DayState.SUBSTITUTE
    regular = Facts(swipes=[t(8, 50), t(17, 31)], covering="张一")
    assert judge(ENDS, DAY, regular).note == "代张一岗"
    assert judge(ENDS, DAY, regular).state is DayState.PRESENT
