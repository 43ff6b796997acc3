"""双人找回: a lost password or factor is replaced by two officers, each holding half of a code.

Neither officer can enter the account with the half they saw, and neither may be the person.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhengwu.identity import policy, queries
from zhengwu.identity.actions.gate import spend_or_refuse
from zhengwu.identity.actions.passwords import hashed
from zhengwu.identity.actions.sign_in import end_seats, visitor
from zhengwu.identity.enums import AccountState, Face, RecoveryState
from zhengwu.identity.events import RecoveryDecided, RecoveryRequested, RecoveryUsed
from zhengwu.identity.models import Account, Factor, Recovery
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.numbers import tidy_username
from zhengwu.identity.rules.refusals import (
    AccountClosed,
    NotOneself,
    ReasonMissing,
    RecoveryClosed,
    RecoveryOpen,
    SecondOfficerNeeded,
    SignInFailed,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted

_OPEN = (RecoveryState.REQUESTED, RecoveryState.APPROVED)


@dataclass(frozen=True, slots=True)
class Half:
    """A recovery and the half code of the officer who just acted; shown once."""

    recovery: Recovery
    code: str


@action
def request_recovery(account: Account, *, reason: str, by: Actor, at: datetime) -> Half:
    """The first officer begins; nothing is opened yet."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    _check_officer(account, by)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明找回的原因和核实身份的方式。"]})
    if account.state != AccountState.ACTIVE or not account.is_staff_face:
        raise AccountClosed
    _close_stale(account, at)
    if Recovery.objects.filter(account=account, state__in=_OPEN).exists():
        raise RecoveryOpen
    half = codes.spoken_code(12)
    recovery = Recovery.objects.create(
        account=account,
        reason=reason[:300],
        requested_by_id=by.account,
        first_half=codes.spoken_digest(half),
        requested_at=at,
        until=at + timedelta(hours=queries.figure("recovery.hours")),
    )
    event = RecoveryRequested(account=str(account.pk), officer=by.id)
    record(recovery, event, by=by, at=at, reason=reason)
    return Half(recovery, half)


@action
def decide_recovery(
    recovery: Recovery, *, approve: bool, reason: str, by: Actor, at: datetime
) -> Half:
    """The second officer, who is another person than the first, approves or refuses."""
    recovery = Recovery.objects.select_for_update(of=("self",)).get(pk=recovery.pk)
    account = Account.objects.get(pk=recovery.account_id)
    _check_officer(account, by)
    if str(recovery.requested_by_id) == by.account:
        raise SecondOfficerNeeded
    if recovery.state != RecoveryState.REQUESTED or at >= recovery.until:
        raise RecoveryClosed
    if not approve and not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明不予核准的理由。"]})
    half = codes.spoken_code(12) if approve else ""
    recovery.state = RecoveryState.APPROVED if approve else RecoveryState.REFUSED
    recovery.second_half = codes.spoken_digest(half) if approve else ""
    recovery.decided_by_id = by.account  # type: ignore[assignment]
    recovery.decided_at = at
    recovery.save()
    event = RecoveryDecided(account=str(account.pk), officer=by.id, approved=approve)
    record(recovery, event, by=by, at=at, reason=reason)
    return Half(recovery, half)


def recover(
    username: str, *, first: str, second: str, password: str, origin: str, at: datetime
) -> Account:
    """The person sets a new password with both halves. Call it outside of any action.

    Refusals: SignInFailed whatever is wrong with name or codes, PasswordRefused, TooManyAttempts.
    """
    spend_or_refuse(origin, "recovery.use", at=at)
    account = queries.account_named(tidy_username(username)[:64], Face.STAFF)
    fresh = hashed(password, username=username, account=account)
    return use_recovery(account, first=first, second=second, fresh=fresh, by=visitor(origin), at=at)


@action
def use_recovery(
    account: Account | None, *, first: str, second: str, fresh: str, by: Actor, at: datetime
) -> Account:
    """Both halves open the account once: old factors and sign-ins are gone."""
    if account is None:
        raise SignInFailed
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    recovery = (
        Recovery.objects.select_for_update(of=("self",))
        .filter(account=account, state=RecoveryState.APPROVED, until__gt=at)
        .first()
    )
    if recovery is None or account.state != AccountState.ACTIVE:
        raise SignInFailed
    if not (_is_half(first, recovery.first_half) & _is_half(second, recovery.second_half)):
        raise SignInFailed
    recovery.state = RecoveryState.USED
    recovery.save(update_fields=["state"])
    Factor.objects.filter(account=account).delete()
    account.password = fresh
    account.must_change_password = False
    account.password_until = None
    account.password_changed_at = at
    account.epoch += 1
    account.save()
    record(account, RecoveryUsed(account=str(account.pk)), by=by, at=at)
    record(recovery, RecoveryUsed(account=str(account.pk)), by=by, at=at)
    end_seats(account, how="recovery", by=by, at=at)
    return account


def _is_half(typed: str, kept: str) -> bool:
    return bool(kept) and hmac.compare_digest(codes.spoken_digest(typed), kept)


def _check_officer(account: Account, by: Actor) -> None:
    if not policy.may_recover(by):
        raise NotPermitted
    if by.account == str(account.pk) or (account.staff_id and by.id == str(account.staff_id)):
        raise NotOneself


def _close_stale(account: Account, at: datetime) -> None:
    Recovery.objects.filter(account=account, state__in=_OPEN, until__lte=at).update(
        state=RecoveryState.REFUSED
    )
