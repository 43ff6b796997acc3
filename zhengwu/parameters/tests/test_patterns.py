"""Patterns of numbers: what is wrong with one, and whether two can ever give the same number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.parameters.rules.patterns import Pattern, Written, clashes, faults

CASE = ("县区", "类别", "年份", "序号")
FACTS = {"县区": "GA", "类别": "XK", "年份": "2026"}


def wrong(text: str, width: int = 6, *, code: bool = True) -> str:
    found = faults(Pattern(text, width), needed=CASE, offered=CASE, code=code)
    return "".join(found)


def test_the_shipped_pattern_is_sound_and_writes_what_people_know() -> None:
    pattern = Pattern("{县区}-{类别}-{年份}-{序号}", 6)
    assert wrong(pattern.text) == ""
    assert pattern.write(FACTS, 4217) == "GA-XK-2026-004217"
    assert pattern.write(FACTS, 1234567) == "GA-XK-2026-1234567"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{县区}-{类别}-{序号}", "往年"),
        ("{县区}-{类别}-{年份}", "序号"),
        ("{县区}-{年份}-{序号}", "类别"),
        ("{县区}-{类别}-{年份}{序号}", "分隔"),
        ("{县区}-{类别}-{年份}-{序号}0", "紧跟"),
        ("{县区}-{年份}-{序号}{类别}", "紧跟"),
        ("{县区}-{类别}-{年份}-{年份}-{序号}", "一次"),
        ("{县区}-{类别}-{年份}-{月份}-{序号}", "月份"),
        ("{县区}/{类别}-{年份}-{序号}", "短横线"),
        ("{县区} {类别}-{年份}-{序号}", "短横线"),
        ("办{县区}-{类别}-{年份}-{序号}", "短横线"),
        ("{县区}-{类别}-{年份}-{序号", "序号"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, told: str) -> None:
    assert told in wrong(text)


def test_papers_may_use_words_but_nothing_a_file_cannot_be_called() -> None:
    good = "{县区}{类别}〔{年份}〕第{序号}号"
    assert wrong(good, 1, code=False) == ""
    assert "斜线" in wrong(good.replace("第", "/"), 1, code=False)
    assert "位数" in wrong(good, 9, code=False)


def line(series: str, before: str, after: str = "") -> Written:
    return Written(series, series, before, after)


@pytest.mark.parametrize(
    ("other", "meet"),
    [
        (line("b", "GA-XK-2026-"), True),
        (line("b", "GA-XK-2026-1"), True),
        (line("b", "GA-XK-2026"), False),
        (line("b", "GA-QR-2026-"), False),
        (line("b", "GA-XK-2026-", "号"), False),
        (line("a", "GA-XK-2026-"), False),
        (line("a", "GA-XK-2026-7"), True),
    ],
)
def test_two_series_meet_only_where_their_texts_can_be_equal(other: Written, meet: bool) -> None:
    mine = line("a", "GA-XK-2026-")
    assert bool(list(clashes([mine], [other]))) is meet
    assert bool(list(clashes([other], [mine]))) is meet


@given(
    st.lists(
        st.tuples(st.text("A1", max_size=3), st.text("B2", max_size=1)), min_size=2, max_size=5
    ),
    st.lists(st.integers(1, 130), min_size=2, max_size=6),
)
def test_numbers_of_series_that_do_not_clash_never_meet(
    ends: list[tuple[str, str]], serials: list[int]
) -> None:
    rows = [line(str(place), *end) for place, end in enumerate(ends)]
    written: dict[str, str] = {}
    met = False
    for row in rows:
        # Figures after the serial are refused elsewhere: what follows never begins with one.
        after = row.after.replace("2", "B")
        for serial in serials:
            number = f"{row.before}{serial}{after}"
            met |= written.setdefault(number, row.series) != row.series
    kept = [Written(r.series, r.name, r.before, r.after.replace("2", "B")) for r in rows]
    if met:
        assert list(clashes(kept, []))
