"""Closed lists of statistics."""

from __future__ import annotations

from enum import StrEnum


class Grain(StrEnum):
    """Sums that are kept, each by few dimensions, so that a page adds up few rows."""

    DAY = "day"
    MONTH = "month"
    ITEM = "item"
    STAFF = "staff"
    YEAR = "year"


# Which dimensions a sum is kept by; the first of its period (day, month, year) stands with it.
# Those of months without items and of years by items follow from the others: a report of a year
# would else add up a million rows.
DIMENSIONS = {
    Grain.DAY: ("organ", "channel", "window"),
    Grain.MONTH: ("organ", "channel"),
    Grain.ITEM: ("organ", "channel", "item"),
    Grain.STAFF: ("organ", "staff"),
    Grain.YEAR: ("item",),
}
BY_MONTH = frozenset({Grain.MONTH, Grain.ITEM, Grain.STAFF})
BY_YEAR = frozenset({Grain.YEAR})
# Made from the sums by organ, channel and item when all are made anew.
DERIVED = (Grain.MONTH, Grain.YEAR)
ALL_DIMENSIONS = ("organ", "channel", "window", "item", "staff")
