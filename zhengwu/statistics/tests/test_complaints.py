"""Complaints in the figures: what counts is what they ended with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhengwu.cases.tests.factories import at
from zhengwu.complaints import actions
from zhengwu.complaints.enums import Finding
from zhengwu.complaints.rules.intake import SENDER
from zhengwu.complaints.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.complaints.tests.factories import OUTCOME, decided
from zhengwu.journal.actions import deliver_all
from zhengwu.statistics import queries

pytestmark = pytest.mark.django_db


def upheld():
    told = queries.figures(date(2026, 9, 1), date(2026, 10, 1)).get((), {})
    return told["complaints_decided"], told.get("complaints_upheld", 0)


def test_a_review_turns_the_figure_of_the_month_in_which_it_was_decided(world):  # noqa: F811
    row = decided(world, replace(OUTCOME, finding=Finding.NOT_UPHELD, fault="", disposals=()))
    deliver_all()
    assert upheld() == (1, 0)
    actions.ask_review(row, reason="没有查监控", by=SENDER, at=at(22))
    actions.review(
        row, finding=Finding.PARTLY, text="部分属实", fault="again", by=world.supervisor, at=at(23)
    )
    deliver_all()
    assert upheld() == (1, 1)
