"""Naming what went wrong: one row for one thing, repetitions are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhengwu.exchange import policy
from zhengwu.exchange.enums import HARMLESS, FaultKind
from zhengwu.exchange.events import FaultFound
from zhengwu.exchange.models import Fault, Node
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong, in words."""

    kind: FaultKind
    words: str
    channel: str = ""
    subject: str = ""


@action
def note(node: Node | None, found: Found, *, way: str, by: Actor, at: datetime) -> Fault:
    """Keep a fault; locks the node's row."""
    if node is not None:
        node = Node.objects.select_for_update().get(pk=node.pk)
    return noted(node, found, way=way, by=by, at=at)


def noted(node: Node | None, found: Found, *, way: str, by: Actor, at: datetime) -> Fault:
    """The same within an action that has locked the node's row."""
    words = found.words[:_LONGEST]
    row = Fault.objects.filter(
        node=node, kind=found.kind, channel=found.channel, subject=found.subject
    ).first()
    if row is None:
        row = Fault.objects.create(
            node=node, kind=found.kind, channel=found.channel, subject=found.subject,
            words=words, way=way, first_at=at, last_at=at,
            over_at=at if found.kind in HARMLESS else None,
        )  # fmt: skip
        event = FaultFound(
            node=node.code if node else "", kind=found.kind, channel=found.channel, words=words
        )
        record(row, event, by=by, at=at)
        return row
    row.times, row.last_at, row.words, row.way = row.times + 1, at, words, way
    if found.kind not in HARMLESS:
        row.over_at = None
    row.save(update_fields=["times", "last_at", "words", "way", "over_at"])
    return row


def over(node: Node, kind: FaultKind, *, channel: str = "", at: datetime) -> None:
    """What was wrong is right again."""
    Fault.objects.filter(node=node, kind=kind, channel=channel, over_at=None).update(over_at=at)


@action
def settle(fault: Fault, *, by: Actor, at: datetime) -> Fault:
    """The administrator has dealt with it."""
    policy.require(policy.may_manage(by))
    fault = Fault.objects.select_for_update().get(pk=fault.pk)
    fault.over_at = fault.over_at or at
    fault.save(update_fields=["over_at"])
    return fault
