"""Calendars and tables for tests, read from what is shipped."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from zhengwu.clock.rules import (
    Calendar,
    Mark,
    NoticeText,
    RuleText,
    Terms,
    parse_notice,
    parse_table,
)

DATA = Path(__file__).parents[1] / "data"


@cache
def notice(year: int) -> NoticeText:
    """A shipped notice."""
    text, faults = parse_notice(json.loads((DATA / "notices" / f"{year}.json").read_text()))
    assert text is not None, faults
    return text


@cache
def shipped_calendar(last: int = 2026) -> Calendar:
    """All notices up to a year."""
    marks = {}
    for year in range(2007, last + 1):
        for one in notice(year).days:
            marks[one.day] = Mark(one.kind == "off", one.name, notice(year).label)
    return Calendar(marks, frozenset(range(2007, last + 1)), last)


@cache
def table() -> dict[str, RuleText]:
    """Every row shipped, by code."""
    rows = []
    for path in sorted(DATA.glob("*.yaml")):
        rows += parse_table(path.read_text())[1]
    return {row.code: row for row in rows}


def terms(code: str) -> Terms:
    """How a rule counts."""
    return table()[code].terms
