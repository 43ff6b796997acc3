"""Delivering: workers lease owed reactions, run them, and give the lease back when they die."""

from __future__ import annotations

import os
import socket
import traceback
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from operator import attrgetter
from time import monotonic
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from zhengwu.journal.actions.act import action
from zhengwu.journal.actions.record import record
from zhengwu.journal.enums import DeliveryState
from zhengwu.journal.events import DeliveryRetried, DeliverySkipped
from zhengwu.journal.models import Delivery, Entry, Stream, Subscription
from zhengwu.journal.registry import OneByOne, Reaction, all_reactions, named
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now

log = structlog.get_logger(__name__)
# How many times more a batch holds for handlers that take many at once; and how long what is done
# may stand on the table.
_RUN = 5
_SETTLE_SECONDS = 1.0


class ReasonNeeded(Refusal):
    """请写明原因。"""

    status = 422
    recorded = False


def deliver_batch(*, at: datetime, limit: int = 20, strict: bool = False) -> int:
    """Lease and run up to `limit` reactions that are due at `at`; how many were run.

    Only the first owed delivery of each (object, reaction) is taken, so order is kept. For handlers
    that take many at once it is more: some times the limit, and those that follow in order too.
    `strict` lets errors through, for tests.
    """
    leased = _lease(at, limit)
    batch = _Batch(Entry.objects.in_bulk([delivery.entry_id for delivery in leased]), strict)
    try:
        for family, owed in _by_family(leased):
            if family is None or len(owed) == 1 or not batch.run_together(family, owed):
                for delivery in owed[:limit]:
                    batch.run(delivery)
                batch.give_back(owed[limit:])
    finally:
        batch.settle()
    return batch.count


def _by_family(leased: list[Delivery]) -> Iterator[tuple[Reaction | None, list[Delivery]]]:
    """Deliveries that are run together, in the order of the first of each; others by themselves."""
    families: dict[str, tuple[Reaction | None, list[Delivery]]] = {}
    for delivery in leased:
        reaction = named(delivery.reaction)
        family = reaction.family if reaction else ""
        key = family or f"/{delivery.pk}"
        families.setdefault(key, (reaction if family else None, []))[1].append(delivery)
    yield from families.values()


class _Batch:
    """What one lease took: run in turn, and taken off the table a few at a time."""

    def __init__(self, entries: dict[UUID, Entry], strict: bool) -> None:
        self.entries, self.strict, self.count = entries, strict, 0
        self._done: list[int] = []
        self._held: set[tuple[str, str]] = set()
        self._back: list[int] = []
        self._settled = monotonic()

    def run(self, delivery: Delivery) -> None:
        """One reaction to one entry. After one that failed its followers go back untried."""
        place = (delivery.lane, delivery.reaction)
        if place in self._held:
            self.give_back([delivery])
            return
        reaction, entry = named(delivery.reaction), self.entries.get(delivery.entry_id)
        self.count += 1
        try:
            if reaction is not None and entry is not None:
                with entered(reaction.domain):
                    reaction.handler(entry)
        except Exception:
            if self.strict:
                raise
            self._held.add(place)
            _put_back(delivery, traceback.format_exc(limit=8))
            return
        self._did([delivery])

    def run_together(self, reaction: Reaction, owed: list[Delivery]) -> bool:
        """One handler for all of them; False where they have to be tried one by one."""
        entries = [self.entries[one.entry_id] for one in owed if one.entry_id in self.entries]
        assert reaction.of_many is not None
        try:
            with entered(reaction.domain):
                reaction.of_many(entries)
        except OneByOne:
            return False
        except Exception:
            if self.strict:
                raise
            log.warning("entries are tried one by one", reaction=reaction.family, owed=len(owed))
            return False
        self.count += len(owed)
        self._did(owed)
        return True

    def give_back(self, untried: list[Delivery]) -> None:
        """They are owed as before."""
        self._back += [one.pk for one in untried]

    def _did(self, done: list[Delivery]) -> None:
        self._done += [one.pk for one in done]
        # What a crash or a lease that runs out would do twice stays little.
        if monotonic() - self._settled > _SETTLE_SECONDS:
            self.settle()

    def settle(self) -> None:
        """Take off what is done, give back what was not tried; two statements."""
        with entered("journal"):
            if self._done:
                Delivery.objects.filter(pk__in=self._done).delete()
            if self._back:
                Delivery.objects.filter(pk__in=self._back).update(
                    state=DeliveryState.WAITING, leased_until=None
                )
        self._done, self._back, self._settled = [], [], monotonic()


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
        leased = _first_alone(list(candidates[: limit * _RUN]), limit)
        if not leased:
            return []
        leased += _followers(leased, at, limit * _RUN)
        worker = f"{socket.gethostname()}/{os.getpid()}"
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in leased]).update(
            state=DeliveryState.LEASED, leased_until=until, leased_by=worker
        )
    return sorted(leased, key=attrgetter("pk"))


def _first_alone(heads: list[Delivery], limit: int) -> list[Delivery]:
    """All for handlers of many; of the others only the first: each may take its time."""
    room = count(1)
    return [one for one in heads if _takes_many(one) or next(room) <= limit]


def _followers(heads: list[Delivery], at: datetime, limit: int) -> list[Delivery]:
    """What is owed behind these to the same objects, where a handler takes many at once.

    Whoever holds the first holds the lane: nobody else is given one that has another before it.
    """
    lanes = {(one.lane, one.reaction) for one in heads if _takes_many(one)}
    if not lanes:
        return []
    rows = Delivery.objects.filter(
        lane__in={lane for lane, _ in lanes}, reaction__in={name for _, name in lanes}
    ).exclude(pk__in=[one.pk for one in heads])
    found = []
    for row in rows.order_by("pk")[:limit]:
        if row.state != DeliveryState.WAITING or row.next_at > at:
            lanes.discard((row.lane, row.reaction))  # nothing overtakes it
        elif (row.lane, row.reaction) in lanes:
            found.append(row)
    return found


def _takes_many(delivery: Delivery) -> bool:
    reaction = named(delivery.reaction)
    return reaction is not None and bool(reaction.family)


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
