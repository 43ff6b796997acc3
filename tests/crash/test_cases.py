"""Applications over HTTP while server and worker are killed: each there once, told once."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from tests.crash.harness import CASE_KILLS, command, process, server, siege
from tools.cluster import free_port
from tools.supervise import Child
from zhengwu.cases.models import Case, Draft
from zhengwu.cases.tests.factories import application
from zhengwu.cases.tests.test_races import county  # noqa: F401 - a fixture
from zhengwu.clock.models import Clock
from zhengwu.documents.models import Document, Paper
from zhengwu.identity import actions as identity
from zhengwu.identity.tests.factories import actor, id_number, make_citizen
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.time import now
from zhengwu.matters.models import Matter
from zhengwu.notices.models import Message

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
APPLICANTS = ("applicant-a", "applicant-b")


def _plans(world: SimpleNamespace, port: int, folder: Path) -> list[Path]:
    """What each applicant knows, in a file."""
    officer = actor("security_admin", organ=world.clerk.organ_code)
    client = identity.add_client(
        name="压力测试", organ_code="", responsible="测试", scopes=["cases.submit", "cases.read"],
        by=officer, at=now(),
    )  # fmt: skip
    token = identity.issue_token(client, by=officer, at=now()).token
    paths = []
    for place, name in enumerate(APPLICANTS):
        # A name and a birthday nobody in the county has: its copy may be older than this process.
        number = id_number(place, born="19330101")
        person = make_citizen(name="王建", username=name, number=number).person
        plan: dict[str, Any] = {
            "port": port, "token": token, "item": world.editions["nurse"].item.code,
            "applicant": {"name": person.name, "id_number": person.id_number},
            "answers": application(world, "nurse", person=person).answers,
        }  # fmt: skip
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    return paths


def _said(child: Child) -> bytes:
    return child.log.read_bytes() if child.log and child.log.exists() else b""


def _settle() -> None:
    for _ in range(10):
        done = command("-m", "tests.crash.load", "worker", "--once")
        assert done.returncode == 0, done.stderr
        connection.close()
        if not Delivery.objects.exists():
            return
        time.sleep(1)
    owed = list(Delivery.objects.values_list("reaction", "state", "error")[:5])
    raise AssertionError(f"deliveries are still owed: {owed}")


def test_acknowledged_applications_are_there_once_with_each_consequence_once(
    county: SimpleNamespace,  # noqa: F811
    tmp_path: Path,
) -> None:
    port = free_port()
    plans = _plans(county, port, tmp_path)
    applicants = [
        process(name, "tests.crash.applicant", str(path))
        for name, path in zip(APPLICANTS, plans, strict=True)
    ]
    children = [server(port), process("worker", "tests.crash.load", "worker"), *applicants]

    answered: dict[int, int] = {}

    def at_work(child: Child) -> bool:
        """The server: it has taken in an application in this life. Others: they have spoken."""
        if child.name != "web":
            return b"\n" in _said(child)
        so_far = sum(_said(one).count(b" GA-") for one in applicants)
        return so_far > answered.setdefault(child.falls, so_far)

    connection.close()
    with siege(children, tmp_path, frozenset(APPLICANTS)) as laid:
        laid.lay(CASE_KILLS, at_work)
    assert sum(laid.kills.values()) == CASE_KILLS
    lines = [line for name in APPLICANTS for line in laid.outputs(name) if line[0] != "#"]
    _settle()

    acknowledged = dict(line.split() for line in lines)
    assert set(laid.kills) == {"web", "worker"}
    assert len(acknowledged) >= laid.kills["web"]
    submitted = dict(
        Draft.objects.exclude(submitted=None).values_list("pk", "submitted__matter__number")
    )
    assert {
        str(draft): number for draft, number in submitted.items()
    }.items() >= acknowledged.items()
    numbers = Counter(Matter.objects.values_list("number", flat=True))
    assert [number for number in acknowledged.values() if numbers[number] != 1] == []
    assert Case.objects.count() == len(submitted) == len(set(submitted.values()))
    _check_consequences()

    verified = command("manage.py", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _check_consequences() -> None:
    """For every case one receipt, one entry, one clock, one PDF a paper, one message."""
    matters = set(Case.objects.values_list("pk", flat=True))
    received = Entry.objects.filter(code="cases.case.received")
    for once in (
        received.values_list("matter_id", flat=True),
        Document.objects.filter(template_code="receipt").values_list("matter", flat=True),
        Clock.objects.filter(label="acceptance").values_list("matter", flat=True),
        Message.objects.values_list("matter", flat=True),
    ):
        happened = Counter(once)
        assert set(happened) == matters
        assert set(happened.values()) == {1}
    rendered = Counter(Paper.objects.values_list("document", flat=True))
    assert set(rendered) == set(Document.objects.values_list("pk", flat=True))
    assert set(rendered.values()) == {1}
    serials = sorted(
        Document.objects.filter(template_code="receipt").values_list("serial", flat=True)
    )
    assert serials == list(range(1, len(matters) + 1)), "no number is missing"
