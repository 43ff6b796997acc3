"""One county a module, as in cases: built in a transaction every test of the module nests in."""

from __future__ import annotations

import pytest
from django.db import transaction

from zhengwu.cases import queries
from zhengwu.cases.tests.factories import build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The small county, rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        queries._terms.cache_clear()
        yield build()
        transaction.set_rollback(True)
