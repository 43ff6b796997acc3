"""Readings of the desks: the navigation with its counts, and what waits for whom in the rooms."""

from zhengwu.desks.queries.counting import shown
from zhengwu.desks.queries.menu import (
    DEMO_PASSWORD,
    act_names,
    call_bar,
    cast,
    counts_for,
    counts_of,
    desk_nav,
    first_id,
    handles_cases,
    navigation,
    views_of,
)
from zhengwu.desks.queries.waiting import Line, Room, waiting

__all__ = [
    "DEMO_PASSWORD",
    "Line",
    "Room",
    "act_names",
    "call_bar",
    "cast",
    "counts_for",
    "counts_of",
    "desk_nav",
    "first_id",
    "handles_cases",
    "navigation",
    "shown",
    "views_of",
    "waiting",
]
