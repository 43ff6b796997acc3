"""The citizen's pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from zhengwu.identity import queries
from zhengwu.identity.actions import waiting
from zhengwu.identity.enums import Level, MandateState
from zhengwu.identity.models import Account, Firm, Mandate, Person
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.parameters import limits
from zhengwu.identity.tests.factories import (
    PASSWORD,
    SECRET,
    credit_code,
    id_number,
    make_citizen,
    make_firm,
    make_mandate,
    make_staff_account,
    make_totp,
    sign_in,
)
from zhengwu.kernel.time import local_day, now

pytestmark = pytest.mark.django_db


def walk(client: Client, kind: str, answers: dict[str, dict[str, str]]) -> Any:
    """Register by answering one question a page."""
    response = client.post("/register/", {"kind": kind})
    for step, given in answers.items():
        assert response.status_code == 302, (step, response.content.decode()[-3000:])
        assert response.url == f"/register/{step}/"
        assert client.get(response.url).status_code == 200
        response = client.post(response.url, given)
    return response


def answers(**other: dict[str, str]) -> dict[str, dict[str, str]]:
    given = {
        "name": {"name": "阿卜杜热合曼·买买提"},
        "paper": {"id_kind": "resident", "id_number": id_number().lower()},
        "phone": {"phone": "138 0013 8000"},
        "username": {"username": "maimaiti"},
        "privacy": {"consent": "yes"},
        "password": {"password": PASSWORD, "again": PASSWORD},
    }
    return {step: other.get(step, given[step]) for step in given}


def test_registering_one_question_a_page() -> None:
    client = Client()
    response = walk(client, "person", answers())
    assert (response.status_code, response.url) == (302, "/account/?welcome=1")
    page = client.get(response.url).content.decode()
    assert "已登记，未核验" in page
    assert "还不能提交申请" in page
    person = Person.objects.get()
    assert (person.name, person.phone) == ("阿卜杜热合曼·买买提", "13800138000")


def test_registering_for_a_firm() -> None:
    client, code = Client(), credit_code()
    given = answers()
    steps = {
        "name": given["name"],
        "paper": given["paper"],
        "firm": {"firm_name": "广安渠江餐饮有限公司"},
        "code": {"uscc": code},
        "representative": {"legal_representative": "王秀兰"},
        **{step: given[step] for step in ("phone", "username", "privacy", "password")},
    }
    assert walk(client, "firm", steps).status_code == 302
    firm = Firm.objects.get()
    assert (firm.uscc, firm.level) == (code, Level.DECLARED)
    assert f'value="firm:{firm.pk}" checked' in client.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("step", "given", "word"),
    [
        ("name", {"name": ""}, "姓名"),
        ("paper", {"id_kind": "resident", "id_number": "110105194912310020"}, "号码有误"),
        ("paper", {"id_kind": "library card", "id_number": "1"}, "证件类型"),
        ("phone", {"phone": "123"}, "11 位"),
        ("username", {"username": "a"}, "4 至 32"),
        ("privacy", {}, "同意"),
        ("password", {"password": "short", "again": "short"}, "12"),
        ("password", {"password": PASSWORD, "again": "x"}, "不一致"),
    ],
)
def test_a_wrong_answer_is_explained_beside_its_question(
    step: str, given: dict[str, str], word: str
) -> None:
    client = Client()
    until = {}
    for name, value in answers().items():
        if name == step:
            break
        until[name] = value
    walk(client, "person", until)
    response = client.post(f"/register/{step}/", given)
    assert response.status_code == 422
    assert word in response.content.decode()
    assert not Account.objects.exists()


def test_no_question_can_be_skipped() -> None:
    client = Client()
    assert client.get("/register/password/").url == "/register/"
    client.post("/register/", {"kind": "person"})
    assert client.get("/register/password/").url == "/register/name/"
    assert client.get("/register/nonsense/").status_code == 404


def test_the_number_is_not_readable_in_the_session() -> None:
    client, number = Client(), id_number(321)
    walk(client, "person", {"name": {"name": "刘建国"},
                            "paper": {"id_kind": "resident", "id_number": number}})  # fmt: skip
    assert number not in str(dict(client.session.items()))


def test_a_registered_number_is_not_betrayed() -> None:
    number = id_number()
    make_citizen(number=number)
    given = answers(paper={"id_kind": "resident", "id_number": number})
    assert walk(Client(), "person", given).url == "/account/?welcome=1"


def test_names_cannot_be_tried_out_endlessly() -> None:
    client = Client()
    given = answers()
    walk(client, "person", {step: given[step] for step in ("name", "paper", "phone")})
    for number in range(limits()["register.username"].amount):
        client.post("/register/username/", {"username": f"free{number}"})
    assert client.post("/register/username/", {"username": "another"}).status_code == 429


def post_sign_in(client: Client, account: Account, **other: str) -> Any:
    values = {"username": account.username, "password": PASSWORD} | other
    return client.post("/sign-in/", values)


def test_signing_in_and_out() -> None:
    account, client = make_citizen(), Client()
    assert client.get("/account/").url == "/sign-in/?next=%2Faccount%2F"
    assert post_sign_in(client, account, next="/account/phone/").url == "/account/phone/"
    assert client.get("/account/").status_code == 200
    key = client.cookies[configured.SESSION_COOKIE_NAME].value
    client.post("/sign-out/")
    client.cookies[configured.SESSION_COOKIE_NAME] = key
    assert client.get("/account/").status_code == 302


def test_the_session_key_changes_at_sign_in() -> None:
    account, client = make_citizen(), Client()
    client.post("/register/", {"kind": "person"})  # an attacker's key, planted before
    planted = client.cookies[configured.SESSION_COOKIE_NAME].value
    post_sign_in(client, account)
    assert client.cookies[configured.SESSION_COOKIE_NAME].value != planted
    stranger = Client()
    stranger.cookies[configured.SESSION_COOKIE_NAME] = planted
    assert stranger.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/desk/",
        "",
    ],
)
def test_the_way_back_stays_in_the_house(target: str) -> None:
    assert post_sign_in(Client(), make_citizen(), next=target).url == "/account/"


def test_wrong_passwords_and_unknown_names_get_the_same_page() -> None:
    account = make_citizen()
    known = post_sign_in(Client(), account, password="不是这个密码-2026")
    unknown = post_sign_in(Client(), account, username="nobody", password="不是这个密码-2026")
    assert (known.status_code, unknown.status_code) == (422, 422)

    def plain(page: Any, name: str) -> str:
        import re

        text = page.content.decode().replace(name, "NAME")
        return re.sub(r'(name="(once|csrfmiddlewaretoken)" value=")[^"]*', r"\1", text)

    assert plain(known, account.username) == plain(unknown, "nobody")


def test_forms_are_protected_against_forgery() -> None:
    client = Client(enforce_csrf_checks=True)
    account = make_citizen()
    assert post_sign_in(client, account).status_code == 403
    sign_in(client, account)
    assert client.post("/account/phone/", {"phone": "13900139000"}).status_code == 403


def test_a_citizen_with_a_second_factor_is_asked_for_it() -> None:
    account, client = make_citizen(), Client()
    make_totp(account)
    assert post_sign_in(client, account).url == "/sign-in/code/"
    assert client.get("/account/").status_code == 302
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert client.post("/sign-in/code/", {"code": codes.code_at(SECRET, now())}).url == "/account/"
    assert client.get("/account/").status_code == 200


def test_switching_the_second_factor_on() -> None:
    account, client = make_citizen(), Client()
    sign_in(client, account)
    page = client.get("/account/authenticator/").content.decode()
    assert "data:image/svg+xml;base64," in page
    secret = bytes.fromhex(
        configured.VAULT.open(bytes.fromhex(client.session[waiting._SECRET]), "enrol")
    )
    assert codes.base32(secret) in page
    wrong = client.post("/account/authenticator/", {"code": "000000", "password": PASSWORD})
    assert wrong.status_code == 422
    right = {"code": codes.code_at(secret, now()), "password": PASSWORD}
    assert client.post("/account/authenticator/", right).status_code == 302
    assert account.factors.count() == 1


def test_an_open_page_is_not_enough_to_change_the_second_factor() -> None:
    """Neither replaced nor added without the password: it would lock the owner out."""
    account, client = make_citizen(), Client()
    make_totp(account)
    kept = account.factors.get().pk
    sign_in(client, account)
    client.get("/account/authenticator/")
    sealed = bytes.fromhex(client.session[waiting._SECRET])
    code = codes.code_at(bytes.fromhex(configured.VAULT.open(sealed, "enrol")), now())
    for password in ("", "不是这个密码-2026"):
        typed = {"code": code, "password": password}
        answer = client.post("/account/authenticator/", typed)
        assert "密码不正确" in answer.content.decode()
        client.post("/account/passkey/", {"response": "{}", "password": password})
    assert account.factors.get().pk == kept


def test_an_idle_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    account, client = make_citizen(), Client()
    sign_in(client, account, at=now() - timedelta(seconds=3601))
    assert client.get("/account/").status_code == 302
    assert not client.get("/account/").wsgi_request.user.is_authenticated


def test_pages_of_a_person_are_not_kept_by_the_browser() -> None:
    account, client = make_citizen(), Client()
    sign_in(client, account)
    assert client.get("/account/").headers["Cache-Control"] == "no-store"


def test_verification_by_a_provider(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = ["demonstration"]
    account, client = make_citizen(Level.DECLARED, number=id_number(123)), Client()
    sign_in(client, account)
    assert "在线核验" in client.get("/account/").content.decode()
    assert client.post("/account/verify/", {"provider": "nobody"}).status_code == 404
    assert client.post("/account/verify/", {"provider": "demonstration"}).status_code == 302
    assert "已实名核验" in client.get("/account/").content.decode()


def test_a_no_of_the_provider_is_told(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = ["demonstration"]
    account, client = make_citizen(Level.DECLARED, number=id_number(901)), Client()
    sign_in(client, account)
    response = client.post("/account/verify/", {"provider": "demonstration"}, follow=True)
    assert "姓名与证件号码不一致" in response.content.decode()


def test_telephone_and_password() -> None:
    account, client = make_citizen(), Client()
    sign_in(client, account)
    assert client.get("/account/phone/").status_code == 200
    assert client.post("/account/phone/", {"phone": "1"}).status_code == 422
    assert client.post("/account/phone/", {"phone": "13900139000"}).status_code == 302
    assert Person.objects.get(pk=account.person_id).phone == "13900139000"
    new = "换一个新的密码要长一点"
    assert client.get("/account/password/").status_code == 200
    wrong = client.post("/account/password/", {"old": "x", "password": new * 2, "again": new * 2})
    assert wrong.status_code == 422
    done = client.post(
        "/account/password/", {"old": PASSWORD, "password": new * 2, "again": new * 2}
    )
    assert done.status_code == 302
    assert client.get("/account/").status_code == 200


def test_devices_are_seen_and_ended() -> None:
    account = make_citizen()
    here, there = Client(), Client()
    sign_in(here, account)
    sign_in(there, account)
    assert "退出其他所有设备" in here.get("/account/").content.decode()
    assert here.post("/account/devices/", {"seat": "x"}).status_code == 302
    assert there.get("/account/").status_code == 200
    here.post("/account/devices/")
    assert there.get("/account/").status_code == 302
    assert queries.open_seats(account).count() == 1


def test_acting_for_a_firm_and_back() -> None:
    account, client = make_citizen(), Client()
    firm = make_firm(account)
    sign_in(client, account)
    client.post("/account/act-as/", {"behalf": f"firm:{firm.pk}"})
    actor = client.get("/account/").wsgi_request.actor
    assert actor.behalf == f"firm:{firm.pk}"
    client.post("/account/act-as/", {"behalf": ""})
    assert client.get("/account/").wsgi_request.actor.behalf == ""
    foreign = make_firm()
    assert client.post("/account/act-as/", {"behalf": f"firm:{foreign.pk}"}).status_code == 404
    assert client.post("/account/act-as/", {"behalf": "firm:nonsense"}).status_code == 404
    assert client.post(f"/account/firms/{foreign.pk}/leave/").status_code == 404
    nobody = client.post(f"/account/firms/{firm.pk}/leave/", {"person": "x"})
    assert nobody.status_code == 404
    assert client.post(f"/account/firms/{firm.pk}/leave/").status_code == 302


def test_declaring_a_firm() -> None:
    account, client = make_citizen(), Client()
    sign_in(client, account)
    assert client.get("/account/firms/new/").status_code == 200
    typed = {"name": "广安渠江餐饮有限公司", "uscc": "1", "legal_representative": "王秀兰"}
    assert client.post("/account/firms/new/", typed).status_code == 422
    assert client.post("/account/firms/new/", typed | {"uscc": credit_code()}).status_code == 302


def test_giving_and_revoking_a_mandate() -> None:
    account, client = make_citizen(), Client()
    sign_in(client, account)
    assert client.get("/account/mandates/new/").status_code == 200
    today = local_day(now())
    typed = {
        "agent_name": "陈二",
        "agent_number": id_number(),
        "valid_from": today.isoformat(),
        "valid_to": "2026-13-45",
        "items": "A-1，B-2 C-3",
    }
    wrong = client.post("/account/mandates/new/", typed | {"agent_number": "1"})
    assert wrong.status_code == 422
    late = client.post(
        "/account/mandates/new/", typed | {"valid_to": (today - timedelta(days=1)).isoformat()}
    )
    assert "委托期限有误" in late.content.decode()
    assert client.post("/account/mandates/new/", typed).status_code == 302
    mandate = Mandate.objects.get()
    assert mandate.items == ["A-1", "B-2", "C-3"]
    stranger = Client()
    sign_in(stranger, make_citizen())
    assert stranger.post(f"/account/mandates/{mandate.pk}/revoke/").status_code == 404
    assert client.post(f"/account/mandates/{mandate.pk}/revoke/").status_code == 302
    assert Mandate.objects.get().state == MandateState.REVOKED


def test_an_agent_sees_whom_to_act_for() -> None:
    agent, principal = make_citizen(), make_citizen(name="王大爷")
    mandate = make_mandate(principal.person, agent.person, items=("A-1",))
    client = Client()
    sign_in(client, agent)
    assert "受 王大爷 委托" in client.get("/account/").content.decode()
    client.post("/account/act-as/", {"behalf": f"mandate:{mandate.pk}"})
    assert client.get("/account/").wsgi_request.actor.behalf == f"mandate:{mandate.pk}"


def test_staff_are_not_citizens() -> None:
    client = Client()
    sign_in(client, make_staff_account())
    assert client.get("/account/").status_code == 404


def test_middleware_costs_little(django_assert_max_num_queries: Any) -> None:
    account, client = make_citizen(), Client()
    firm = make_firm(account)
    sign_in(client, account, behalf=f"firm:{firm.pk}")
    with django_assert_max_num_queries(3):  # session, account, membership
        client.get("/register/")
    with django_assert_max_num_queries(0):
        Client().get("/register/")
