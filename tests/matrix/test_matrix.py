"""Role × route: who may open what. The expected cells are written by hand, not taken from the code.

`routes.csv` names the audience of every address, `audiences.csv` says which roles belong to it. An
address that is in one of the two and not in the other fails: whoever adds a page says for whom.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, get_resolver

from tools.routes import routes
from zhengwu.identity import middleware
from zhengwu.identity.enums import Level
from zhengwu.kernel.actors import ANONYMOUS, Actor, ActorKind, Assurance
from zhengwu.org.enums import Duty
from zhengwu.web import errors

HERE = Path(__file__).parent
ORGAN = "GA-XZSP"
_DUTIES = {
    "clerk": Duty.WINDOW_CLERK, "reviewer": Duty.REVIEWER, "checker": Duty.CHECKER,
    "chief": Duty.DECIDER, "head": Duty.HEAD, "manager": Duty.CENTRE_MANAGER,
    "editor": Duty.CATALOGUE_EDITOR, "supervisor": Duty.SUPERVISOR, "archivist": Duty.ARCHIVIST,
    "agent": Duty.VILLAGE_AGENT, "system_officer": Duty.SYSTEM_ADMIN,
    "security_officer": Duty.SECURITY_ADMIN, "auditor": Duty.AUDITOR, "stranger": None,
    "cashier": Duty.FINANCE_CLERK,
    "finance_checker": Duty.FINANCE_CHECKER, "hall_manager": Duty.HALL_MANAGER,
    "quality_officer": Duty.QUALITY_OFFICER, "complaint_officer": Duty.COMPLAINT_OFFICER,
    "assessor": Duty.ASSESSOR, "leader": Duty.GOVERNMENT_HEAD,
}  # fmt: skip
_DUMMIES = {"uuid": "00000000-0000-7000-8000-000000000000", "int": "1", "str": "x", "slug": "x"}


def _citizen(level: Level) -> Actor:
    return Actor(ActorKind.CITIZEN, id=_DUMMIES["uuid"], level=level, assurance=Assurance.PASSWORD)


def _staff(duty: Duty | None) -> Actor:
    duties = frozenset({f"{duty}@{ORGAN}"}) if duty else frozenset()
    return Actor(
        ActorKind.STAFF, id=_DUMMIES["uuid"], name="测试", organ_code=ORGAN, duties=duties,
        assurance=Assurance.SECOND_FACTOR,
    )  # fmt: skip


ACTORS = {
    "anonymous": ANONYMOUS,
    "declared": _citizen(Level.DECLARED),
    "verified": _citizen(Level.VERIFIED),
    **{role: _staff(duty) for role, duty in _DUTIES.items()},
}


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


AUDIENCES = {
    row.pop("audience"): {r for r, x in row.items() if x} for row in _read("audiences.csv")
}
EXPECTED = {row["route"]: row["audience"] for row in _read("routes.csv")}


def _views(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    """Pages: every address whose view carries a rule."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        pattern = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from _views(entry.url_patterns, pattern)
        elif hasattr(entry.callback, "access"):
            yield pattern, entry.callback


PAGES = dict(_views())


def _address(pattern: str) -> str:
    """The address with something in the place of every argument."""
    if pattern.startswith("/^"):
        pattern = re.sub(r"\(\?P<\w+>\[\^/\]\+\)", "x", pattern)
        pattern = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", pattern)
        return "/" + pattern[2:].rstrip("$").replace("\\", "")
    return re.sub(r"<(\w+):\w+>", lambda found: _DUMMIES[found[1]], pattern)


def test_every_address_is_in_the_matrix_and_nothing_else() -> None:
    there = {route.pattern for route in routes()}
    assert there - set(EXPECTED) == set(), "addresses nobody has decided about"
    assert set(EXPECTED) - there == set(), "addresses that are gone"
    assert set(EXPECTED.values()) <= set(AUDIENCES)
    for row in AUDIENCES.values():
        assert row <= set(ACTORS)


@pytest.mark.parametrize("pattern", sorted(PAGES))
def test_doors_open_for_these_and_nobody_else(pattern: str) -> None:
    rule = PAGES[pattern].access
    opened = {role for role, actor in ACTORS.items() if rule(actor)}
    assert opened == AUDIENCES[EXPECTED[pattern]]


@pytest.fixture
def _each_error_page_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve thousand closed doors show a dozen pages: one role sees each of them drawn once."""
    draw, drawn = errors.render_to_string, dict[tuple[str, int], str]()

    def once(name: str, context: dict[str, Any], request: HttpRequest) -> str:
        kind = (name, context["status"])
        if kind not in drawn:
            drawn[kind] = draw(name, context, request)
        return drawn[kind]

    monkeypatch.setattr(errors, "render_to_string", once)


@pytest.mark.django_db
@pytest.mark.usefixtures("_each_error_page_drawn_once")
@pytest.mark.parametrize("role", list(ACTORS))
def test_closed_doors_hide_what_is_behind(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over HTTP: the anonymous are led to the sign-in, all others see that nothing is there."""
    monkeypatch.setattr(middleware, "_actor", lambda request, at: ACTORS[role])
    client, wrong, seen = Client(), [], 0
    for pattern in PAGES:
        if role in AUDIENCES[EXPECTED[pattern]]:
            continue
        address = _address(pattern)
        answer = client.get(address)
        seen += 1
        if role == "anonymous":
            sign_in = "/desk/sign-in/" if address.startswith("/desk/") else "/sign-in/"
            good = answer.status_code == 302 and answer.headers["Location"].startswith(sign_in)
        else:
            good = answer.status_code in (403, 404)
        if not good:
            wrong.append((address, answer.status_code))
    assert seen
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_machines_without_a_token_get_nothing(method: str) -> None:
    for route in [one.pattern for one in routes() if EXPECTED[one.pattern] == "machine"]:
        verb, _, pattern = route.partition(" ")
        address = re.sub(r"<(\w+)>", _DUMMIES["uuid"], pattern)
        answer = getattr(Client(), method)(address, content_type="application/json")
        if verb.lower() == method:
            assert answer.status_code == 401, (route, answer.status_code)
        else:
            assert answer.status_code in (401, 405), (route, answer.status_code)
