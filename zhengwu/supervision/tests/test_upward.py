"""Data for the level above: no gap, asked again the same, signed; and the public page."""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.test import Client

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.identity import actions as identity
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import local_day, now
from zhengwu.supervision import actions, queries
from zhengwu.supervision.feeds import RECORDS
from zhengwu.supervision.machine.schemas import Record
from zhengwu.supervision.models import Bundle, Outgoing
from zhengwu.supervision.reactions import send_upward
from zhengwu.supervision.tests.test_cards import county, outside_the_list  # noqa: F401

pytestmark = pytest.mark.django_db
MACHINE = Actor(
    kind=ActorKind.MACHINE, id="upper", name="市级监察平台",
    scopes=frozenset({"supervision.read"}),
)  # fmt: skip


def test_records_are_numbered_without_a_gap_and_once(county):  # noqa: F811
    _, card = outside_the_list(county)
    first = list(Outgoing.objects.order_by("number"))
    assert [one.number for one in first] == list(range(1, len(first) + 1))
    for entry in Entry.objects.filter(matter_id=card.pk, code="supervision.card.dealt"):
        send_upward([entry])  # delivered twice
    assert Outgoing.objects.count() == len(first)
    told = next(one.content for one in first if one.content["record_number"] == card.matter.number)
    assert told["matter_number"] == card.finding.watched.number
    assert (told["probe_code"], told["alert_type"]) == ("outside_list", "4")
    assert county.clerk.name not in json.dumps(told, ensure_ascii=False)


def test_the_published_schema_is_that_of_the_records(county):  # noqa: F811
    path = Path(settings.BASE_DIR) / "docs/supervision-record.schema.json"
    published = json.loads(path.read_text(encoding="utf-8"))
    assert published == RECORDS.record
    outside_the_list(county)
    for one in Outgoing.objects.all():
        told = {"number": one.number, **one.content}
        assert sorted(told) == sorted(published["required"]) == sorted(published["properties"])
        Record.model_validate(told)


def test_a_bundle_of_a_day_is_signed_and_follows_the_one_before(county):  # noqa: F811
    outside_the_list(county)
    day = local_day(now())
    one = actions.bundle(day, by=SYSTEM, at=now())
    assert actions.bundle(day, by=SYSTEM, at=now()) is None
    content = queries.bundle_bytes(one)
    assert hashlib.sha256(content).hexdigest() == one.digest
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.key))
    key.verify(bytes.fromhex(one.signature), bytes.fromhex(one.digest))
    lines = [json.loads(line) for line in content.decode().splitlines()]
    assert [line["number"] for line in lines[1:]] == list(range(one.first, one.last + 1))
    following = actions.bundle(day.replace(year=day.year + 1), by=SYSTEM, at=now())
    assert (following.first, following.last) == (one.last + 1, one.last)  # an empty day
    assert following.previous == one.digest
    with pytest.raises(NotPermitted):
        actions.acknowledge(one.number, digest=one.digest, by=county.clerk, at=now())
    with pytest.raises(NotPermitted):
        actions.acknowledge(one.number, digest="0" * 64, by=MACHINE, at=now())
    for _ in range(2):
        row = actions.acknowledge(one.number, digest=one.digest, by=MACHINE, at=now())
    assert row.acknowledged_by == MACHINE.name
    assert Entry.objects.filter(code="supervision.bundle.acknowledged").count() == 1


def test_the_feed_asks_for_the_scope_and_goes_on_from_a_number(county, monkeypatch):  # noqa: F811
    outside_the_list(county)
    outside_the_list(county)
    scopes = {"good": MACHINE, "bad": Actor(kind=ActorKind.MACHINE, id="x", name="别的系统")}
    monkeypatch.setattr(identity, "authenticate_token", lambda token, at: scopes.get(token))

    def get(address, token="good"):
        return Client().get(
            f"/api/supervision/{address}", headers={"authorization": f"Bearer {token}"}
        )

    assert get("records", "bad").status_code == HTTPStatus.FORBIDDEN
    seen, last = [], 0
    while rows := get(f"records?after={last}&limit=1").json()["records"]:
        seen += [one["number"] for one in rows]
        last = rows[-1]["number"]
    assert seen == list(range(1, Outgoing.objects.count() + 1))
    one = actions.bundle(local_day(now()), by=SYSTEM, at=now())
    listed = get("bundles").json()["bundles"]
    assert [row["digest"] for row in listed] == [one.digest]
    assert hashlib.sha256(get(f"bundles/{one.number}").content).hexdigest() == one.digest
    assert get("bundles/99").status_code == HTTPStatus.NOT_FOUND
    done = Client().post(
        f"/api/supervision/bundles/{one.number}/receipt", {"digest": one.digest},
        content_type="application/json", headers={"authorization": "Bearer good"},
    )  # fmt: skip
    assert done.json()["acknowledged"] is True
    assert Bundle.objects.get().acknowledged_at


@pytest.mark.req("ESV-09")
def test_anybody_reads_the_supervision_without_names(county):  # noqa: F811
    case, card = outside_the_list(county)
    page = Client().get("/supervision/").content.decode()
    assert "网上监督" in page
    assert card.matter.number not in page  # not confirmed yet
    card.state, card.judged_at = "closed", now()
    card.save()
    page = Client().get("/supervision/").content.decode()
    assert card.matter.number in page
    assert "已经整改" in page
    assert county.clerk.name not in page
    assert case.applicant_name not in page
    assert case.matter.number not in page
