"""Where items are handled: the pure part."""

from __future__ import annotations

from datetime import UTC, date, datetime

from zhengwu.supervision.rules.concentration import (
    Decided,
    Located,
    Rate,
    Standing,
    places,
    rate,
    standing,
)
from zhengwu.supervision.rules.world import Stay, World

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
WORLD = World({"s1": [Stay(date(2026, 1, 1), None, "A03", "centre")],
               "s2": [Stay(date(2026, 1, 1), None, "T01", "town")]})  # fmt: skip


def test_the_figure_of_the_source_is_the_rate():
    assert Rate(494, 504).percent == 98.0
    assert Rate(0, 0).percent is None
    assert Rate(1, 3).percent == 33.3


def test_one_decision_outside_is_enough():
    rows = [
        Decided("X", "s1", "O", NOON, NOON, 9), Decided("X", "s3", "O", NOON, NOON, 1),
        Decided("Y", "s2", "O", NOON, NOON, 2), Decided("Z", "s1", "O", NOON, NOON, 4),
    ]  # fmt: skip
    assert places(rows, WORLD) == {"X": (9, 1), "Y": (0, 2), "Z": (4, 0)}
    found = {
        name: standing(inside=inside, outside=outside, ordered=True, present=True)
        for name, (inside, outside) in places(rows, WORLD).items()
    }
    assert found == {"X": Standing.OUTSIDE, "Y": Standing.OUTSIDE, "Z": Standing.HANDLED}


def test_without_a_case_the_register_and_a_window_tell():
    def of(ordered, present):
        return standing(inside=0, outside=0, ordered=ordered, present=present)

    assert of(True, True) == Standing.ENTERED
    assert {of(True, False), of(False, True), of(False, False)} == {Standing.ABSENT}
    rows = [Located("A", "甲", "O", True, True, 0, 0, of(True, True)),
            Located("B", "乙", "O", True, True, 0, 3, Standing.OUTSIDE)]  # fmt: skip
    assert rate(rows) == Rate(1, 2)
    assert [one.defect for one in rows] == [False, True]
