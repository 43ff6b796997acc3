"""The journal under kill -9: an acknowledged act is there once, and so is what follows."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from tests.crash.harness import KILLS, command, process, siege
from tools.supervise import Child
from zhengwu.journal.models import Delivery, Entry
from zhengwu.matters.models import Matter

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


def _at_work(child: Child) -> bool:
    """It has said something in this life."""
    return bool(child.log and child.log.exists() and b"\n" in child.log.read_bytes())


def _settle() -> None:
    """Work off what is owed; what killed workers held comes back when their leases run out."""
    for _ in range(10):
        done = command("-m", "tests.crash.load", "worker", "--once")
        assert done.returncode == 0, done.stderr
        connection.close()
        if not Delivery.objects.exists():
            return
        time.sleep(1)
    raise AssertionError(f"{Delivery.objects.count()} deliveries are still owed")


def test_acknowledged_acts_survive_once_and_so_do_their_consequences(tmp_path: Path) -> None:
    children = [
        process("writer-a", "tests.crash.load", "writer", "a"),
        process("writer-b", "tests.crash.load", "writer", "b"),
        process("worker", "tests.crash.load", "worker"),
    ]
    connection.close()
    with siege(children, tmp_path) as laid:
        laid.lay(KILLS, _at_work)
    assert sum(laid.kills.values()) == KILLS
    assert set(laid.kills) == {child.name for child in children}

    acknowledged = [*laid.outputs("writer-a"), *laid.outputs("writer-b")]
    assert len(acknowledged) > KILLS
    _settle()

    there = Counter(Matter.objects.values_list("number", flat=True))
    assert [number for number in acknowledged if there[number] != 1] == []
    matters = {str(pk) for pk in Matter.objects.values_list("pk", flat=True)}
    for code in ("matters.matter.opened", "matters.matter.closed"):
        entries = Counter(Entry.objects.filter(code=code).values_list("object_id", flat=True))
        assert set(entries) == matters
        assert set(entries.values()) == {1}
    assert Matter.objects.filter(closed_at=None).count() == 0

    verified = command("manage.py", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
