"""Whatever stands in an address or comes as an id: an answer of ours, never a server error."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.matrix.test_matrix import ACTORS
from zhengwu.identity import middleware
from zhengwu.kernel.actors import Actor, ActorKind, Assurance

pytestmark = pytest.mark.django_db

_DUTIES = ("manager", "supervisor", "clerk", "complaint_officer", "auditor")
EVERYBODY = Actor(
    ActorKind.STAFF, id=ACTORS["manager"].id, name="测试", organ_code=ACTORS["manager"].organ_code,
    duties=frozenset().union(*(ACTORS[role].duties for role in _DUTIES)),
    assurance=Assurance.SECOND_FACTOR,
)  # fmt: skip
DAYS = ("²", "2026-99-99", "0001-01-01", "9999-12-31", "9" * 5000)
PLACES = [
    ("/desk/statistics/", "year"),
    ("/desk/figures/", "month"),
    ("/desk/supervision/findings/", "since"),
    ("/desk/complaints/figures/", "month"),
    ("/desk/concentration/", "since"),
    ("/desk/concentration/", "until"),
]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(middleware, "_actor", lambda request, at: EVERYBODY)
    return Client()


@pytest.mark.parametrize(("address", "name"), PLACES)
def test_a_day_that_is_none_is_left_aside(address: str, name: str, client: Client) -> None:
    for text in DAYS:
        assert client.get(address, {name: text}).status_code in (200, 400, 422), text
