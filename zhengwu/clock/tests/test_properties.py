"""Properties against an independent day counter, and of stages and explanations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengwu.clock.enums import Direction, LineKind, Stage, Unit
from zhengwu.clock.rules import (
    Grant,
    Ledger,
    Span,
    Terms,
    acting_until,
    add_months,
    derive,
    explain,
    last_day,
    next_change,
    overdue_days,
    stage_at,
    timeline,
)
from zhengwu.clock.rules.ledger import gaps_of
from zhengwu.clock.rules.stages import entered_at
from zhengwu.clock.tests import naive
from zhengwu.clock.tests.calendars import shipped_calendar, terms
from zhengwu.kernel.time import SHANGHAI, midnight

WD, CD = Unit.WORKING_DAY, Unit.CALENDAR_DAY
days = st.dates(date(2008, 1, 1), date(2026, 3, 31))
amounts = st.integers(1, 90)
spans = st.lists(
    st.tuples(st.integers(-10, 60), st.integers(0, 40)), max_size=4
)  # (days after the start, length)


def placed(start: date, raw) -> list[tuple[date, date]]:
    begun = [(start + timedelta(days=after), length) for after, length in raw]
    return [(first, first + timedelta(days=length)) for first, length in begun]


def ledger(start, amount, unit, pairs=(), grants=(), roll=True) -> Ledger:
    return Ledger(start, Terms(amount, unit, roll=roll), None, [Span(*p) for p in pairs], grants)


@settings(max_examples=400)
@given(days, amounts, spans)
def test_working_days_agree_with_the_naive_counter(start, amount, raw):
    pairs = placed(start, raw)
    found = derive(ledger(start, amount, WD, pairs), shipped_calendar())
    assert found.on == naive.working(start, amount, pairs)


@settings(max_examples=400)
@given(days, amounts, spans)
def test_calendar_days_agree_with_the_naive_counter(start, amount, raw):
    pairs = placed(start, raw)
    found = derive(ledger(start, amount, CD, pairs), shipped_calendar())
    assert found.raw_on == naive.plain(start, amount, pairs)
    assert found.on == naive.rolled(naive.plain(start, amount, pairs))


@given(days, amounts)
def test_backward_agrees_with_the_naive_counter(event, amount):
    counted = Terms(amount, WD, Direction.BACKWARD)
    assert last_day(shipped_calendar(), event, counted) == naive.working_back(event, amount)


@given(days, st.integers(-60, 60))
def test_months_agree_with_the_naive_counter(start, months):
    assert add_months(start, months) == naive.corresponding(start, months)


@given(days, amounts, amounts)
def test_extension_equals_a_larger_budget(start, amount, more):
    calendar = shipped_calendar()
    extended = derive(ledger(start, amount, WD, grants=[Grant(more, WD)]), calendar)
    assert extended.on == derive(ledger(start, amount + more, WD), calendar).on


@settings(max_examples=300)
@given(days, amounts, spans, st.sampled_from([WD, CD]), st.integers(0, 20))
def test_explained_days_add_up_to_the_due_day(start, amount, raw, unit, more):
    grants = [Grant(more, unit, "局长")] if more else []
    book = ledger(start, amount, unit, placed(start, raw), grants)
    told = explain(book, shipped_calendar())
    assert told.counted == amount + more == told.budget
    assert [line.n for line in told.lines if line.n] == list(range(1, amount + more + 1))
    assert told.lines[0].day == start
    assert told.lines[-1].day == told.due.on
    every = [start + timedelta(days=n) for n in range((told.due.on - start).days + 1)]
    assert [line.day for line in told.lines] == every
    assert sum(line.kind == LineKind.EXTENDED for line in told.lines) == more


@given(days, spans)
def test_gaps_are_merged_and_apart(start, raw):
    pairs = placed(start, raw)
    gaps = gaps_of(shipped_calendar(), [Span(*pair) for pair in pairs])
    listed = {
        first + timedelta(days=n) for first, last in gaps for n in range((last - first).days + 1)
    }
    span_days = {
        first + timedelta(days=n + 1) for first, last in pairs for n in range((last - first).days)
    }
    assert listed == span_days
    assert all(a[1] + timedelta(days=1) < b[0] for a, b in pairwise(gaps))


@given(days, st.integers(1, 40), st.integers(-5, 60), st.integers(0, 86_399))
def test_stage_changes_exactly_at_the_next_change(start, amount, after, second):
    calendar = shipped_calendar()
    book = ledger(start, amount, WD)
    line = timeline(book, derive(book, calendar), calendar, terms("jc.reminder"))
    at = midnight(start + timedelta(days=after)) + timedelta(seconds=second)
    upcoming = next_change(line, at)
    if upcoming is None:
        assert stage_at(line, at) == Stage.OVERDUE
        return
    assert upcoming > at
    assert stage_at(line, upcoming - timedelta(microseconds=1)) == stage_at(line, at)
    assert stage_at(line, upcoming) != stage_at(line, at)
    assert entered_at(line, upcoming) == upcoming


def decision():
    calendar = shipped_calendar()
    book = Ledger(date(2026, 8, 3), terms("xk.decision"))
    return timeline(book, derive(book, calendar), calendar, terms("jc.reminder"))


@pytest.mark.parametrize(
    ("moment", "stage"),
    [
        (datetime(2026, 8, 27, 23, 59, 59), Stage.GREEN),
        (datetime(2026, 8, 28, 0, 0), Stage.WARNING),
        (datetime(2026, 8, 30, 12, 0), Stage.WARNING),
        (datetime(2026, 8, 31, 0, 0), Stage.DUE_TODAY),
        (datetime(2026, 8, 31, 23, 59, 59, 999_999), Stage.DUE_TODAY),
        (datetime(2026, 9, 1, 0, 0), Stage.OVERDUE),
    ],
)
def test_stages_around_the_last_minute_of_the_last_day(moment, stage):
    assert stage_at(decision(), moment.replace(tzinfo=SHANGHAI)) == stage


def test_one_day_clock_does_not_warn_before_it_has_begun_to_count():
    calendar = shipped_calendar()
    book = Ledger(date(2026, 8, 3), Terms(1, WD))
    line = timeline(book, derive(book, calendar), calendar, terms("jc.reminder"))
    assert line.warn_at is None
    assert stage_at(line, midnight(date(2026, 8, 3))) == Stage.GREEN


def test_minimum_period_waits_and_is_reached_never_overdue():
    calendar = shipped_calendar()
    book = Ledger(date(2026, 8, 3), terms("zb.publicity"))
    line = timeline(book, derive(book, calendar), calendar, terms("jc.reminder"))
    assert stage_at(line, midnight(date(2026, 8, 6))) == Stage.WAITING
    assert stage_at(line, midnight(date(2026, 8, 7))) == Stage.REACHED
    assert next_change(line, midnight(date(2026, 8, 7))) is None


def test_paused_clock_never_becomes_overdue_but_tells_when_the_procedure_takes_too_long():
    calendar = shipped_calendar()
    book = Ledger(
        date(2026, 8, 3), terms("xk.decision"), spans=[Span(date(2026, 8, 10), None, planned=5)]
    )
    line = timeline(book, derive(book, calendar), calendar, terms("jc.reminder"))
    assert stage_at(line, midnight(date(2026, 8, 17))) == Stage.PAUSED
    assert stage_at(line, midnight(date(2026, 8, 18))) == Stage.PAUSE_OVERRUN
    assert stage_at(line, midnight(date(2027, 8, 18))) == Stage.PAUSE_OVERRUN


def test_counter_acts_until_closing_time_online_until_midnight():
    last = date(2026, 8, 31)
    assert acting_until(last) == midnight(date(2026, 9, 1))
    assert acting_until(last, time(17, 30)) == datetime(2026, 8, 31, 17, 30, tzinfo=SHANGHAI)


def test_overdue_by_n_working_days_over_a_holiday():
    calendar = shipped_calendar()
    last = date(2026, 9, 30)
    assert overdue_days(calendar, last, last, WD) == 0
    assert overdue_days(calendar, last, date(2026, 10, 7), WD) == 0
    assert overdue_days(calendar, last, date(2026, 10, 10), WD) == 3
    assert overdue_days(calendar, last, date(2026, 10, 10), CD) == 10


def test_explanation_speaks_plainly():
    book = Ledger(
        date(2026, 9, 17),
        terms("xk.decision"),
        spans=[Span(date(2026, 9, 21), date(2026, 9, 23), kind="专家评审", notice_no="特告3号")],
        grants=[Grant(2, WD, "王局长", "延告1号")],
    )
    told = explain(book, shipped_calendar())
    by_day = {line.day: line for line in told.lines}
    assert by_day[date(2026, 9, 17)].text == "起算日，当天不计"
    assert by_day[date(2026, 9, 19)].kind == LineKind.WEEKEND
    assert by_day[date(2026, 9, 20)].text == "第2个工作日（国庆节调休上班日）"
    assert by_day[date(2026, 9, 22)].text == "专家评审期间，不计入时限"
    assert by_day[date(2026, 9, 22)].notice == "特告3号"
    assert by_day[date(2026, 10, 1)].text == "国庆节放假，不计"
    assert by_day[date(2026, 10, 1)].notice == "国办发明电〔2025〕7号"
    assert told.lines[-1].text.endswith("（经王局长批准延长）")
    assert told.lines[-1].notice == "延告1号"
    assert "2026年" in told.summary


def test_explanation_of_an_unknown_year_says_so():
    told = explain(Ledger(date(2026, 12, 21), terms("xk.decision")), shipped_calendar())
    assert told.remarks == ("2027年放假安排尚未公布，日期为暂定，公布后将自动重新计算并通知。",)


def test_long_clock_is_explained_in_a_sentence():
    told = explain(Ledger(date(2020, 5, 1), terms("bm.top")), shipped_calendar())
    assert len(told.lines) == 1
    assert "2050年5月1日" in told.summary
