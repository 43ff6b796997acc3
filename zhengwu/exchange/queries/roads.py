"""How the roads are: by node and channel, what waits, what is missing, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from zhengwu.exchange.enums import ReceivedState, SentState
from zhengwu.exchange.models import Channel, Fault, Node, OwnKey, Received, Sent
from zhengwu.exchange.rules import missing_of


@dataclass(frozen=True, slots=True)
class Road:
    """One node at a glance."""

    node: Node
    waiting: int
    refused: int
    undone: int
    stuck: int
    faults: int
    keyed: bool

    @property
    def state(self) -> str:
        """The word beside it: ok, warn or bad."""
        if not self.node.active:
            return "off"
        if self.stuck or not self.keyed:
            return "bad"
        return "warn" if self.faults or self.node.trouble or self.refused else "ok"


@dataclass(frozen=True, slots=True)
class RoadOfChannel:
    """One channel: numbers drawn, confirmed, waiting; numbers stored, done, missing."""

    channel: Channel
    waiting: int
    acknowledged: int
    refused: int
    stuck: int
    missing: list[list[int]]


def roads() -> list[Road]:
    """All nodes; five SQL, however many there are."""
    waiting = _counted(Sent.objects.filter(state=SentState.WAITING))
    refused = _counted(Sent.objects.filter(state=SentState.REFUSED))
    undone = _counted(Received.objects.filter(state=ReceivedState.STORED))
    stuck = _counted(Received.objects.filter(state=ReceivedState.STUCK))
    faults = Q(faults__over_at=None, faults__isnull=False)
    keys = Q(keys__confirmed_at__isnull=False, keys__revoked_at=None)
    rows = Node.objects.annotate(
        open_faults=Count("faults", filter=faults, distinct=True),
        good_keys=Count("keys", filter=keys, distinct=True),
    )
    return [
        Road(
            node,
            waiting.get(node.pk, 0),
            refused.get(node.pk, 0),
            undone.get(node.pk, 0),
            stuck.get(node.pk, 0),
            node.open_faults,
            bool(node.good_keys),
        )
        for node in rows
    ]


def _counted(rows: Any) -> dict[Any, int]:
    return dict(rows.order_by().values_list("channel__node").annotate(Count("pk")))


def channels_of(node: Node) -> list[RoadOfChannel]:
    """The channels of a node."""
    found = []
    for channel in node.channels.prefetch_related("subscriptions"):
        counts = dict(channel.sent.order_by().values_list("state").annotate(Count("pk")))
        held = channel.received.filter(sequence__gt=channel.in_last)
        found.append(
            RoadOfChannel(
                channel,
                counts.get(SentState.WAITING, 0),
                counts.get(SentState.ACKNOWLEDGED, 0),
                counts.get(SentState.REFUSED, 0),
                channel.received.filter(state=ReceivedState.STUCK).count(),
                missing_of(channel.in_last, held.values_list("sequence", flat=True)),
            )
        )
    return found


def self_key() -> OwnKey | None:
    """The key we sign with, if there is one yet."""
    return OwnKey.objects.filter(newest=True).first()


def fault_count() -> int:
    """What is wrong and not over."""
    return Fault.objects.filter(over_at=None).count()
