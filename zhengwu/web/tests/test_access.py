"""The door: who is let in, who is led to the sign-in page, who sees nothing."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from zhengwu.kernel.actors import ANONYMOUS, Actor, ActorKind, Assurance
from zhengwu.web import access as door
from zhengwu.web.access import access, anyone, citizen, signed_in, staff
from zhengwu.web.tests.urls import decider

# A refused member of staff sees the desk around the message, with its counts.
pytestmark = pytest.mark.django_db

LI = Actor(
    kind=ActorKind.STAFF,
    id="1",
    duties=frozenset({"decider@G1"}),
    assurance=Assurance.SECOND_FACTOR,
)
WANG = Actor(kind=ActorKind.STAFF, id="2", assurance=Assurance.SECOND_FACTOR)
WANG_HALF_WAY = Actor(kind=ActorKind.STAFF, id="2", assurance=Assurance.PASSWORD)
APPLICANT = Actor(kind=ActorKind.CITIZEN, id="3", assurance=Assurance.PASSWORD)


@pytest.fixture(autouse=True)
def _sign_in_address(settings: object) -> None:
    settings.LOGIN_URL = "/sign-in/"  # type: ignore[attr-defined]
    settings.DESK_LOGIN_URL = "/desk/sign-in/"  # type: ignore[attr-defined]


def ask(rule: door.Rule, actor: Actor, path: str = "/x/?a=1", **headers: str) -> HttpResponse:
    request = RequestFactory().get(path, headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    return access(rule)(lambda request: HttpResponse("seen"))(request)


@pytest.mark.parametrize(
    ("rule", "let_in"),
    [
        (anyone, [ANONYMOUS, APPLICANT, WANG, WANG_HALF_WAY]),
        (signed_in, [APPLICANT, WANG, WANG_HALF_WAY]),
        (citizen, [APPLICANT]),
        (staff, [WANG, LI]),
        (decider, [LI]),
    ],
)
def test_rules_let_in_exactly_these(rule: door.Rule, let_in: list[Actor]) -> None:
    for actor in (ANONYMOUS, APPLICANT, WANG, WANG_HALF_WAY, LI):
        seen = ask(rule, actor).status_code == 200
        assert seen is (actor in let_in or (actor is LI and rule in (anyone, signed_in, staff)))


def test_a_stranger_is_led_to_the_sign_in_page_and_back() -> None:
    answer = ask(signed_in, ANONYMOUS)
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Fx%2F%3Fa%3D1"


def test_the_desk_has_its_own_sign_in_page() -> None:
    assert ask(staff, ANONYMOUS, "/desk/x/")["Location"].startswith("/desk/sign-in/?next=")


def test_staff_without_second_factor_is_led_to_it_not_refused() -> None:
    assert ask(staff, WANG_HALF_WAY, "/desk/x/").status_code == 302


def test_a_fragment_request_redirects_the_whole_page() -> None:
    answer = ask(signed_in, ANONYMOUS, **{"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/sign-in/")


def test_after_a_refused_post_the_way_back_leads_to_the_form() -> None:
    request = RequestFactory().post("/act/", headers={"Referer": "http://testserver/form/?step=2"})
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    answer = access(signed_in)(lambda request: HttpResponse())(request)
    assert answer["Location"] == "/sign-in/?next=%2Fform%2F%3Fstep%3D2"


def test_a_foreign_referrer_is_not_a_way_back() -> None:
    request = RequestFactory().post("/act/", headers={"Referer": "http://evil.example/"})
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    answer = access(signed_in)(lambda request: HttpResponse())(request)
    assert answer["Location"] == "/sign-in/?next=%2Fact%2F"


def test_whoever_is_refused_sees_404_and_the_hook_hears_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[tuple[HttpRequest, door.Rule]] = []
    monkeypatch.setattr(door, "_hooks", [lambda request, rule: heard.append((request, rule))])
    answer = ask(decider, WANG)
    assert answer.status_code == 404
    assert [rule for _, rule in heard] == [decider]
    assert "没有找到" in answer.content.decode()


def test_where_existence_is_no_secret_it_is_403() -> None:
    request = RequestFactory().get("/desk/x/")
    request.actor = WANG  # type: ignore[attr-defined]
    assert access(decider, hidden=False)(lambda r: HttpResponse())(request).status_code == 403


def test_a_view_says_its_rule_and_carries_only_one() -> None:
    view = access(decider)(lambda request: HttpResponse())
    assert view.access is decider
    with pytest.raises(TypeError):
        access(anyone)(view)
