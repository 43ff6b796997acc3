"""The same figure on the first page as in the cockpit: a matter late twice is one matter."""

from __future__ import annotations

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import application, at
from zhengwu.org.tests.web.acting import acting
from zhengwu.statistics import queries as statistics

pytestmark = pytest.mark.django_db


def test_a_matter_past_the_law_and_the_promise_is_counted_once(world):  # noqa: F811
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(1, month=3))
    cases.accept(case, by=world.clerk, at=at(1, 11, month=3))
    late = statistics.late_open(at(17, month=9)).filter(matter=case.matter_id)
    assert late.count() > 1, "the law's limit and the promise"
    counted = statistics.late_matters(at(17, month=9))
    assert [one.pk for one in counted] == [case.matter_id]


def test_who_oversees_finds_the_cockpit_on_the_first_page(world):  # noqa: F811
    for who, shown in ((world.director, True), (world.clerk, False)):
        with acting(who):
            page = Client().get("/desk/").content.decode().split("<main")[1]
        assert ("领导驾驶舱</a>" in page) is shown
