"""Every test sees a copy of the migrated template: guards in place, nothing left by the last."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, connection, transaction

from tools.tree import ROOT
from zhengwu.journal.models import Entry
from zhengwu.kernel import guards
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import SHANGHAI
from zhengwu.matters.actions import open_matter
from zhengwu.matters.models import Matter

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
pytestmark = [pytest.mark.pg]


def _open(number: str) -> None:
    open_matter(
        kind="test", number=number, title="样本", organ_code="A", region_code="511602000000",
        by=SYSTEM, at=AT,
    )  # fmt: skip


@pytest.mark.django_db
def test_guards_survive_the_copy() -> None:
    assert guards.missing(connection) == []
    _open("D-1")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(code="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_are_gone_in_the_next_test(turn: int) -> None:
    assert Matter.objects.count() == 0
    assert guards.missing(connection) == []
    _open("D-2")
    assert Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_processes_started_by_a_test_see_its_database() -> None:
    _open("D-3")
    script = (
        "import django; django.setup();"
        "from zhengwu.matters.models import Matter; print(Matter.objects.get().number)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == "D-3"
