"""Fixtures of the clock's tests."""

from __future__ import annotations

import pytest

from tools.worlds import standing
from zhengwu.clock.tests.factories import LAW


@pytest.fixture(scope="module")
def law_book(django_db_setup, django_db_blocker):
    """A copy of a database with the law in it, for all tests of the module."""
    with standing(LAW, django_db_setup, django_db_blocker):
        yield


@pytest.fixture
def law(law_book, db):
    """The table of clocks and the notices of 2025 and 2026."""
