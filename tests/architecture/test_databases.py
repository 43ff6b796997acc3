"""Every test sees a copy of the migrated template: guards in place, nothing left by the last."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tools import databases
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


def test_a_connection_left_open_does_not_harm_the_next_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "template.sqlite3"
    with sqlite3.connect(template) as made:
        made.execute("CREATE TABLE t (x)")
    made.close()
    monkeypatch.setattr(databases, "_point_to", lambda name: None)
    source = databases.SqliteCopies.__new__(databases.SqliteCopies)
    source._own = tmp_path
    source._path = tmp_path / "test.sqlite3"
    source._template = template
    source.restore()
    left_open = sqlite3.connect(source._path)
    left_open.execute("PRAGMA journal_mode=WAL")
    left_open.execute("INSERT INTO t VALUES (1)")
    left_open.commit()
    left_open.execute("SELECT * FROM t").fetchone()
    source.restore()
    for _ in range(2):
        later = sqlite3.connect(source._path)
        later.execute("PRAGMA journal_mode=WAL")
        assert later.execute("SELECT count(*) FROM t").fetchone() == (0,)
        later.execute("INSERT INTO t VALUES (2)")
        later.rollback()
        later.close()
    left_open.close()


def test_templates_of_the_last_hour_stay(tmp_path: Path) -> None:
    for age in range(6):
        path = tmp_path / f"{age}.sqlite3"
        path.touch()
        day_old = time.time() - 24 * 3600
        if age >= 4:
            os.utime(path, (day_old - age, day_old - age))
    databases._prune(tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["0", "1", "2", "3"]


def test_other_settings_have_another_template(monkeypatch: pytest.MonkeyPatch) -> None:
    before = databases.code_digest()
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.crash.settings")
    assert databases.code_digest() != before
