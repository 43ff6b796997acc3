"""The staff's pages: sign-in, own security, counter, officers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from zhengwu.identity import actions
from zhengwu.identity.actions import waiting
from zhengwu.identity.enums import Level
from zhengwu.identity.models import Account, Firm, MachineClient, Mandate, Parameter, Recovery
from zhengwu.identity.rules import codes
from zhengwu.identity.tests.factories import (
    PASSWORD,
    SECRET,
    actor,
    credit_code,
    id_number,
    make_citizen,
    make_person,
    make_staff,
    make_staff_account,
    sign_in,
)
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Holding, Officer, Post, PostDuty

pytestmark = pytest.mark.django_db


def appoint(account: Account, duty: str) -> None:
    """Give a duty the way the organisation keeps it."""
    staff, day = account.staff, local_day(now()) - timedelta(days=1)
    if duty in {"system_admin", "security_admin", "auditor"}:
        fields = {field.name for field in Officer._meta.get_fields()}
        values: dict[str, Any] = {"staff": staff, "duty": duty, "organ": staff.organ, "since": day}
        Officer.objects.create(**{name: value for name, value in values.items() if name in fields})
        return
    post = Post.objects.create(code=f"P-{account.username}", name="岗位", organ=staff.organ)
    PostDuty.objects.create(post=post, duty=duty)
    Holding.objects.create(staff=staff, post=post, valid_from=day)


def desk(duty: str = "") -> Client:
    """A signed-in client of somebody with one duty."""
    client, account = Client(), make_staff_account()
    if duty:
        appoint(account, duty)
    sign_in(client, account)
    return client


def password(client: Client, account: Account, **other: str) -> Any:
    values = {"username": account.username, "password": PASSWORD} | other
    return client.post("/desk/sign-in/", values)


def test_password_alone_opens_nothing() -> None:
    account, client = make_staff_account(), Client()
    assert password(client, account, next="/desk/security/").url == "/desk/sign-in/code/"
    assert client.get("/desk/security/").status_code == 302
    assert client.get("/desk/sign-in/code/").status_code == 200
    wrong = client.post("/desk/sign-in/code/", {"code": "000000"})
    assert wrong.status_code == 422
    right = client.post("/desk/sign-in/code/", {"code": codes.code_at(SECRET, now())})
    assert right.url == "/desk/security/"
    assert client.get("/desk/security/").status_code == 200


def test_the_first_sign_in_changes_the_password_and_enrols() -> None:
    account, client = make_staff_account(totp=False), Client()
    Account.objects.filter(pk=account.pk).update(must_change_password=True)
    assert password(client, account).url == "/desk/sign-in/password/"
    assert client.get("/desk/sign-in/code/").url == "/desk/sign-in/password/"
    assert client.get("/desk/sign-in/enrol/").url == "/desk/sign-in/password/"
    same = client.post("/desk/sign-in/password/", {"password": PASSWORD, "again": PASSWORD})
    assert same.status_code == 422
    new = "第一次登录时换的新密码"
    done = client.post("/desk/sign-in/password/", {"password": new * 2, "again": new * 2})
    assert done.url == "/desk/sign-in/enrol/"
    page = client.get("/desk/sign-in/enrol/").content.decode()
    secret = bytes.fromhex(
        configured.VAULT.open(bytes.fromhex(client.session[waiting._SECRET]), "enrol")
    )
    assert codes.base32(secret) in page
    assert client.post("/desk/sign-in/enrol/", {"code": "000000"}).status_code == 422
    right = client.post("/desk/sign-in/enrol/", {"code": codes.code_at(secret, now())})
    assert right.status_code == 302
    assert client.get("/desk/security/").status_code == 200


def test_somebody_enrolled_cannot_enrol_again_by_password_alone() -> None:
    account, client = make_staff_account(), Client()
    password(client, account)
    assert client.get("/desk/sign-in/enrol/").url == "/desk/sign-in/code/"
    assert client.post("/desk/sign-in/enrol/", {"code": "1"}).url == "/desk/sign-in/code/"


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """GB/T 22239-2019 8.1.4.1 b): whoever does nothing is signed out, though the bell rings on."""
    from zhengwu.identity import middleware

    begun = now()

    def bell(client: Client, minutes: int, **more: str) -> str:
        monkeypatch.setattr(middleware, "now", lambda: begun + timedelta(minutes=minutes))
        asked = {"headers": {"HX-Request": "true", **more}}
        return client.get("/desk/inbox/bell/", **asked).content.decode()  # type: ignore[arg-type]

    away, there = desk(), desk()
    for minutes in (20, 40, 59):
        assert "登录已到期" not in bell(away, minutes) + bell(there, minutes, **{"X-Present": "1"})
    assert "登录已到期" not in bell(there, 70)
    said = bell(away, 70, Referer="http://testserver/desk/inbox/")
    assert "登录已到期" in said
    assert "next=%2Fdesk%2Finbox%2F" in said
    assert "HX-Redirect" not in said


def test_a_used_code_does_not_open_a_second_session() -> None:
    account, code = make_staff_account(), codes.code_at(SECRET, now())
    for status in (302, 422):
        client = Client()
        password(client, account)
        assert client.post("/desk/sign-in/code/", {"code": code}).status_code == status


def test_steps_without_a_password_lead_back() -> None:
    for step in ("code", "enrol", "password"):
        assert Client().get(f"/desk/sign-in/{step}/").url == "/desk/sign-in/?expired=1"
    assert Client().post("/desk/sign-in/passkey/").url == "/desk/sign-in/?expired=1"


def test_waiting_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    account, client = make_staff_account(), Client()
    password(client, account)
    session = client.session
    session[waiting._WAITING] = {**session[waiting._WAITING], "at": 0}
    session.save()
    assert client.get("/desk/sign-in/code/").url == "/desk/sign-in/?expired=1"


def test_a_password_changed_meanwhile_ends_the_waiting() -> None:
    account, client = make_staff_account(), Client()
    password(client, account)
    Account.objects.filter(pk=account.pk).update(password="md5$other$0000")
    assert client.get("/desk/sign-in/code/").status_code == 302


def test_the_demonstration_code_is_shown_in_a_demonstration_only(settings: Any) -> None:
    account, client = make_staff_account(), Client()
    password(client, account)
    assert "当前动态口令" not in client.get("/desk/sign-in/code/").content.decode()
    settings.DEMO = True
    page = client.get("/desk/sign-in/code/").content.decode()
    assert codes.code_at(SECRET, now()) in page


def test_a_nonsense_passkey_is_refused() -> None:
    account, client = make_staff_account(), Client()
    password(client, account)
    for nonsense in ("", "{}", "[]", "null", '{"id": "x"}', "不是 JSON"):
        assert client.post("/desk/sign-in/passkey/", {"response": nonsense}).status_code in {
            422,
            429,
        }


def test_sensitive_pages_ask_again() -> None:
    client, account = Client(), make_staff_account()
    sign_in(client, account, at=now() - timedelta(minutes=11))
    assert "/desk/confirm/" in client.get("/desk/security/authenticator/").url
    back = "/desk/security/authenticator/"
    assert client.get("/desk/confirm/").status_code == 200
    assert client.post("/desk/confirm/", {"code": "000000", "next": back}).status_code == 422
    code = codes.code_at(SECRET, now())
    assert client.post("/desk/confirm/", {"code": code, "next": back}).url == back
    assert client.get(back).status_code == 200


def test_own_security() -> None:
    client = desk()
    page = client.get("/desk/security/")
    assert page.status_code == 200
    assert page.wsgi_request.actor.is_staff
    factor = page.wsgi_request.user.factors.get()
    assert client.post("/desk/security/remove/", {"factor": str(factor.pk)}).status_code == 409
    assert client.get("/desk/security/password/").status_code == 200
    new = "换一个新的密码要长一点"
    values = {"old": PASSWORD, "password": new * 2, "again": new * 2}
    assert client.post("/desk/security/password/", values).status_code == 302
    assert client.get("/desk/security/").status_code == 200
    assert client.post("/desk/security/devices/").status_code == 302
    assert client.post("/desk/sign-out/").url == "/desk/sign-in/"
    assert client.get("/desk/security/").status_code == 302


# The counter

COUNTER = ["/desk/verification/", "/desk/verification/firm/", "/desk/verification/mandate/"]


@pytest.mark.parametrize("path", COUNTER)
def test_the_counter_is_for_clerks(path: str) -> None:
    assert desk("window_clerk").get(path).status_code == 200
    assert desk("reviewer").get(path).status_code == 404
    client = Client()
    sign_in(client, make_citizen())
    assert client.get(path).status_code == 404


def test_the_clerk_finds_and_verifies() -> None:
    account, client = make_citizen(Level.DECLARED, name="刘建国"), desk("window_clerk")
    number = account.person.id_number
    found = client.post("/desk/verification/", {"id_kind": "resident", "id_number": number.lower()})
    assert account.username in found.content.decode()
    assert number not in found.content.decode().replace(f'value="{number}"', "")
    address = f"/desk/verification/{account.pk}/"
    assert client.get(address).status_code == 200
    paper = {"id_kind": "resident", "id_number": number, "name": "刘建国", "answer": "yes"}
    half = client.post(address, paper | {"face": "1"})
    assert (half.status_code, "两项" in half.content.decode()) == (422, True)
    other = client.post(address, paper | {"face": "1", "data": "1", "name": "刘建囯"})
    assert 'name="correct"' in other.content.decode()
    assert client.post(address, paper | {"face": "1", "data": "1"}).status_code == 302
    account.person.refresh_from_db()
    assert account.person.level == Level.VERIFIED
    assert "核验记录" in client.get(address).content.decode()


def test_a_doubled_claim_at_the_counter() -> None:
    number = id_number()
    make_citizen(number=number)
    second, client = make_citizen(Level.DECLARED, number=number), desk("window_clerk")
    found = client.post("/desk/verification/", {"id_kind": "resident", "id_number": number})
    assert "多个登记" in found.content.decode()
    address = f"/desk/verification/{second.pk}/"
    paper = {
        "id_kind": "resident", "id_number": number, "name": "刘建国", "answer": "yes",
        "face": "1", "data": "1",
    }  # fmt: skip
    assert 'name="take_over"' in client.post(address, paper).content.decode()
    assert client.post(address, paper | {"take_over": "1"}).status_code == 302
    second.refresh_from_db()
    assert second.person.level == Level.VERIFIED


def test_finding_by_the_name_told() -> None:
    account, client = make_citizen(Level.DECLARED), desk("window_clerk")
    found = client.post("/desk/verification/", {"username": account.username.upper()})
    assert "核验这个账号" in found.content.decode()
    empty = client.post("/desk/verification/", {"username": "nobody"})
    assert "没有找到" in empty.content.decode()


def test_a_firm_at_the_counter() -> None:
    person, client = make_person(), desk("window_clerk")
    typed = {
        "firm_name": "广安渠江餐饮有限公司", "uscc": credit_code(),
        "legal_representative": "刘建国",
        "id_kind": "resident", "id_number": person.id_number, "licence": "1",
    }  # fmt: skip
    assert client.post("/desk/verification/firm/", typed).status_code == 422
    unknown = typed | {"authority": "1", "id_number": id_number(555, born="20010101")}
    assert client.post("/desk/verification/firm/", unknown).status_code == 422
    assert client.post("/desk/verification/firm/", typed | {"authority": "1"}).status_code == 302
    assert Firm.objects.get().members.get().person == person


def test_a_letter_at_the_counter_needs_its_scan() -> None:
    principal, agent, client = make_person(name="王大爷"), make_person(), desk("window_clerk")
    today = local_day(now())
    typed = {
        "id_kind": "resident", "id_number": principal.id_number, "agent_name": agent.name,
        "agent_number": agent.id_number, "valid_from": today.isoformat(),
        "valid_to": today.isoformat(),
    }  # fmt: skip
    refused = client.post("/desk/verification/mandate/", typed)
    assert (refused.status_code, "授权委托书" in refused.content.decode()) == (422, True)
    assert not Mandate.objects.exists()


def test_a_forgotten_password_at_the_counter() -> None:
    account, client = make_citizen(name="刘建国"), desk("window_clerk")
    address = f"/desk/verification/{account.pk}/"
    theirs = Client()
    sign_in(theirs, account)
    paper = {
        "id_kind": "resident", "id_number": account.person.id_number, "name": "刘建国",
        "answer": "reset",
    }  # fmt: skip
    assert client.post(address, paper | {"face": "1"}).status_code == 422
    wrong = {"face": "1", "data": "1", "id_number": id_number(555, born="20010101")}
    assert client.post(address, paper | wrong).status_code == 422
    assert client.post(address, paper | {"face": "1", "data": "1"}).status_code == 302
    code = waiting_text(client)
    assert code in client.get("/desk/verification/shown/").content.decode()
    assert theirs.get("/account/").status_code == 302
    values = {"username": account.username, "password": code}
    assert theirs.post("/sign-in/", values).url == "/account/password/"
    # The clerk has seen it: it opens the page to replace it and nothing else (ASVS 2.3.1).
    for page in ("/account/", "/my/", "/inbox/"):
        assert theirs.get(page).url == "/account/password/"
    assert theirs.get("/account/password/").status_code == 200
    fresh = {
        "old": code,
        "password": "一句自己才知道的长话2026",
        "again": "一句自己才知道的长话2026",
    }
    assert theirs.post("/account/password/", fresh).status_code == 302
    assert theirs.get("/account/").status_code == 200
    declared = make_citizen(Level.DECLARED, name="刘建国")
    own = paper | {"face": "1", "data": "1", "id_number": declared.person.id_number}
    assert client.post(f"/desk/verification/{declared.pk}/", own).status_code == 403


def test_a_refused_page_is_an_entry() -> None:
    client = desk("reviewer")
    assert client.get("/desk/accounts/").status_code == 404
    entry = Entry.objects.get(code="identity.page.refused")
    assert entry.payload["path"] == "/desk/accounts/"


def test_a_machine_calls_with_its_token(rf: Any) -> None:
    by, at = actor("security_admin"), now()
    client = actions.add_client(
        name="市级平台", organ_code="x", responsible="李强", scopes=["items.read"], by=by, at=at
    )
    token = actions.issue_token(client, by=by, at=at).token
    request = rf.get("/api/items", headers={"Authorization": f"Bearer {token}"})
    machine = actions.bearer(request)
    assert machine == request.actor
    assert machine.scopes == {"items.read"}
    for header in ("Bearer nonsense", f"Basic {token}", ""):
        assert actions.bearer(rf.get("/", headers={"Authorization": header})) is None


# The officers


@pytest.mark.parametrize(
    ("duty", "status"),
    [("system_admin", 200), ("security_admin", 200), ("auditor", 200), ("window_clerk", 404)],
)
def test_who_sees_the_officers_pages(duty: str, status: int) -> None:
    client, account = desk(duty), make_staff_account()
    for path in ("", f"{account.pk}/"):
        assert client.get(f"/desk/accounts/{path}").status_code == status
    for path in ("recoveries", "parameters", "clients"):
        assert client.get(f"/desk/{path}/").status_code == status


def test_making_an_account_shows_the_password_once() -> None:
    client, staff = desk("system_admin"), make_staff("李强")
    assert "李强" in client.get("/desk/accounts/?q=李强").content.decode()
    address = f"/desk/accounts/new/{staff.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"username": "x"}).status_code == 422
    assert client.post(address, {"username": "liqiang"}).url == "/desk/accounts/shown/"
    assert "只显示这一次" in client.get("/desk/accounts/shown/").content.decode()
    assert "已经显示过" in client.get("/desk/accounts/shown/").content.decode()
    assert desk("security_admin").get(address).status_code == 404


def test_closing_ends_the_sessions() -> None:
    client, account, theirs = desk("system_admin"), make_staff_account(), Client()
    sign_in(theirs, account)
    address = f"/desk/accounts/{account.pk}/state/"
    assert client.post(address, {"state": "disabled", "reason": ""}).status_code == 422
    assert client.post(address, {"state": "disabled", "reason": "调离"}).status_code == 302
    assert theirs.get("/desk/security/").status_code == 302
    assert desk("auditor").post(address, {"state": "active", "reason": "x"}).status_code == 404
    client.post(address, {"state": "active", "reason": "调回"})
    assert Account.objects.get(pk=account.pk).is_active


def test_recovery_by_two_in_the_browser() -> None:
    lost, one, two = (
        make_staff_account(username="lost"),
        desk("system_admin"),
        desk("security_admin"),
    )
    one.post(f"/desk/accounts/{lost.pk}/recovery/", {"reason": "手机丢失"})
    first = waiting_text(one)
    recovery = Recovery.objects.get()
    own = one.post(f"/desk/recoveries/{recovery.pk}/", {"decision": "approve"})
    assert own.status_code == 403
    assert "核准" in two.get("/desk/recoveries/").content.decode()
    two.post(f"/desk/recoveries/{recovery.pk}/", {"decision": "approve"})
    second = waiting_text(two)
    person, new = Client(), "找回以后重新设的密码"
    assert person.get("/desk/recover/").status_code == 200
    typed = {"username": "lost", "first": first, "second": first,
             "password": new * 2, "again": new * 2}  # fmt: skip
    assert person.post("/desk/recover/", typed).status_code == 422
    done = person.post("/desk/recover/", typed | {"second": second})
    assert done.url == "/desk/sign-in/enrol/"


def waiting_text(client: Client) -> str:
    """The one-time text waiting for the next page."""
    sealed = client.session[waiting._SHOWN]["code"]
    return configured.VAULT.open(bytes.fromhex(sealed), "shown/code")


def test_parameters_and_clients() -> None:
    client = desk("security_admin")
    values = {"code": "recovery.hours", "value": "8", "reason": "夜间值班"}
    for wrong in ({"value": "-1"}, {"value": "０"}, {"code": "nonsense"}, {"reason": ""}):
        assert client.post("/desk/parameters/", values | wrong).status_code in {404, 422}
    assert client.post("/desk/parameters/", values).status_code == 302
    assert Parameter.objects.get().value == 8
    made = {"name": "市级平台", "responsible": "李强", "scopes": ["items.read"]}
    assert client.post("/desk/clients/", made | {"name": ""}).status_code == 422
    assert client.post("/desk/clients/", made).status_code == 302
    machine = MachineClient.objects.get()
    assert client.post(f"/desk/clients/{machine.pk}/token/").url == "/desk/accounts/shown/"
    assert client.post(f"/desk/clients/{machine.pk}/stop/").status_code == 302
    assert "已停用" in client.get("/desk/clients/").content.decode()


def test_officers_prove_again_before_acting() -> None:
    client, account = Client(), make_staff_account()
    appoint(account, "system_admin")
    sign_in(client, account, at=now() - timedelta(minutes=11))
    other = make_staff_account()
    paths = [f"/desk/accounts/{other.pk}/state/", f"/desk/accounts/{other.pk}/recovery/"]
    for path in paths:
        assert "/desk/confirm/" in client.post(path, {"reason": "x", "state": "disabled"}).url
    assert Account.objects.get(pk=other.pk).is_active
