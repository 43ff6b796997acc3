"""What is told before anything is sent is the day the clock will have."""

from __future__ import annotations

from datetime import date

import pytest

from zhengwu.clock.queries import due_if_started
from zhengwu.clock.tests.factories import new_matter, started

pytestmark = pytest.mark.usefixtures("law")
DAY = date(2026, 9, 17)


def test_the_forecast_is_the_day_the_clock_gets():
    told = due_if_started("xk.decision", DAY)
    assert told.on == started(new_matter(), "xk.decision", on=DAY).due_on


def test_an_item_with_less_time_is_answered_earlier():
    shorter = due_if_started("xk.decision", DAY, amount=10, unit="working_day")
    assert shorter.on < due_if_started("xk.decision", DAY).on
