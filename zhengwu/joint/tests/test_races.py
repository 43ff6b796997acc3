"""Nine departments in one second: none lost, none doubled – with threads and with processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from tools.worlds import committed
from zhengwu.joint import actions as joint
from zhengwu.joint.enums import JointState, PartState
from zhengwu.joint.models import Joint, Part
from zhengwu.journal.actions import deliver_all, deliver_batch
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.time import now

from .factories import SMALL, accepted, answer_part, at

pytestmark = [pytest.mark.pg_only, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def county(django_db_setup: Any, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A fresh copy of the small county that other connections see."""
    with committed(SMALL, django_db_setup, django_db_blocker) as world:
        yield world


def at_once(*work: Callable[[], Any]) -> list[Exception]:
    """What they raised when begun at the same instant."""
    barrier, failures = threading.Barrier(len(work)), []

    def one(function: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            function()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(function,)) for function in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def counted(row: Joint) -> Counter[str]:
    found = Entry.objects.filter(matter_id=row.pk, refused=False).values_list("code", flat=True)
    return Counter(found)


def running(county: SimpleNamespace, number: int) -> list[tuple[Joint, list[Part]]]:
    """So many joint matters with three parts each: nine departments at work."""
    rows = [accepted(county, "project-approval") for _ in range(number)]
    deliver_all()
    return [(row, list(row.parts.select_related("case__matter").order_by("position")))
            for row in rows]  # fmt: skip


@pytest.mark.req("CASE-05")
def test_all_departments_complete_in_one_second_and_several_workers_gather(
    county: SimpleNamespace,
) -> None:
    matters = running(county, 3)
    parts = [part for _, own in matters for part in own]
    assert not at_once(*(lambda one=one: answer_part(county, one, when=at(18)) for one in parts))

    def work() -> None:
        while deliver_batch(at=now(), limit=20, strict=True):
            pass

    assert not at_once(*[work] * 4)
    deliver_all()
    for row, own in matters:
        row.refresh_from_db()
        assert row.state == JointState.COLLECTED
        found = counted(row)
        assert found["joint.matter.collected"] == 1
        arrived = Part.objects.filter(joint=row, state=PartState.DECIDED)
        assert arrived.count() == len(own)
        decided = [
            entry for entry in Entry.objects.filter(matter_id=row.pk, code="joint.part.moved")
            if entry.payload["state"] == PartState.DECIDED
        ]  # fmt: skip
        assert len(decided) == len(own), "each arrival once"
    assert not Delivery.objects.filter(reaction__startswith="joint.").exists()


_CHILD = """
import sys, django
django.setup()
from datetime import datetime
from zhengwu.joint import actions as joint
sys.stdin.readline()
for pk in sys.argv[2:]:
    joint.gather(pk, at=datetime.fromisoformat(sys.argv[1]))
"""


def test_processes_that_gather_the_same_matter_at_once(county: SimpleNamespace) -> None:
    [(row, own)] = running(county, 1)
    for part in own:
        answer_part(county, part, when=at(18))
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, at(18, 12).isoformat(), *[str(row.pk)] * 3],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test"},
        )
        for _ in range(3)
    ]  # fmt: skip
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"\n")
        child.stdin.flush()
    for child in children:
        _, error = child.communicate(timeout=60)
        assert child.returncode == 0, error.decode()[-2000:]
    row.refresh_from_db()
    assert row.state == JointState.COLLECTED
    assert counted(row)["joint.matter.collected"] == 1


def test_two_clerks_accept_and_two_hand_over_once(county: SimpleNamespace) -> None:
    from zhengwu.documents.models import Document
    from zhengwu.joint.rules import refusals

    from .factories import IN_PERSON, received, staff

    row = received(county)
    lead = staff(county, row.lead_code)
    failures = at_once(*[lambda: joint.accept(row, by=lead, at=at(17, 11))] * 3)
    assert [type(error) for error in failures] == [refusals.NotInTray] * 2
    assert counted(row)["joint.matter.accepted"] == 1
    for _ in range(2):
        for part in row.parts.filter(state="accepted").select_related("case__matter"):
            answer_part(county, part, when=at(18, 9))
        deliver_all()
    way = {"way": "direct", "on": at(18).date(), "detail": IN_PERSON}
    failures = at_once(*[lambda: joint.hand_over(row, by=lead, at=at(18, 12), **way)] * 3)
    assert [type(error) for error in failures] == [refusals.Over] * 2
    papers = Document.objects.filter(matter=row.matter, template_code="joint_reply")
    assert papers.count() == 1
