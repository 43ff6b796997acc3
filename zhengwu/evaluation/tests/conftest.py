"""The small county of cases, with the people of evaluation."""

from __future__ import annotations

import pytest

from tools.worlds import standing
from zhengwu.cases.tests.factories import SMALL
from zhengwu.evaluation.tests.factories import with_people


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The small county, rolled back after the module."""
    with standing(SMALL, django_db_setup, django_db_blocker) as world:
        yield with_people(world)
