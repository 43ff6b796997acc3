"""Accounts of staff: made, closed and opened by the system administrator. None grants a duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from zhengwu.identity import policy, queries
from zhengwu.identity.actions.sign_in import end_seats
from zhengwu.identity.enums import AccountState, Face
from zhengwu.identity.events import AccountCreated, AccountDisabled, AccountEnabled
from zhengwu.identity.models import Account
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.numbers import is_username, tidy_username
from zhengwu.identity.rules.refusals import (
    AccountClosed,
    AccountExists,
    NotOneself,
    ReasonMissing,
    UsernameTaken,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Staff


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account with the initial password, shown once and stored nowhere."""

    account: Account
    password: str


def create_staff_account(staff: Staff, *, username: str, by: Actor, at: datetime) -> NewAccount:
    """An account for a member of staff, with an initial password that must be replaced.

    Refusals: NotPermitted, NotOneself, AccountExists, UsernameTaken.
    """
    initial = codes.spoken_code(16)
    account = store_staff_account(
        staff, username=username, fresh=make_password(initial), by=by, at=at
    )
    return NewAccount(account, initial)


@action
def store_staff_account(
    staff: Staff, *, username: str, fresh: str, by: Actor, at: datetime
) -> Account:
    """`create_staff_account` with the hash already made."""
    if not policy.may_administer_accounts(by):
        raise NotPermitted
    if by.id == str(staff.pk):
        raise NotOneself
    name = tidy_username(username)
    if not is_username(name):
        raise UsernameTaken(fields={"username": ["登录名为 4 至 32 个字母、数字或汉字。"]})
    if Account.objects.filter(staff=staff).exists():
        raise AccountExists
    account = Account(
        username=name,
        password=fresh,
        face=Face.STAFF,
        staff=staff,
        must_change_password=True,
        password_until=at + timedelta(days=queries.figure("password.initial_days")),
        created_at=at,
    )
    insert(account)
    event = AccountCreated(account=str(account.pk), face=account.face, staff=str(staff.pk))
    record(account, event, by=by, at=at)
    return account


def insert(account: Account) -> None:
    """Insert a new account; a name that is taken meanwhile is a `UsernameTaken`."""
    taken = UsernameTaken(fields={"username": ["这个登录名不能使用，请换一个。"]})
    if Account.objects.filter(username=account.username).exists():
        raise taken
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise taken from None


@action
def disable(account: Account, *, reason: str, by: Actor, at: datetime) -> Account:
    """Close an account: every sign-in of it ends at once."""
    account = _administered(account, by)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明理由。"]})
    if account.state == AccountState.DISABLED:
        return account
    account.state = AccountState.DISABLED
    account.epoch += 1
    account.save(update_fields=["state", "epoch"])
    record(account, AccountDisabled(account=str(account.pk)), by=by, at=at, reason=reason)
    end_seats(account, how="disabled", by=by, at=at)
    account.refresh_from_db()
    return account


@action
def enable(account: Account, *, reason: str, by: Actor, at: datetime) -> Account:
    """Open a closed account again, with its old password and factors."""
    account = _administered(account, by)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明理由。"]})
    if account.face == Face.CITIZEN and account.person_id is None:
        raise AccountClosed
    if account.state == AccountState.ACTIVE:
        return account
    account.state = AccountState.ACTIVE
    account.epoch += 1
    account.save(update_fields=["state", "epoch"])
    record(account, AccountEnabled(account=str(account.pk)), by=by, at=at, reason=reason)
    return account


def _administered(account: Account, by: Actor) -> Account:
    if not policy.may_administer_accounts(by):
        raise NotPermitted
    if by.account == str(account.pk):
        raise NotOneself
    return Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
