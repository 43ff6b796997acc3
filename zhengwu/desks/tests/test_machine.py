"""The machine interface: scopes, applying with files, asking – and no fault whatever is sent."""

from __future__ import annotations

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client

from tools.county.answers import fill
from tools.worlds import standing
from zhengwu.cases import queries
from zhengwu.cases.models import Case
from zhengwu.cases.tests.factories import SMALL
from zhengwu.cases.tests.test_carrying import next_edition
from zhengwu.cases.tests.web.test_citizen import PNG
from zhengwu.identity import actions as identity
from zhengwu.identity.tests.factories import actor
from zhengwu.kernel.time import now

pytestmark = pytest.mark.django_db
ALL = ["items.read", "cases.read", "cases.submit"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The small county of the cases' tests, rolled back after the module."""
    with standing(SMALL, django_db_setup, django_db_blocker) as world:
        yield world


def token(scopes, name="市级平台"):
    """A fresh client's token."""
    officer, at = actor("security_admin"), now()
    client = identity.add_client(
        name=name, organ_code="", responsible="李强", scopes=scopes, by=officer, at=at
    )
    return identity.issue_token(client, by=officer, at=at).token


@pytest.fixture
def machine(world):
    """A client that may do everything."""
    return Client(headers={"Authorization": f"Bearer {token(ALL)}"})


def begin(machine, world):
    """A draft for the proven citizen."""
    person = world.account.person
    sent = {
        "item": world.editions["archive"].item.code,
        "applicant": {"name": person.name, "id_number": person.id_number},
    }
    return machine.post("/api/drafts", sent, content_type="application/json")


@pytest.mark.req("CASE-43")
def test_an_application_with_a_file_is_handed_in_once(world, machine):
    draft = begin(machine, world)
    assert draft.status_code == 201, draft.content
    address = f"/api/drafts/{draft.json()['id']}"
    schema = queries.schema_of(queries.terms_of(world.editions["archive"].pk))
    answers = fill(schema, random.Random(5), world.account.person.name)
    assert draft.json()["faults"]
    filled = machine.put(address, {"answers": answers}, content_type="application/json")
    assert filled.json()["faults"] == {}
    materials = machine.get(f"/api/items/{world.editions['archive'].item.code}").json()["materials"]
    code = next(one["code"] for one in materials if not one["provided"])
    sent = machine.post(
        f"{address}/files", {"code": code, "file": SimpleUploadedFile("证.png", PNG)}
    )
    assert sent.status_code == 201
    assert sent.json()["files"][0]["name"] == "证.png"
    done = machine.post(
        f"{address}/submit", {"truth_declared": True}, content_type="application/json"
    )
    again = machine.post(
        f"{address}/submit", {"truth_declared": True}, content_type="application/json"
    )
    assert done.status_code == 200, done.content
    assert again.json()["number"] == done.json()["number"]
    assert Case.objects.filter(channel="machine").count() == 1
    shown = machine.get(f"/api/cases/{done.json()['number']}").json()
    assert shown["applicant"] == "刘**"
    assert len(shown["receipt_digest"]) == 64


def test_a_draft_of_a_replaced_edition_is_refused_once_and_goes_over(world, machine):
    draft = begin(machine, world).json()["id"]
    newer = next_edition(world, "archive")
    sent = {"truth_declared": True}
    answer = machine.post(f"/api/drafts/{draft}/submit", sent, content_type="application/json")
    assert answer.status_code == 409
    assert f"第{newer.number}版" in answer.json()["message"]
    shown = machine.put(f"/api/drafts/{draft}", {"answers": {}}, content_type="application/json")
    assert shown.json()["carried"]["new_materials"] == ["新增的承诺书"]


def test_each_door_asks_for_its_scope(world):
    reader = Client(headers={"Authorization": f"Bearer {token(['items.read'])}"})
    assert reader.get("/api/items").status_code == 200
    assert reader.get("/api/cases/X").status_code == 403
    assert begin(reader, world).status_code == 403
    assert Client().get("/api/items").status_code == 401
    wrong = Client(headers={"Authorization": "Bearer zw_nothing"})
    statuses = {wrong.get("/api/items").status_code for _ in range(40)}
    assert statuses == {401, 429}


def test_another_clients_drafts_and_cases_are_not_there(world, machine):
    draft = begin(machine, world).json()["id"]
    other = Client(headers={"Authorization": f"Bearer {token(ALL, '别的系统')}"})
    sent = {"answers": {}}
    answer = other.put(f"/api/drafts/{draft}", sent, content_type="application/json")
    assert answer.status_code == 404
    assert other.get("/api/cases/GA-FW-2026-000001").status_code == 404


def test_what_is_wrong_is_said_in_one_shape(world, machine):
    for answer, status in (
        (machine.post("/api/drafts", "{", content_type="application/json"), 400),
        (machine.post("/api/drafts", "{}", content_type="application/json"), 422),
        (machine.get("/api/items/none"), 404),
    ):
        assert answer.status_code == status
        assert set(answer.json()) >= {"message"}


def test_nothing_that_fits_or_breaks_the_description_makes_a_fault(world):
    import schemathesis

    @schemathesis.serializer("application/x-ndjson")
    def lines(ctx, value):
        return str(value).encode()

    headers = {"Authorization": f"Bearer {token(ALL, '探测')}", "X-Exchange-Node": "probe"}
    application = get_wsgi_application()
    # The requests of the probe run inside the test's transaction: nobody closes its connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
        for result in schema.get_all_operations():
            _probe(result.ok(), headers)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _probe(operation, headers):
    from hypothesis import HealthCheck, given, settings

    @given(case=operation.as_strategy())
    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def run(case):
        response = case.call(headers=headers)
        assert response.status_code < 500, response.text

    run()
