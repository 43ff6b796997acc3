"""Handing records to the level above: numbered without a gap, bundled by day, signed."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from zhengwu.journal.actions import action, public_hex, record, signing_key
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.matters.models import Matter
from zhengwu.supervision import policy, queries
from zhengwu.supervision.events import BundleAcknowledged, BundleMade
from zhengwu.supervision.models import Bundle, Card, Finding, Order, Outgoing, Series
from zhengwu.supervision.rules import upward


def _series(key: str) -> Series:
    Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
    return Series.objects.select_for_update().get(pk=key)


@action
def announce(entry: Entry, *, by: Actor, at: datetime) -> Outgoing | None:
    """Number what an entry of a card, a reminder or an order tells; once for each entry.

    The number is drawn under the lock of its series until the commit, so whoever reads up to a
    number has seen every lower one.
    """
    policy.require(policy.is_system(by))
    if Outgoing.objects.filter(entry_id=entry.pk).exists():
        return None
    content = _content(entry)
    if content is None:
        return None
    series = _series("outgoing")
    if Outgoing.objects.filter(entry_id=entry.pk).exists():
        return None
    series.last += 1
    series.save(update_fields=["last"])
    return Outgoing.objects.create(
        number=series.last,
        entry_id=entry.pk,
        kind=entry.code,
        occurred_at=entry.occurred_at,
        content=content,
    )


def _content(entry: Entry) -> dict[str, Any] | None:
    node, result = queries.node_code(), queries.result_words(entry)
    order = Order.objects.filter(pk=entry.matter_id).select_related("matter", "about").first()
    if order is not None:
        about = order.about
        return dict(upward.record_of(
            number=order.matter.number, watched=about.number if about else "",
            kind=about.kind if about else "", probe="", level="order",
            occurred_at=entry.occurred_at.isoformat(),
            order=(order.wanted, order.issued_at.isoformat()), organ=order.organ_code,
            result=result, responsible=queries.unit_name(order.organ_code), node=node,
        ))  # fmt: skip
    card = Card.objects.filter(pk=entry.matter_id).select_related("matter").first()
    wanted = card.finding_id if card else _pk(entry)
    if wanted is None:
        return None
    finding = Finding.objects.filter(pk=wanted).select_related("watched", "version").first()
    if finding is None:
        return None
    watched: Matter | None = finding.watched
    return dict(upward.record_of(
        number=card.matter.number if card else str(finding.pk),
        watched=watched.number if watched else "", kind=watched.kind if watched else "",
        probe=finding.probe_code, level=card.level if card else finding.level,
        occurred_at=entry.occurred_at.isoformat(),
        order=(finding.version.name, (card.dealt_at if card else finding.found_at).isoformat()),
        organ=finding.organ_code, result=result,
        responsible=queries.unit_name(finding.organ_code), node=node,
    ))  # fmt: skip


def _pk(entry: Entry) -> str | None:
    return entry.object_id if entry.object_kind == "supervision.finding" else None


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
