"""Records of feeds: our own, and those that other nodes delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from zhengwu.exchange.models import FeedState, Held, Node
from zhengwu.exchange.registry import Feed


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one node has delivered of one feed: things by kind, and how fresh it is."""

    node: str
    name: str
    total: int
    kinds: list[tuple[str, str, int]]
    records: int
    last_number: int
    newest_at: datetime
    received_at: datetime


def delivered(feed: Feed) -> list[Delivered]:
    """One line a node: how many things stand in which kind now; three SQL, whatever the amount."""
    names = dict(Node.objects.values_list("code", "name"))
    counts: dict[str, dict[str, int]] = {}
    now_held = Held.objects.filter(feed=feed.code, current=True).order_by()
    for node, kind, count in now_held.values_list("node", "kind").annotate(Count("pk")):
        counts.setdefault(node, {})[kind] = count
    rows = (
        Held.objects.filter(feed=feed.code)
        .order_by("node")
        .values("node")
        .annotate(
            records=Count("pk"), last=Max("number"), newest=Max("occurred_at"),
            received=Max("received_at"),
        )
    )  # fmt: skip
    return [
        Delivered(
            node=row["node"],
            name=names.get(row["node"], row["node"]),
            total=sum(counts.get(row["node"], {}).values()),
            kinds=_kinds(feed, counts.get(row["node"], {})),
            records=row["records"],
            last_number=row["last"],
            newest_at=row["newest"],
            received_at=row["received"],
        )
        for row in rows
    ]


def _kinds(feed: Feed, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    known = [(kind, name, counts.get(kind, 0)) for kind, name in feed.kinds.items()]
    strange = [(kind, kind, count) for kind, count in counts.items() if kind not in feed.kinds]
    return known + sorted(strange)


def held_records(feed: Feed, *, node: str = "", kind: str = "", key: str = "") -> QuerySet[Held]:
    """The newest record of each thing, newest first; by node, kind, and number of the thing."""
    rows = Held.objects.filter(feed=feed.code, current=True)
    if node:
        rows = rows.filter(node=node)
    if kind:
        rows = rows.filter(kind=kind)
    if key:
        rows = rows.filter(key=key)
    return rows.order_by("-serial")


def history(one: Held) -> QuerySet[Held]:
    """Every record of the same thing from the same node, in order."""
    return Held.objects.filter(feed=one.feed, node=one.node, key=one.key).order_by("number")


def shown(feed: Feed, content: dict[str, Any]) -> list[tuple[str, str]]:
    """A record for people: name and value of each field, codes in words."""
    return [
        (name, feed.kinds.get(str(content[field]), str(content[field])) if field == feed.kind
         else str(content[field]))
        for field, name in feed.words.items()
        if field in content
    ]  # fmt: skip


def own_count(feed: Feed) -> int:
    """How many records of this node were numbered here."""
    row = FeedState.objects.filter(pk=feed.code).first()
    return row.offered if row else 0
