"""Three officers, recovery by two, machine clients, parameters."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from zhengwu.identity import actions, policy, queries
from zhengwu.identity.actions.accounts import NewAccount
from zhengwu.identity.enums import AccountState, Face, RecoveryState
from zhengwu.identity.models import Account, Factor, MachineToken, Recovery
from zhengwu.identity.rules.parameters import figures
from zhengwu.identity.rules.refusals import (
    AccountExists,
    FieldsRefused,
    NotOneself,
    ReasonMissing,
    RecoveryClosed,
    RecoveryOpen,
    ScopeUnknown,
    SecondOfficerNeeded,
    SignInFailed,
    UsernameTaken,
)
from zhengwu.identity.tests.factories import (
    PASSWORD,
    actor,
    actor_of,
    make_citizen,
    make_staff,
    make_staff_account,
)
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import now

pytestmark = pytest.mark.django_db
NEW = "重新设的密码也很长吧"


def officers() -> tuple[Account, Account, Account]:
    """(the person who lost the telephone, first officer, second officer)."""
    return make_staff_account(username="lost"), make_staff_account(), make_staff_account()


def open_recovery() -> tuple[Account, Recovery, str, str]:
    lost, one, two = officers()
    first = actions.request_recovery(
        lost, reason="手机丢失，已当面核对工作证", by=actor_of(one, "system_admin"), at=now()
    )
    second = actions.decide_recovery(
        first.recovery, approve=True, reason="", by=actor_of(two, "security_admin"), at=now()
    )
    return lost, second.recovery, first.code, second.code


def use(username: str, first: str, second: str, **other: object) -> Account:
    values = {"password": NEW * 2, "origin": "203.0.113.7", "at": now()} | other
    return actions.recover(username, first=first, second=second, **values)  # type: ignore[arg-type]


def test_both_halves_open_once() -> None:
    lost, recovery, first, second = open_recovery()
    account = use("lost", first, second)
    assert account == lost
    assert not Factor.objects.filter(account=lost).exists()
    recovery.refresh_from_db()
    assert recovery.state == RecoveryState.USED
    with pytest.raises(SignInFailed):
        use("lost", first, second)
    assert actions.check_sign_in("lost", NEW * 2, face=Face.STAFF, origin="x", at=now()) == lost


@pytest.mark.parametrize("halves", [("first", "first"), ("second", "second"), ("", ""), ("x", "y")])
def test_half_a_code_opens_nothing(halves: tuple[str, str]) -> None:
    lost, _, first, second = open_recovery()
    texts = {"first": first, "second": second}
    with pytest.raises(SignInFailed):
        use("lost", *(texts.get(half, half) for half in halves))
    assert Factor.objects.filter(account=lost).exists()


def test_an_unapproved_recovery_opens_nothing() -> None:
    lost, one, _ = officers()
    by = actor_of(one, "system_admin")
    half = actions.request_recovery(lost, reason="手机丢失", by=by, at=now())
    for second in ("", half.code):
        with pytest.raises(SignInFailed):
            use("lost", half.code, second)


def test_two_different_officers_neither_of_them_the_person() -> None:
    lost, one, two = officers()
    by, at = actor_of(one, "system_admin"), now()
    with pytest.raises(NotOneself):
        actions.request_recovery(lost, reason="x", by=actor_of(lost, "system_admin"), at=at)
    half = actions.request_recovery(lost, reason="手机丢失", by=by, at=at)
    with pytest.raises(SecondOfficerNeeded):
        actions.decide_recovery(half.recovery, approve=True, reason="", by=by, at=at)
    with pytest.raises(NotOneself):
        actions.decide_recovery(
            half.recovery, approve=True, reason="", by=actor_of(lost, "security_admin"), at=at
        )
    for wrong in (actor_of(two), actor_of(two, "auditor"), actor_of(two, "window_clerk")):
        with pytest.raises(NotPermitted):
            actions.decide_recovery(half.recovery, approve=True, reason="", by=wrong, at=at)
    with pytest.raises(RecoveryOpen):
        actions.request_recovery(lost, reason="再来", by=by, at=at)


@pytest.mark.pg
def test_the_database_itself_wants_two() -> None:
    _, recovery, _, _ = open_recovery()
    for change in (
        {"decided_by_id": recovery.requested_by_id},
        {"decided_by_id": recovery.account_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.filter(pk=recovery.pk).update(**change)


def test_a_recovery_ends() -> None:
    lost, _, first, second = open_recovery()
    later = now() + timedelta(hours=figures()["recovery.hours"].value, seconds=1)
    with pytest.raises(SignInFailed):
        use("lost", first, second, at=later)
    again = make_staff_account()
    by = actor_of(again, "system_admin")
    assert actions.request_recovery(lost, reason="再次", by=by, at=later).code


def test_a_recovery_can_be_refused_with_a_reason() -> None:
    lost, one, two = officers()
    half = actions.request_recovery(
        lost, reason="手机丢失", by=actor_of(one, "system_admin"), at=now()
    )
    by = actor_of(two, "centre_manager")
    with pytest.raises(ReasonMissing):
        actions.decide_recovery(half.recovery, approve=False, reason=" ", by=by, at=now())
    actions.decide_recovery(half.recovery, approve=False, reason="本人未到场", by=by, at=now())
    with pytest.raises(RecoveryClosed):
        actions.decide_recovery(half.recovery, approve=True, reason="", by=by, at=now())


def test_recovery_is_journalled_without_codes() -> None:
    _, recovery, first, second = open_recovery()
    use("lost", first, second)
    entries = Entry.objects.filter(object_id=str(recovery.pk)).order_by("seq")
    assert [entry.code for entry in entries] == [
        "identity.recovery.requested",
        "identity.recovery.decided",
        "identity.recovery.used",
    ]
    for entry in Entry.objects.all():
        assert first not in entry.canonical
        assert second not in entry.canonical


def make(username: str = "newcomer") -> NewAccount:
    return actions.create_staff_account(
        make_staff(), username=username, by=actor("system_admin"), at=now()
    )


def test_an_account_is_not_a_duty() -> None:
    made = make()
    assert made.account.must_change_password
    assert actor_of(made.account).duties == frozenset()
    assert actions.check_sign_in("newcomer", made.password, face=Face.STAFF, origin="x", at=now())
    assert made.password not in str(list(Entry.objects.values_list("canonical", flat=True)))


@pytest.mark.parametrize("duty", ["security_admin", "auditor", "centre_manager", "head"])
def test_only_the_system_administrator_makes_accounts(duty: str) -> None:
    account = make_staff_account()
    with pytest.raises(NotPermitted):
        actions.create_staff_account(make_staff(), username="abcd", by=actor(duty), at=now())
    with pytest.raises(NotPermitted):
        actions.disable(account, reason="x", by=actor(duty), at=now())


@pytest.mark.parametrize("duty", ["system_admin", "auditor", "centre_manager", "head"])
def test_only_the_security_officer_sets_parameters_and_clients(duty: str) -> None:
    by = actor(duty)
    assert not policy.may_set_parameters(by)
    assert not policy.may_grant_duties(by, "somebody")
    with pytest.raises(NotPermitted):
        actions.set_parameter("recovery.hours", value=1, reason="x", by=by, at=now())
    with pytest.raises(NotPermitted):
        actions.add_client(name="x", organ_code="x", responsible="x", scopes=[], by=by, at=now())


def test_the_auditor_reads_and_nothing_else() -> None:
    auditor = actor("auditor")
    assert policy.may_read_accounts(auditor)
    allowed = (policy.may_administer_accounts, policy.may_set_parameters, policy.may_recover)
    assert not any(may(auditor) for may in allowed)


def test_two_offices_in_one_hand_are_none() -> None:
    both = actor("system_admin", "security_admin")
    allowed = (policy.may_administer_accounts, policy.may_set_parameters, policy.may_recover)
    assert not any(may(both) for may in allowed)


def test_nobody_for_themselves() -> None:
    account = make_staff_account()
    by = actor_of(account, "system_admin")
    with pytest.raises(NotOneself):
        actions.disable(account, reason="x", by=by, at=now())
    staff = make_staff()
    own = actor("system_admin", id=str(staff.pk))
    with pytest.raises(NotOneself):
        actions.create_staff_account(staff, username="abcd", by=own, at=now())
    officer = actor("security_admin")
    assert policy.may_grant_duties(officer, "another")
    assert not policy.may_grant_duties(officer, officer.id)


def test_one_account_a_person_and_names_once() -> None:
    made = make("newcomer")
    by = actor("system_admin")
    with pytest.raises(AccountExists):
        actions.create_staff_account(made.account.staff, username="other", by=by, at=now())
    for taken in ("NewComer", "a b", "短"):
        with pytest.raises(UsernameTaken):
            actions.create_staff_account(make_staff(), username=taken, by=by, at=now())


def test_a_closed_account_opens_again_with_a_reason() -> None:
    account, by = make_staff_account(username="zhangmin"), actor("system_admin")
    with pytest.raises(ReasonMissing):
        actions.disable(account, reason="", by=by, at=now())
    actions.disable(account, reason="调离", by=by, at=now())
    assert Account.objects.get(pk=account.pk).state == AccountState.DISABLED
    with pytest.raises(SignInFailed):
        actions.check_sign_in("zhangmin", PASSWORD, face=Face.STAFF, origin="x", at=now())
    actions.enable(account, reason="调回", by=by, at=now())
    assert actions.check_sign_in("zhangmin", PASSWORD, face=Face.STAFF, origin="x", at=now())
    codes = list(
        Entry.objects.filter(object_id=str(account.pk), refused=False).values_list(
            "code", flat=True
        )
    )
    assert codes == ["identity.account.disabled", "identity.account.enabled"]


def test_a_parameter_has_a_reason_and_an_entry() -> None:
    officer = make_staff_account()
    by = actor_of(officer, "security_admin")
    with pytest.raises(ReasonMissing):
        actions.set_parameter("recovery.hours", value=8, reason="", by=by, at=now())
    actions.set_parameter("recovery.hours", value=8, reason="夜间值班", by=by, at=now())
    assert queries.figure("recovery.hours") == 8
    entry = Entry.objects.get(code="identity.parameter.changed")
    assert (entry.changes["recovery.hours"], entry.reason) == ([24, 8], "夜间值班")


def test_tokens_are_digests_with_scopes_and_an_end() -> None:
    by, at = actor("security_admin"), now()
    client = actions.add_client(
        name="市级平台", organ_code="11510000000000000A", responsible="李强",
        scopes=["items.read"], by=by, at=at,
    )  # fmt: skip
    issued = actions.issue_token(client, by=by, at=at)
    assert issued.token not in str(MachineToken.objects.values().get())
    machine = actions.authenticate_token(issued.token, at=at)
    assert machine is not None
    assert machine.kind is ActorKind.MACHINE
    assert policy.has_scope(machine, "items.read")
    assert not policy.has_scope(machine, "cases.submit")
    assert actions.authenticate_token(issued.token + "x", at=at, origin="x") is None
    late = at + timedelta(days=figures()["token.days"].value)
    assert actions.authenticate_token(issued.token, at=late) is None


def test_rotation_overlaps_and_stopping_does_not() -> None:
    by, at = actor("security_admin"), now()
    client = actions.add_client(
        name="市级平台", organ_code="x", responsible="李强", scopes=[], by=by, at=at
    )
    old = actions.issue_token(client, by=by, at=at).token
    new = actions.issue_token(client, by=by, at=at).token
    assert actions.authenticate_token(old, at=at) is not None
    overlap = at + timedelta(hours=figures()["token.overlap_hours"].value)
    assert actions.authenticate_token(old, at=overlap) is None
    assert actions.authenticate_token(new, at=overlap) is not None
    actions.stop_client(client, reason="停用", by=by, at=at)
    assert actions.authenticate_token(new, at=at) is None
    with pytest.raises(NotPermitted):
        actions.issue_token(client, by=by, at=at)


def test_clients_are_named_and_scopes_known() -> None:
    by, at = actor("security_admin"), now()
    with pytest.raises(ScopeUnknown):
        actions.add_client(
            name="x", organ_code="x", responsible="李", scopes=["everything"], by=by, at=at
        )
    with pytest.raises(FieldsRefused):
        actions.add_client(name=" ", organ_code="x", responsible="", scopes=[], by=by, at=at)


def test_citizens_do_not_become_officers() -> None:
    by = actor_of(make_citizen())
    assert not policy.may_verify_at_counter(by)
    assert not policy.may_read_accounts(by)
