"""Counting attempts, and the figures that limit them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F

from zhengwu.identity import policy, queries
from zhengwu.identity.events import ParameterChanged
from zhengwu.identity.models import Account, Parameter, Throttle
from zhengwu.identity.rules.parameters import Limit, figures
from zhengwu.identity.rules.refusals import ReasonMissing, TooManyAttempts
from zhengwu.identity.rules.sessions import subscriber_of
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted, NotThere
from zhengwu.kernel.time import format_instant


@dataclass(frozen=True, slots=True)
class Spent:
    """Whether this attempt may go on; `last` if the next one will not, until `blocked_until`."""

    allowed: bool
    last: bool
    blocked_until: datetime | None


def key_of(key: str, limit: str) -> str:
    """The stored key: no address and no name can be read from the table."""
    return settings.VAULT.keyed_digest(f"{limit}/{subscriber_of(key)}", "identity/throttle")


@action
def spend(key: str, limit: str, *, at: datetime) -> Spent:
    """Count one attempt under `key` (an address, a name …) against a limit of parameters.yaml.

    Counting comes before trying, so that parallel guesses cannot slip through. It answers and
    does not raise: a refusal would roll the count back. For the same reason call it outside of
    every other action (in a view, or first thing in a machine route).
    """
    allowed = queries.limit(limit)
    stored = key_of(key, limit)
    fresh = Throttle(key=stored, limit=limit, window_ends_at=at + allowed.window)
    Throttle.objects.bulk_create([fresh], ignore_conflicts=True)
    row = Throttle.objects.select_for_update().get(key=stored)
    if row.blocked_until is not None and at < row.blocked_until:
        return Spent(allowed=False, last=False, blocked_until=row.blocked_until)
    if row.blocked_until is not None or at >= row.window_ends_at:
        row.count, row.blocked_until, row.window_ends_at = 0, None, at + allowed.window
    return _count(row, allowed, at)


def _count(row: Throttle, limit: Limit, at: datetime) -> Spent:
    row.count += 1
    last = row.count >= limit.amount
    if last:
        row.blocked_until = at + limit.block
    row.save(update_fields=["count", "blocked_until", "window_ends_at"])
    return Spent(allowed=True, last=last, blocked_until=row.blocked_until)


@action
def forget(key: str, limit: str, *, at: datetime) -> None:
    """Start counting anew after a success."""
    Throttle.objects.filter(key=key_of(key, limit)).delete()


@action
def give_back(key: str, limit: str, *, at: datetime) -> None:
    """Take one attempt back: many honest people may share one address."""
    Throttle.objects.filter(key=key_of(key, limit), count__gt=0).update(
        count=F("count") - 1, blocked_until=None
    )


def spend_or_refuse(key: str, limit: str, *, at: datetime) -> Spent:
    """`spend`, raising `TooManyAttempts` (429) where nothing is left."""
    spent = spend(key, limit, at=at)
    if not spent.allowed:
        until = spent.blocked_until or at
        raise TooManyAttempts(retry=format_instant(until), limit=limit)
    return spent


@action
def set_parameter(code: str, *, value: int, reason: str, by: Actor, at: datetime) -> Parameter:
    """A local value for a security parameter, by the security officer, with a reason."""
    if not policy.may_set_parameters(by):
        raise NotPermitted
    if code not in figures() or value < 1:
        raise NotThere(parameter=code)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明理由。"]})
    old = queries.figure(code)
    row, _ = Parameter.objects.update_or_create(
        code=code,
        defaults={"value": value, "reason": reason[:300], "by_name": by.name, "changed_at": at},
    )
    # The change belongs to the officer's own chain: parameters have no life of their own.
    officer = Account.objects.select_for_update().get(pk=by.account)
    event = ParameterChanged(parameter=code, value=value)
    record(officer, event, by=by, at=at, reason=reason, changes={code: (old, value)})
    return row


@action
def sweep(at: datetime) -> int:
    """Drop counters whose window and block have both passed. Returns how many went."""
    stale = Throttle.objects.filter(window_ends_at__lt=at).exclude(blocked_until__gte=at)
    return stale.delete()[0]
