"""On line, from home: apply, follow, read the result – at any hour, and in the open."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tools.county.answers import fill
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import CaseState, Channel, TaskKind, Verdict
from zhengwu.cases.models import Case, Draft
from zhengwu.cases.tests.factories import AT, application, at
from zhengwu.catalogue.models import Item
from zhengwu.clock.models import Clock
from zhengwu.documents.queries import of_matter
from zhengwu.identity.tests.factories import make_citizen, sign_in
from zhengwu.journal.actions import deliver_all

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def flat(data: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested answers as a browser posts them."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from flat(value, f"{prefix}.{key}" if prefix else key)
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        for place, value in enumerate(data):
            yield from flat(value, f"{prefix}.{place}")
    else:
        yield prefix, data


def text(answer) -> str:
    return answer.content.decode()


def finished(world, case: Case, *, first_day: int, month: int = 9) -> Case:
    """Handled to the end; the result is served electronically."""
    case = cases.accept(case, by=world.clerk, at=at(first_day, month=month))
    for kind, by, day in (
        (TaskKind.REVIEW, world.reviewer, first_day),
        (TaskKind.CHECK, world.checker, first_day),
    ):
        task = next(one for one in queries.open_tasks(case) if one.kind == kind)
        cases.complete_step(
            case, task=task, outcome="pass", opinion="同意", by=by, at=at(day, 15, month=month)
        )
    ruling = cases.Ruling(Verdict.GRANTED)
    cases.decide(case, task=None, ruling=ruling, by=world.a, at=at(first_day, 16, month=month))
    (task,) = [one for one in queries.open_tasks(case) if one.kind == TaskKind.ISSUE]
    cases.complete_step(
        case, task=task, outcome="", opinion="", by=world.clerk, at=at(first_day, 17, month=month)
    )
    return cases.deliver(
        case,
        way="electronic",
        on=date(2026, month, first_day),
        detail={
            "consent": "同意电子送达", "electronic_address": "本系统“我的办件”",
            "reached_at": at(first_day, 17, month=month), "deliverer": world.clerk.name,
        },
        by=world.clerk,
        at=at(first_day, 17, month=month),
    )  # fmt: skip


@pytest.mark.req("CASE-43")
def test_a_citizen_finds_applies_and_queries_without_leaving_home(world):
    """Every step is a page of the public site; nothing is asked that needs a visit."""
    deliver_all()
    client, edition = Client(), world.editions["nurse"]
    code = edition.item.code
    assert "护士" in text(client.get("/services/?q=护士变更"))
    assert f"/apply/{code}/" in text(client.get(f"/services/{code}/"))
    assert client.get(f"/apply/{code}/").status_code == 302, "signs in first"
    sign_in(client, world.account)
    begun = client.post(f"/apply/{code}/", {"behalf": ""})
    draft = Draft.objects.get(owner=str(world.account.person_id), submitted=None)
    base = f"/apply/draft/{draft.pk}/"
    assert begun.url.startswith(base)
    schema = queries.schema_of(queries.terms_of(edition.pk))
    answers = dict(flat(fill(schema, random.Random(7), world.account.person.name)))
    here = begun.url
    while "/form/" in here:
        sent = client.post(here, answers)
        assert sent.status_code == 302, text(sent)
        here = sent.url
    if "/materials/" in here:
        for material in edition.document.materials:
            if material.code in queries.terms_of(edition.pk).required_materials:
                file = SimpleUploadedFile("材料.pdf", PDF, "application/pdf")
                client.post(here, {f"file_{material.code}": file})
        here = client.post(here, {"_next": "1"}).url
    way = queries.terms_of(edition.pk).delivery_ways[0]
    here = client.post(here, {"way": way, "consent": "1"}).url
    assert "答复" in text(client.get(here)), "by which day the answer comes"
    assert client.post(here, {}).status_code == 422, "the declaration of truth is asked for"
    sent = client.post(here, {"truth": "1"})
    assert sent.status_code == 302, text(sent)
    case = Case.objects.select_related("matter").get(draft=draft)
    receipt = text(client.get(sent.url))
    for word in (case.matter.number, case.matter.query_code):
        assert word in receipt
    assert case.matter.number in text(client.get("/my/"))
    typed = {"number": case.matter.number, "code": case.matter.query_code}
    assert "护士" in text(Client().post("/track/", typed)), "without signing in as well"
    wrong = Client().post("/track/", {**typed, "code": "XXXXXXXX"})
    assert wrong.status_code == 422


@pytest.mark.req("CASE-32")
def test_the_applicant_sees_process_and_result_of_the_case_at_a_glance(world):
    online = application(world, "nurse", channel=Channel.ONLINE)
    case = finished(world, cases.receive(online, by=world.citizen, at=AT), first_day=18)
    client = Client()
    sign_in(client, world.account)
    page = text(client.get(f"/my/{case.matter.number}/"))
    for word in ("护士", "审查", "审核", "准予", "受理通知书", "准予行政许可决定书"):
        assert word in page, word
    acts = text(client.get(f"/my/{case.matter.number}/record/"))
    for entry in ("受理", "决定", "送达"):
        assert entry in acts
    assert "2026" in text(client.get(f"/my/{case.matter.number}/why/"))
    other = Client()
    sign_in(other, make_citizen(name="外人"))
    assert other.get(f"/my/{case.matter.number}/").status_code == 404


@pytest.mark.req("CASE-54")
def test_one_stop_on_line_at_any_hour_and_from_anywhere(world):
    """Applied for at two in the night of the National Day, answered without one visit."""
    night = at(1, 2, month=10)
    online = application(world, "nurse", channel=Channel.ONLINE)
    case = cases.receive(online, by=world.citizen, at=night)
    assert [paper.template_code for paper in of_matter(case.matter_id)] == ["receipt"]
    assert case.received_at == night
    acceptance = Clock.objects.get(matter=case.matter_id, label="acceptance")
    assert acceptance.due_on == date(2026, 10, 13), "the office counts from its next working day"
    case = finished(world, case, first_day=9, month=10)
    assert case.state == CaseState.COMPLETED
    document = world.editions["nurse"].document
    assert document.visits == 0
    client = Client()
    sign_in(client, world.account)
    assert "准予" in text(client.get(f"/my/{case.matter.number}/"))
    spot = cases.finish_on_the_spot(
        application(world, "shop"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
    )
    assert spot.state == CaseState.COMPLETED, "who comes in person is served at one stop"


@pytest.mark.req("ITM-34")
def test_basis_conditions_requirements_process_and_results_are_public(world):
    deliver_all()
    client = Client()
    document = world.editions["nurse"].document
    guide = text(client.get(f"/services/{document.code}/"))
    assert document.basis[0].law in guide
    assert document.conditions[0] in guide
    assert document.materials[0].name in guide
    assert document.steps[0].name in guide
    assert document.results[0].name in guide
    departments = text(client.get("/services/departments/"))
    names = set(Item.objects.values_list("organ_name", flat=True))
    assert len(names) == 24
    assert all(name in departments for name in names), "every department that faces the public"
    online = application(world, "nurse", channel=Channel.ONLINE)
    case = finished(world, cases.receive(online, by=world.citizen, at=AT), first_day=18)
    roll = text(client.get("/roll/"))
    assert case.matter.title in roll
    assert "准予" in roll
    assert "刘**" in roll
    assert "刘建国" not in roll
