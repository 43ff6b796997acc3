"""One county a module, as in cases: a copy of it, in a transaction every test of it nests in."""

from __future__ import annotations

import pytest

from tools.worlds import standing
from zhengwu.cases.tests.factories import SMALL


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The small county, rolled back after the module."""
    with standing(SMALL, django_db_setup, django_db_blocker) as world:
        yield world
