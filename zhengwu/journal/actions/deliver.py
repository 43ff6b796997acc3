"""Delivering: workers lease owed reactions, run them, and give the lease back when they die."""

from __future__ import annotations

import os
import socket
import traceback
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from zhengwu.journal.actions.act import action
from zhengwu.journal.actions.record import record
from zhengwu.journal.enums import DeliveryState
from zhengwu.journal.events import DeliveryRetried, DeliverySkipped
from zhengwu.journal.models import Delivery, Entry, Stream, Subscription
from zhengwu.journal.registry import Reaction, all_reactions, named
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now

log = structlog.get_logger(__name__)


class ReasonNeeded(Refusal):
    """请写明原因。"""

    status = 422
    recorded = False


def deliver_batch(*, at: datetime, limit: int = 20, strict: bool = False) -> int:
    """Lease and run up to `limit` reactions that are due at `at`; how many were run.

    Only the first owed delivery of each (object, reaction) is taken, so order is kept. `strict`
    lets errors through, for tests.
    """
    leased = _lease(at, limit)
    entries = Entry.objects.in_bulk([delivery.entry_id for delivery in leased])
    for delivery in leased:
        _run(delivery, entries.get(delivery.entry_id), strict=strict)
    return len(leased)


def deliver_all(*, at: datetime | None = None, rounds: int = 10_000) -> int:
    """Run everything owed, inline, letting errors through: for tests and the simulator."""
    done = 0
    for _ in range(rounds):
        if not (count := deliver_batch(at=at or now(), limit=50, strict=True)):
            break
        done += count
    return done


def _lease(at: datetime, limit: int) -> list[Delivery]:
    due = Q(state=DeliveryState.WAITING, next_at__lte=at) | Q(
        state=DeliveryState.LEASED, leased_until__lt=at
    )
    earlier = Delivery.objects.filter(
        lane=OuterRef("lane"), reaction=OuterRef("reaction"), pk__lt=OuterRef("pk")
    )
    until = at + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    with transaction.atomic(), entered("journal"):
        candidates = Delivery.objects.filter(due).exclude(Exists(earlier)).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            candidates = candidates.select_for_update(skip_locked=True)
        leased = list(candidates[:limit])
        worker = f"{socket.gethostname()}/{os.getpid()}"
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in leased]).update(
            state=DeliveryState.LEASED, leased_until=until, leased_by=worker
        )
    return leased


def _run(delivery: Delivery, entry: Entry | None, *, strict: bool) -> None:
    reaction = named(delivery.reaction)
    try:
        if reaction is not None and entry is not None:
            with entered(reaction.domain):
                reaction.handler(entry)
    except Exception:
        if strict:
            raise
        _put_back(delivery, traceback.format_exc(limit=8))
        return
    with entered("journal"):
        Delivery.objects.filter(pk=delivery.pk).delete()


def _put_back(delivery: Delivery, error: str) -> None:
    attempts = delivery.attempts + 1
    stuck = attempts >= settings.DELIVERY_ATTEMPTS
    wait = timedelta(seconds=min(2**attempts, settings.DELIVERY_LONGEST_WAIT_SECONDS))
    log.warning(
        "reaction failed", reaction=delivery.reaction, entry=str(delivery.entry_id), error=error
    )
    with entered("journal"):
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.STUCK if stuck else DeliveryState.WAITING,
            attempts=attempts,
            next_at=now() + wait,
            leased_until=None,
            error=error[-4000:],
        )


@action
def retry(delivery: Delivery, *, by: Actor, at: datetime) -> None:
    """Set a stuck delivery going again."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.WAITING, attempts=0, next_at=at
    )
    event = DeliveryRetried(reaction=delivery.reaction, entry=str(delivery.entry_id))
    record(_stream(), event, by=by, at=at)


@action
def skip(delivery: Delivery, *, reason: str, by: Actor, at: datetime) -> None:
    """Give a stuck delivery up, so that later ones of the same object can follow."""
    if not reason.strip():
        raise ReasonNeeded(fields={"reason": ["请写明原因"]})
    event = DeliverySkipped(reaction=delivery.reaction, entry=str(delivery.entry_id))
    record(_stream(), event, by=by, at=at, reason=reason)
    Delivery.objects.filter(pk=delivery.pk).delete()


def _stream() -> Stream:
    Stream.objects.bulk_create([Stream(key="journal/deliveries")], ignore_conflicts=True)
    return Stream.objects.select_for_update().get(key="journal/deliveries")


def subscribe(*, at: datetime) -> list[str]:
    """Greet reactions this installation has not seen; those that ask for it get the past."""
    known = set(Subscription.objects.values_list("reaction", flat=True))
    new = [reaction for reaction in all_reactions() if reaction.name not in known]
    with transaction.atomic(), entered("journal"):
        for reaction in new:
            Subscription.objects.bulk_create(
                [Subscription(reaction=reaction.name, since=at)], ignore_conflicts=True
            )
            if reaction.backfill:
                _deliver_past(reaction, at)
    return [reaction.name for reaction in new]


def _deliver_past(reaction: Reaction, at: datetime) -> None:
    past = Entry.objects.filter(code=reaction.code).order_by("id")
    owed = [
        Delivery(
            entry_id=entry.id,
            reaction=reaction.name,
            lane=f"{entry.object_kind}/{entry.object_id}",
            next_at=at,
            created_at=at,
        )
        for entry in past.only("id", "object_kind", "object_id").iterator(2000)
    ]
    Delivery.objects.bulk_create(owed, batch_size=1000, ignore_conflicts=True)
