"""Signing in: lockout, enumeration, second factor, sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from zhengwu.identity import actions, queries
from zhengwu.identity.enums import AccountState, Face
from zhengwu.identity.models import Account, Factor, Parameter, Seat, Throttle
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.parameters import limits
from zhengwu.identity.rules.refusals import (
    CodeWrong,
    LastFactor,
    NotOneself,
    PasswordRefused,
    SignInFailed,
    TooManyAttempts,
)
from zhengwu.identity.tests.factories import (
    PASSWORD,
    SECRET,
    actor_of,
    make_citizen,
    make_staff_account,
    sign_in,
)
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import ANONYMOUS, Assurance
from zhengwu.kernel.time import local_day, now

pytestmark = pytest.mark.django_db


def attempt(username: str, password: str, **other: Any) -> Account:
    values = {"face": Face.STAFF, "origin": "203.0.113.7", "at": now()} | other
    return actions.check_sign_in(username, password, **values)


def test_the_right_password_opens() -> None:
    account = make_staff_account(username="zhangmin")
    assert attempt(" ＺhangMin ", PASSWORD) == account


@pytest.mark.parametrize("username", ["zhangmin", "nobody"])
def test_wrong_name_and_wrong_password_sound_alike(username: str) -> None:
    make_staff_account(username="zhangmin")
    with pytest.raises(SignInFailed) as refused:
        attempt(username, "不是这个密码-2026")
    assert refused.value.message == SignInFailed().message
    assert refused.value.facts == {}


@pytest.mark.parametrize("username", ["zhangmin", "nobody", "closed"])
def test_an_unknown_name_costs_as_much_hashing(
    username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_staff_account(username="zhangmin")
    closed = make_staff_account(username="closed")
    Account.objects.filter(pk=closed.pk).update(state=AccountState.DISABLED)
    actions.passwords.is_password(None, "warm up")
    checked: list[str] = []
    real = hashers.verify_password
    monkeypatch.setattr(
        hashers, "verify_password", lambda *a, **k: checked.append("x") or real(*a, **k)
    )
    with pytest.raises(SignInFailed):
        attempt(username, "不是这个密码-2026")
    assert checked == ["x"]


def test_the_citizens_door_does_not_open_for_staff() -> None:
    make_staff_account(username="zhangmin")
    with pytest.raises(SignInFailed):
        attempt("zhangmin", PASSWORD, face=Face.CITIZEN)


@pytest.mark.parametrize("username", ["zhangmin", "nobody"])
def test_lockout_holds_for_known_and_unknown_names(username: str) -> None:
    make_staff_account(username="zhangmin")
    limit, at = limits()["sign_in.account"], now()
    for _ in range(limit.amount):
        with pytest.raises(SignInFailed):
            attempt(username, "不是这个密码-2026", at=at)
    with pytest.raises(TooManyAttempts):
        attempt(username, PASSWORD, at=at + timedelta(seconds=1))
    with pytest.raises(TooManyAttempts):
        attempt(
            username, PASSWORD, at=at + limit.block - timedelta(seconds=1), origin="198.51.100.9"
        )


@pytest.mark.pg
def test_the_lock_is_a_row_and_ends() -> None:
    make_staff_account(username="zhangmin")
    limit, at = limits()["sign_in.account"], now()
    for _ in range(limit.amount):
        with pytest.raises(SignInFailed):
            attempt("zhangmin", "不是这个密码-2026", at=at)
    row = Throttle.objects.get(limit="sign_in.account")
    assert row.blocked_until == at + limit.block
    assert "zhangmin" not in row.key
    assert attempt("zhangmin", PASSWORD, at=at + limit.block)
    assert Entry.objects.filter(code="identity.account.locked").count() == 1


def test_nobody_is_locked_out_of_the_own_desk_from_elsewhere() -> None:
    account = make_staff_account(username="zhangmin")
    begun = now() - timedelta(days=1)
    for place in ("10.1.2.3", "2001:db8:7:1::5"):
        Seat.objects.create(
            account=account, session_key=place, origin=place, assurance="second", started_at=begun
        )
    for _ in range(limits()["sign_in.account"].amount):
        with pytest.raises(SignInFailed):
            attempt("zhangmin", "不是这个密码-2026", origin="203.0.113.9")
    with pytest.raises(TooManyAttempts):
        attempt("zhangmin", PASSWORD, origin="198.51.100.7")
    assert attempt("zhangmin", PASSWORD, origin="10.1.2.3")
    assert attempt("zhangmin", PASSWORD, origin="2001:db8:7:1:ffff::1")
    for _ in range(limits()["sign_in.account"].amount):
        with pytest.raises(SignInFailed):
            attempt("zhangmin", "不是这个密码-2026", origin="10.1.2.3")
    with pytest.raises(TooManyAttempts):
        attempt("zhangmin", PASSWORD, origin="10.1.2.3")


def test_success_starts_the_count_anew() -> None:
    make_staff_account(username="zhangmin")
    for _ in range(3):
        for _ in range(limits()["sign_in.account"].amount - 1):
            with pytest.raises(SignInFailed):
                attempt("zhangmin", "不是这个密码-2026")
        attempt("zhangmin", PASSWORD)


def test_one_address_may_not_try_many_names() -> None:
    for number in range(limits()["sign_in.origin"].amount):
        with pytest.raises(SignInFailed):
            attempt(f"nobody{number}", "不是这个密码-2026")
    with pytest.raises(TooManyAttempts):
        attempt("nobody-else", "不是这个密码-2026")


def test_another_address_of_the_same_subscriber_is_no_other_one() -> None:
    for number in range(limits()["sign_in.origin"].amount):
        with pytest.raises(SignInFailed):
            attempt(f"nobody{number}", "不是这个密码-2026", origin=f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyAttempts):
        attempt("nobody-else", "不是这个密码-2026", origin="2001:db8:1:2:ffff::1")
    with pytest.raises(SignInFailed):
        attempt("nobody-else", "不是这个密码-2026", origin="2001:db8:1:3::1")


def test_a_whole_hall_may_sign_in_from_one_address() -> None:
    for number in range(limits()["sign_in.origin"].amount + 5):
        make_citizen(username=f"person{number}")
        attempt(f"person{number}", PASSWORD, face=Face.CITIZEN)


def test_a_local_limit_counts() -> None:
    make_staff_account(username="zhangmin")
    Parameter.objects.create(
        code="sign_in.account.amount", value=2, reason="测试", by_name="李", changed_at=now()
    )
    for _ in range(2):
        with pytest.raises(SignInFailed):
            attempt("zhangmin", "不是这个密码-2026")
    with pytest.raises(TooManyAttempts):
        attempt("zhangmin", PASSWORD)


def test_failures_are_on_the_accounts_record() -> None:
    account = make_staff_account(username="zhangmin")
    with pytest.raises(SignInFailed):
        attempt("zhangmin", "不是这个密码-2026")
    entry = Entry.objects.get(object_id=str(account.pk), refused=True)
    assert entry.payload["refusal"] == "sign_in_failed"
    assert "不是这个密码" not in entry.canonical


def test_an_initial_password_runs_out() -> None:
    account = make_staff_account(username="zhangmin")
    Account.objects.filter(pk=account.pk).update(password_until=now())
    with pytest.raises(SignInFailed):
        attempt("zhangmin", PASSWORD)


def test_who_has_left_does_not_come_in() -> None:
    account = make_staff_account(username="zhangmin")
    account.staff.left_on = local_day(now()) - timedelta(days=1)
    account.staff.save()
    with pytest.raises(SignInFailed):
        attempt("zhangmin", PASSWORD)


def test_a_code_works_once() -> None:
    account = make_staff_account()
    by, at = actor_of(account), now()
    code = codes.code_at(SECRET, at)
    actions.prove_totp(account, code, by=by, at=at)
    with pytest.raises(CodeWrong):
        actions.prove_totp(account, code, by=by, at=at)
    assert Factor.objects.get(account=account).counter == int(at.timestamp()) // 30


def test_codes_cannot_be_tried_out() -> None:
    account = make_staff_account()
    by, at = actor_of(account), now()
    for _ in range(limits()["sign_in.factor"].amount):
        with pytest.raises(CodeWrong):
            actions.prove_totp(account, "000000", by=by, at=at)
    with pytest.raises(TooManyAttempts):
        actions.prove_totp(account, codes.code_at(SECRET, at), by=by, at=at)


def test_enrolling_asks_for_a_code_and_replaces_the_old() -> None:
    account = make_staff_account()
    by, at, secret = actor_of(account), now(), codes.new_secret()
    with pytest.raises(CodeWrong):
        actions.add_totp(account, secret, code="000000", by=by, at=at)
    actions.add_totp(account, secret, code=codes.code_at(secret, at), by=by, at=at)
    factor = Factor.objects.get(account=account)
    assert secret.hex().encode() not in bytes(factor.sealed)
    with pytest.raises(CodeWrong):  # the enrolling code is used up
        actions.prove_totp(account, codes.code_at(secret, at), by=by, at=at)


def test_staff_keep_one_factor_and_nobody_takes_anothers() -> None:
    account, other = make_staff_account(), make_staff_account()
    factor = account.factors.get()
    with pytest.raises(LastFactor):
        actions.remove_factor(account, str(factor.pk), by=actor_of(account), at=now())
    with pytest.raises(NotOneself):
        actions.remove_factor(account, str(factor.pk), by=actor_of(other), at=now())
    citizen = make_citizen()
    with pytest.raises(NotOneself):
        actions.add_totp(citizen, SECRET, code="1", by=actor_of(other), at=now())


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("短密码", "12"),
        ("password1234", "常见"),
        ("zhangmin12345", "登录名"),
        ("x" * 257, "256"),
    ],
)
def test_weak_passwords_are_refused_in_words(password: str, word: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        actions.hashed(password, username="zhangmin12345")
    assert word in refused.value.fields["password"][0]


@pytest.mark.parametrize(
    "password", ["这是一句十二个字以上的密码", "correct horse battery", "𠮷" * 12]
)
def test_no_rules_of_composition(password: str) -> None:
    assert actions.hashed(password, username="zhangmin")


def test_passwords_are_argon2_in_production() -> None:
    import config.settings as production

    assert production.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_a_new_password_ends_other_sessions() -> None:
    account = make_citizen()
    here, there = Client(), Client()
    by = sign_in(here, account)
    sign_in(there, account)
    with pytest.raises(SignInFailed):
        actions.change_password(
            account, old="错的密码在这里", new="新的密码也要写得很长才行", by=by, at=now()
        )
    actions.change_password(account, old=PASSWORD, new="新的密码也要写得很长才行", by=by, at=now())
    for client in (here, there):
        assert client.get("/account/").status_code == 302
    assert attempt(account.username, "新的密码也要写得很长才行", face=Face.CITIZEN)


def test_nobody_changes_anothers_password() -> None:
    account, other = make_citizen(), make_citizen()
    with pytest.raises(NotOneself):
        actions.change_password(
            account, old=PASSWORD, new="新的密码也要写得很长才行", by=actor_of(other), at=now()
        )


def test_ending_other_devices_leaves_this_one() -> None:
    account = make_citizen()
    here, there = Client(), Client()
    by = sign_in(here, account)
    sign_in(there, account)
    key = here.session.session_key
    assert actions.end_seats(account, keep=key, by=by, at=now()) == 1
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert list(Seat.objects.filter(ended_at=None).values_list("session_key", flat=True)) == [key]


def test_staff_without_second_factor_are_nobody() -> None:
    account = make_staff_account()
    account = Account.objects.select_related("staff__organ").get(pk=account.pk)
    day = local_day(now())
    assert queries.actor_for(account, day=day, assurance=Assurance.PASSWORD) is ANONYMOUS
    client = Client()
    client.force_login(account)
    assert client.get("/desk/security/").status_code == 302


def test_the_actor_costs_two_statements(django_assert_num_queries: Any) -> None:
    account = make_staff_account()
    account = Account.objects.select_related("staff__organ").get(pk=account.pk)
    with django_assert_num_queries(1):
        queries.actor_for(account, day=local_day(now()), assurance=Assurance.SECOND_FACTOR)
    citizen = Account.objects.select_related("person").get(pk=make_citizen().pk)
    with django_assert_num_queries(0):
        queries.actor_for(citizen, day=local_day(now()), assurance=Assurance.PASSWORD)


def test_sweeping_forgets_what_is_over() -> None:
    at = now()
    actions.spend("a", "track.query_code", at=at)
    assert actions.sweep(at) == 0
    assert actions.sweep(at + timedelta(days=1)) == 1
