"""The frame of the benches: bounds decide the exit code, statements are counted on any database."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.timezone import now

from bench.report import Row, at_most, counted_sql, exactly, finish, within


def test_bounds() -> None:
    assert at_most("a", 14, 14, "SQL").ok
    assert not at_most("a", 15, 14, "SQL").ok
    assert within("b", 12.0, 2.0, 6, "ms").ok
    assert not within("b", 12.1, 2.0, 6, "ms").ok
    assert not exactly("c", 1, 0, "lost").ok


def test_missed_bound_fails_the_bench(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [at_most("kept", 1, 2, "SQL"), exactly("lost", 1, 0, "joins")]
    assert finish(rows, as_json=True, database="sqlite") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("ok") for line in lines[:2]] == [True, False]
    assert set(lines[0]) == {"name", "ours", "unit", "floor", "peer", "ratio", "bound", "ok"}
    assert lines[2]["machine"]
    assert finish(rows[:1], as_json=False, database="sqlite") == 0
    assert finish([], as_json=False, database="sqlite") == 1
    assert Row("x", 6, "ms", floor=3).complete()["ratio"] == 2


@pytest.mark.pg
@pytest.mark.django_db
def test_statements_are_counted() -> None:
    with counted_sql() as found, transaction.atomic():
        Session.objects.count()
        Session.objects.create(session_key="a", session_data="", expire_date=now())
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM django_session WHERE session_key = %s", [["a"], ["b"]])
    deletes = [sql for sql in found.statements if sql.startswith("DELETE")]
    assert len(deletes) == 2
    assert not any("SAVEPOINT" in sql for sql in found.statements)
    assert len(found) in (4, 5)  # saving a new key may look first whether the row is there
