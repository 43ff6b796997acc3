"""The county of the assessment's tests: its scheme in force, six cases and one yellow card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tools.worlds import standing
from zhengwu.assessment import actions
from zhengwu.assessment.tests.factories import card_for
from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Verdict as Decision
from zhengwu.cases.tests.factories import SMALL, application, as_staff, at
from zhengwu.kernel.actors import SYSTEM
from zhengwu.supervision import actions as supervision


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """The small county with its model in force, six cases finished and one yellow card."""
    with standing(SMALL, django_db_setup, django_db_blocker) as world:
        with django_db_blocker.unblock():
            supervision.load_shipped(leave_out=["outside_circulation"], by=SYSTEM, at=at(1))
            actions.load_shipped(since=date(2026, 1, 1), by=SYSTEM, at=at(1))
            world.office._service_quality()
            centre = world.people.centre
            world.assessor = as_staff(centre["assessor"])
            world.manager = as_staff(centre["director"])
            world.supervisor = as_staff(centre["supervisor"])
            world.supervisor_elsewhere = replace(world.supervisor, id="elsewhere")
            for minute in range(6):
                cases.finish_on_the_spot(
                    application(world, "archive"), ruling=cases.Ruling(Decision.DONE), by=world.a,
                    at=at(17, 10, minute),
                )  # fmt: skip
            card_for(world)
        yield world
