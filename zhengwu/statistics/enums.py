"""Closed lists of statistics."""

from __future__ import annotations

from enum import StrEnum


class Grain(StrEnum):
    """Sums that are kept, each by few dimensions, so that a page adds up few rows."""

    DAY = "day"
    ITEM = "item"
    STAFF = "staff"


# Which dimensions a sum is kept by; the first of its period (a day, a month) stands with it.
DIMENSIONS = {
    Grain.DAY: ("organ", "channel", "window"),
    Grain.ITEM: ("organ", "channel", "item"),
    Grain.STAFF: ("organ", "staff"),
}
BY_MONTH = frozenset({Grain.ITEM, Grain.STAFF})
ALL_DIMENSIONS = ("organ", "channel", "window", "item", "staff")
