"""Handing records to the level above: numbered without a gap, bundled by day, signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhengwu.journal.actions import action, public_hex, record, signing_key
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ
from zhengwu.supervision import policy, queries
from zhengwu.supervision.events import BundleAcknowledged, BundleMade
from zhengwu.supervision.models import Bundle, Card, Finding, Order, Outgoing, Series
from zhengwu.supervision.rules import upward


def _series(key: str) -> Series:
    Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
    return Series.objects.select_for_update().get(pk=key)


@action
def announce(entries: Sequence[Entry], *, by: Actor, at: datetime) -> list[Outgoing]:
    """Number what entries of cards, reminders or orders tell; once for each entry.

    Numbers are drawn under the lock of their series until the commit, so whoever reads up to a
    number has seen every lower one.
    """
    policy.require(policy.is_system(by))
    told = _contents(entries)
    if not told:
        return []
    series = _series("outgoing")
    done = set(Outgoing.objects.filter(entry_id__in=told).values_list("entry_id", flat=True))
    new = [entry for entry in entries if entry.pk in told and entry.pk not in done]
    rows = [
        Outgoing(
            number=series.last + place,
            entry_id=entry.pk,
            kind=entry.code,
            occurred_at=entry.occurred_at,
            content=told[entry.pk],
        )
        for place, entry in enumerate(new, start=1)
    ]
    if rows:
        series.last += len(rows)
        series.save(update_fields=["last"])
        Outgoing.objects.bulk_create(rows)
    return rows


def _contents(entries: Sequence[Entry]) -> dict[UUID, dict[str, Any]]:
    """What each entry tells; four statements, however many entries there are."""
    keys = {entry.matter_id for entry in entries if entry.matter_id}
    orders = Order.objects.select_related("matter", "about").in_bulk(keys)
    cards = Card.objects.select_related("matter").in_bulk(keys)
    wanted = {entry.pk: _finding(entry, cards) for entry in entries}
    rows = Finding.objects.select_related("watched", "version")
    findings = rows.in_bulk({one for one in wanted.values() if one})
    named = {one.organ_code for one in orders.values()}
    named |= {one.organ_code for one in findings.values()}
    units = dict(Organ.objects.filter(pk__in=named).values_list("pk", "name"))
    found: dict[UUID, dict[str, Any]] = {}
    for entry in entries:
        order = orders.get(entry.matter_id) if entry.matter_id else None
        card = cards.get(entry.matter_id) if entry.matter_id else None
        finding = findings.get(wanted[entry.pk] or UUID(int=0))
        if order is not None:
            found[entry.pk] = _of_order(entry, order, units)
        elif finding is not None:
            found[entry.pk] = _of_finding(entry, finding, card, units)
    return found


def _finding(entry: Entry, cards: Mapping[UUID, Card]) -> UUID | None:
    card = cards.get(entry.matter_id) if entry.matter_id else None
    if card is not None:
        return card.finding_id
    return UUID(entry.object_id) if entry.object_kind == "supervision.finding" else None


def _of_order(entry: Entry, order: Order, units: Mapping[str, str]) -> dict[str, Any]:
    about = order.about
    return dict(upward.record_of(
        number=order.matter.number, watched=about.number if about else "",
        kind=about.kind if about else "", probe="", level="order",
        occurred_at=entry.occurred_at.isoformat(),
        order=(order.wanted, order.issued_at.isoformat()), organ=order.organ_code,
        result=queries.result_words(entry), node=queries.node_code(entry.recorded_at),
        responsible=units.get(order.organ_code, order.organ_code),
    ))  # fmt: skip


def _of_finding(
    entry: Entry, finding: Finding, card: Card | None, units: Mapping[str, str]
) -> dict[str, Any]:
    watched: Matter | None = finding.watched
    return dict(upward.record_of(
        number=card.matter.number if card else str(finding.pk),
        watched=watched.number if watched else "", kind=watched.kind if watched else "",
        probe=finding.probe_code, level=card.level if card else finding.level,
        occurred_at=entry.occurred_at.isoformat(),
        order=(finding.version.name, (card.dealt_at if card else finding.found_at).isoformat()),
        organ=finding.organ_code, result=queries.result_words(entry),
        node=queries.node_code(entry.recorded_at),
        responsible=units.get(finding.organ_code, finding.organ_code),
    ))  # fmt: skip


@action
def bundle(day: date, *, by: Actor, at: datetime) -> Bundle | None:
    """Close the records of a day into the next bundle, empty days too; once for each day.

    A bundle follows the one before: its first number is the next, it names that one's digest.
    """
    policy.require(policy.is_system(by))
    series = _series("bundle")
    before = Bundle.objects.order_by("-number").first()
    if before is not None and before.day >= day:
        return None
    first = before.last + 1 if before else 1
    last = Outgoing.objects.order_by("-number").values_list("number", flat=True).first() or 0
    series.last += 1
    series.save(update_fields=["last"])
    made = Bundle(
        number=series.last, day=day, first=first, last=last,
        previous=before.digest if before else "", made_at=at,
    )  # fmt: skip
    key = signing_key()
    made.digest = hashlib.sha256(queries.bundle_bytes(made)).hexdigest()
    made.signature, made.key = key.sign(bytes.fromhex(made.digest)).hex(), public_hex(key)
    made.save(force_insert=True)
    event = BundleMade(number=made.number, first=first, last=last, digest=made.digest)
    record(made, event, by=by, at=at)
    return made


@action
def acknowledge(number: int, *, digest: str, by: Actor, at: datetime) -> Bundle:
    """The level above holds a bundle and names its digest; a second receipt changes nothing."""
    policy.require(policy.may_take_upward(by))
    row = Bundle.objects.select_for_update().filter(number=number).first()
    policy.require(row is not None and row.digest == digest)
    assert row is not None
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = at, by.name
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        record(row, BundleAcknowledged(number=number), by=by, at=at)
    return row
