"""The small county with its complaint office, once a module."""

from __future__ import annotations

import pytest

from tools.worlds import standing
from zhengwu.cases.tests.factories import SMALL
from zhengwu.complaints.tests.factories import furnish


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Rolled back after the module."""
    with standing(SMALL, django_db_setup, django_db_blocker) as found:
        yield furnish(found)
