"""Periods, cover, codes and particulars, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.kernel.errors import InvalidInput
from zhengwu.org.enums import RegionLevel
from zhengwu.org.rules.cover import HeldPost, entitled
from zhengwu.org.rules.divisions import check_code, level_of, parent_of, read_rows
from zhengwu.org.rules.organs import check_credit_code
from zhengwu.org.rules.people import check_id_number, check_phone, read_day
from zhengwu.org.rules.periods import Period, check_order, first_meeting, leave_period
from zhengwu.org.rules.refusals import PeriodReversed, RegionCodeWrong
from zhengwu.org.rules.words import one_line

days = st.dates(date(2025, 1, 1), date(2025, 3, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(days)
    last = draw(st.none() | days.filter(lambda day: day >= first))
    return Period(first, last)


def _days(period: Period) -> set[date]:
    """The naive way: every day of a window that is wide enough, one by one."""
    span = (date(2024, 12, 1) + timedelta(days=n) for n in range(200))
    return {d for d in span if period.first <= d and (period.last is None or d <= period.last)}


@given(periods(), periods())
def test_two_periods_meet_when_they_share_a_day(left: Period, right: Period) -> None:
    assert left.meets(right) == bool(_days(left) & _days(right))
    assert left.meets(right) == right.meets(left)


@given(periods(), periods())
def test_a_period_covers_another_when_it_holds_each_of_its_days(
    left: Period, right: Period
) -> None:
    both_end = left.last is None or right.last is not None
    assert left.covers(right) == (_days(left) >= _days(right) and both_end)


@given(periods(), st.lists(periods(), max_size=5))
def test_first_meeting_names_a_period_that_really_meets(
    wanted: Period, others: list[Period]
) -> None:
    found = first_meeting(wanted, others)
    assert (found is not None) == any(_days(wanted) & _days(other) for other in others)


@given(days, days, st.none() | days)
def test_leave_ends_the_day_before_the_return(start: date, end: date, back: date | None) -> None:
    if end < start:
        with pytest.raises(PeriodReversed):
            check_order(start, end)
        return
    away = leave_period(start, end, back)
    expected = {d for d in _days(Period(start, end)) if back is None or d < back}
    assert _days(away) == expected
    assert away.empty == (not expected)


def _post(role: str = "", post: str = "p", organ: str = "o", *duties: str) -> HeldPost:
    held = frozenset(duties or ("decider",))
    return HeldPost(post, "岗", organ, role, held, Period(date(2025, 1, 1)))


def test_b_of_the_same_post_stands_in() -> None:
    away = Period(date(2025, 2, 1), date(2025, 2, 3))
    assert entitled(_post("A"), [_post("B")], away)
    assert not entitled(_post("A"), [_post("", "q", "other")], away)


def test_an_equal_post_has_every_duty_in_the_same_organ() -> None:
    away = Period(date(2025, 2, 1), date(2025, 2, 3))
    absent = _post("", "p", "o", "decider", "reviewer")
    assert entitled(absent, [_post("", "q", "o", "decider", "reviewer", "head")], away)
    assert not entitled(absent, [_post("", "q", "o", "decider")], away)


def test_cover_must_last_as_long_as_the_absence() -> None:
    away = Period(date(2025, 2, 1), date(2025, 2, 28))
    ends = Period(date(2025, 1, 1), date(2025, 2, 27))
    short = HeldPost("p", "岗", "o", "B", frozenset({"decider"}), ends)
    assert not entitled(_post("A"), [short], away)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("510000000000", RegionLevel.PROVINCE, ""),
        ("511600000000", RegionLevel.CITY, "510000000000"),
        ("511602000000", RegionLevel.COUNTY, "511600000000"),
        ("511602001000", RegionLevel.TOWN, "511602000000"),
        ("511602001001", RegionLevel.VILLAGE, "511602001000"),
        ("130100000000", RegionLevel.CITY, "130000000000"),
        ("451400000000", RegionLevel.CITY, "450000000000"),
        ("511602100000", RegionLevel.TOWN, "511602000000"),
    ],
)
def test_level_and_parent_follow_from_the_code(code: str, level: RegionLevel, parent: str) -> None:
    assert (level_of(check_code(code)), parent_of(code)) == (level, parent)


@pytest.mark.parametrize("code", ["", "51160200100", "5116020010011", "51160200100X", "0" * 12])
def test_a_wrong_region_code_is_refused(code: str) -> None:
    with pytest.raises(RegionCodeWrong):
        check_code(code)


def test_faults_of_a_list_are_named_by_line() -> None:
    rows, faults = read_rows(
        "code,name\n510000000000,四川省\n510000000000,又\n12,短\n520000000000,\n"
    )
    assert [row.name for row in rows] == ["四川省"]
    assert [fault[:6] for fault in faults] == ["第 3 行：", "第 4 行：", "第 5 行："]


def test_identity_numbers_of_people_older_than_their_county_code_are_good() -> None:
    assert check_id_number("51160219800101001x") == "51160219800101001X"
    assert check_id_number("11010519491231002X") == "11010519491231002X"


@pytest.mark.parametrize(
    "text",
    ["110105194912310021", "11010519491331002X", "990105194912310020", "1101051949123100", "张三"],
)
def test_wrong_identity_numbers_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        check_id_number(text)


def test_credit_codes() -> None:
    assert check_credit_code(" 11450721mb15580811 ") == "11450721MB15580811"
    for wrong in ("11450721MB15580812", "1145", "I1450721MB1558081I"):
        with pytest.raises(InvalidInput):
            check_credit_code(wrong)


@pytest.mark.parametrize("text", ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "20260105"])
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert read_day(text) == date(2026, 1, 5)


def test_days_that_are_none_are_refused() -> None:
    assert read_day(" ") is None
    for text in ("2026-02-30", "昨天", "45123"):
        with pytest.raises(InvalidInput):
            read_day(text)


def test_phones() -> None:
    assert check_phone("138 0000 0000") == "13800000000"
    assert check_phone("0826-2333333") == "0826-2333333"
    with pytest.raises(InvalidInput):
        check_phone("12345")


@given(st.text())
def test_one_line_holds_no_control_and_is_stable(text: str) -> None:
    plain = one_line(text)
    assert plain == one_line(plain)
    assert not any(char < " " or char == "\x7f" for char in plain)


def test_rare_characters_and_the_middle_dot_stay() -> None:
    assert one_line(" 𠮷田·买买提 ") == "𠮷田·买买提"
