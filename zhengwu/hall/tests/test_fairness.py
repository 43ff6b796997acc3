"""Nobody waits for ever: the rule of turns, held against made-up mornings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengwu.hall.rules import hours, slots, turns
from zhengwu.hall.rules.hours import Line
from zhengwu.kernel.time import SHANGHAI

NINE = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)
HEAD = 30
people = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from([0, 10, HEAD]), st.booleans()),
    min_size=1, max_size=60,
)  # fmt: skip


@given(people)
@settings(max_examples=150, deadline=None)
def test_who_takes_a_number_later_than_the_longest_head_start_never_goes_first(rows):
    ranks = [
        (turns.rank_of(NINE + timedelta(minutes=taken), head), place)
        for place, (taken, head, _) in enumerate(rows)
    ]
    order = turns.order(ranks)
    position = {place: turn for turn, place in enumerate(order)}
    for mine, (taken, head, _) in enumerate(rows):
        for other, (later, _, _) in enumerate(rows):
            if later > taken + HEAD:
                assert position[mine] < position[other]
            # Equal head start: who came first goes first.
            if rows[other][1] == head and later > taken:
                assert position[mine] < position[other]


@given(people)
@settings(max_examples=100, deadline=None)
def test_an_ordinary_number_is_called_however_many_priorities_keep_coming(rows):
    """One window, one call a minute, and after my number only priorities come: I am called after
    no more calls than people who took a number until thirty minutes after me."""
    taken = rows[0][0]
    mine = turns.rank_of(NINE + timedelta(minutes=taken))
    before = sum(
        turns.rank_of(NINE + timedelta(minutes=later), HEAD) < mine for later, _, _ in rows[1:]
    )
    assert before <= sum(later < taken + HEAD for later, _, _ in rows[1:])


@given(st.integers(0, 300), st.integers(0, 60), st.integers(0, 60))
def test_coming_back_after_a_miss_never_makes_better_off(taken, waited, penalty):
    rank = NINE + timedelta(minutes=taken)
    at = rank + timedelta(minutes=waited)
    back = turns.rank_after_miss(at, rank, penalty)
    assert rank <= back <= max(rank, at)


def test_an_appointment_stands_at_its_slot_and_adds_nothing_up():
    slot = NINE + timedelta(hours=1)
    assert turns.rank_of(NINE, slot_at=slot, slot_head=30) == NINE
    assert turns.rank_of(NINE + timedelta(minutes=50), slot_at=slot, slot_head=30) == (
        slot - timedelta(minutes=30)
    )
    assert turns.rank_of(slot, HEAD, slot_at=slot, slot_head=10) == slot - timedelta(minutes=HEAD)


@pytest.mark.parametrize(
    ("ahead", "windows", "minutes"), [(0, 2, 0), (4, 2, 12), (5, 2, 15), (3, 0, None), (1, 4, 2)]
)
def test_the_estimate_is_people_before_by_windows_times_the_mean(ahead, windows, minutes):
    each, measured = turns.mean_seconds([300, 420, 360], 480, 3)
    assert (each, measured) == (360, 3)
    assert turns.Estimate(ahead, windows, each, measured).minutes == minutes
    assert turns.mean_seconds([300], 480, 3) == (480, 0)


def test_words_of_the_loudspeaker():
    assert turns.announcement("A023", "03", "综合窗口") == "请A023号到3号窗口办理"
    assert turns.announcement("A023", "", "综合窗口") == "请A023号到综合窗口办理"


def test_hours_of_a_day_of_its_own_win_and_a_window_keeps_its_own():
    nine, noon, two, five = (datetime(2026, 1, 1, h).time() for h in (9, 12, 14, 17))
    day, other = datetime(2026, 9, 17).date(), datetime(2026, 9, 18).date()
    lines = [
        Line("workday", None, nine, noon), Line("workday", None, two, five),
        Line("day", other, None, None, reason="停电"),
        Line("workday", None, nine, two, seat="w"), Line("restday", None, nine, noon, seat="w"),
    ]  # fmt: skip
    assert hours.spans(lines, day, working=True) == [(nine, noon), (two, five)]
    assert hours.spans(lines, day, working=True, seat="w") == [(nine, two)]
    assert hours.spans(lines, day, working=False) == []
    assert hours.spans(lines, day, working=False, seat="w") == [(nine, noon)]
    assert hours.spans(lines, other, working=True) == []
    assert hours.spans(lines, other, working=True, seat="w") == []
    begins = slots.slots(day, [(nine, noon)], 50, SHANGHAI)
    assert [(one.hour, one.minute) for one in begins] == [(9, 0), (9, 50), (10, 40)]


@given(st.integers(1, 9), st.integers(1, 60), st.integers(1, 60))
def test_units_take_turns_and_nobody_is_more_than_a_day_ahead(units, first, second):
    names = [f"u{n}" for n in range(units)]
    start = datetime(2026, 1, 1).date()
    days = [start + timedelta(days=n) for n in range(first + second)]
    had: dict[str, int] = {}
    for _, unit in (one := slots.rotation(names, days[:first])):
        had[unit] = had.get(unit, 0) + 1
    rows = one + slots.rotation(names, days[first:], had)
    counts = [sum(unit == name for _, unit in rows) for name in names]
    assert max(counts) - min(counts) <= 1
    assert len(rows) == len(days)
