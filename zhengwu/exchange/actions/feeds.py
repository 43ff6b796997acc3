"""Feeds: numbering what rooms tell, handing it over, holding what lower nodes deliver."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Max

from zhengwu.exchange import policy
from zhengwu.exchange.actions.sending import post
from zhengwu.exchange.models import FeedState, Held, Offer, Subscription
from zhengwu.exchange.registry import Arrived, Feed, Record, feed_named, figure
from zhengwu.journal.actions import action
from zhengwu.journal.models import Entry, Period, Sealed
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import Refusal

_PERIODS_AT_ONCE = 20


class NotItsRecord(Refusal):
    """节点“{sender}”不能转交“{origin}”的记录：没有登记为可以转交下级记录的节点。"""


class NumbersDisagree(Refusal):
    """这一批记录的号码与首末号 {first}—{last} 不符。"""


def _state(feed: str) -> FeedState:
    FeedState.objects.bulk_create([FeedState(feed=feed)], ignore_conflicts=True)
    return FeedState.objects.select_for_update().get(pk=feed)


@action
def gather(feed: Feed, *, by: Actor, at: datetime) -> bool:
    """Number what sealed periods of the journal tell of a feed; whether there was a period.

    Sealed periods have an order that is final, so nothing committed late is passed over, and an
    act costs nothing for being told.
    """
    policy.require(policy.is_system(by))
    state = _state(feed.code)
    newest = Period.objects.aggregate(newest=Max("number"))["newest"] or 0
    last = min(newest, state.period + _PERIODS_AT_ONCE)
    if last <= state.period or feed.contents is None:
        return False
    sealed = Sealed.objects.filter(period__gt=state.period, period__lte=last)
    places = {
        entry: (period, position)
        for entry, period, position in sealed.values_list("entry_id", "period", "position")
    }
    entries = Entry.objects.filter(
        pk__in=sealed.values("entry_id"), code__in=feed.codes, refused=False
    )
    ordered = sorted(entries, key=lambda entry: places[entry.pk])
    rows = []
    for content in feed.contents(ordered):
        state.offered += 1
        numbered = {**content, "number": state.offered}
        rows.append(Offer(feed=feed.code, number=state.offered, content=numbered))
    Offer.objects.bulk_create(rows, batch_size=500)
    state.period = last
    state.save(update_fields=["offered", "period"])
    return True


def own_records(feed: Feed, after: int, most: int) -> list[Record]:
    """Records of this node after a number, in order."""
    if feed.after is not None:
        return feed.after(after, most)
    rows = Offer.objects.filter(feed=feed.code, number__gt=after).order_by("number")
    return list(rows.values_list("content", flat=True)[:most])


@action
def hand_over(subscription: Subscription, *, by: Actor, at: datetime) -> int:
    """One more message for each part of a feed that has something new; how many records."""
    policy.require(policy.is_system(by))
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    feed = feed_named(row.feed)
    if feed is None or not row.channel.open:
        return 0
    most = figure("batch_records", at)
    own = own_records(feed, row.own_after, most)
    if own:
        _post(row, feed, settings.NODE_CODE, own, f"own/{own[-1]['number']}", at)
        row.own_after = own[-1]["number"]
    held: list[Held] = []
    if row.relays:
        rows = Held.objects.filter(feed=feed.code, serial__gt=row.held_after).order_by("serial")
        held = list(rows[:most])
        for node, part in groupby(held, key=lambda one: one.node):
            those = list(part)
            if node != row.channel.node.code:
                contents = [one.content for one in those]
                _post(row, feed, node, contents, f"held/{those[-1].serial}", at)
        if held:
            row.held_after = held[-1].serial
    row.save(update_fields=["own_after", "held_after"])
    return len(own) + len(held)


def _post(
    row: Subscription, feed: Feed, node: str, records: list[Record], key: str, at: datetime
) -> None:
    payload: dict[str, Any] = {
        "feed": feed.code, "node": node, "first": records[0]["number"],
        "last": records[-1]["number"], "records": records,
    }  # fmt: skip
    post(row.channel, feed.code, payload, key=f"{feed.code}/{key}", by=SYSTEM, at=at)


def tell(*, at: datetime) -> int:
    """Everything new goes into the channels that subscribe; how many records."""
    count = 0
    rows = Subscription.objects.filter(channel__open=True, channel__node__active=True)
    for code in sorted({row.feed for row in rows}):
        feed = feed_named(code)
        while feed is not None and feed.contents is not None and gather(feed, by=SYSTEM, at=at):
            pass
    for row in rows:
        while (some := hand_over(row, by=SYSTEM, at=at)) > 0:
            count += some
    return count


@action
def hold(feed: Feed, arrived: Arrived, *, by: Actor, at: datetime) -> int:
    """Keep records as their node delivered them; what is held already stays; how many are new."""
    policy.require(policy.is_system(by))
    payload = arrived.payload
    node, records = str(payload["node"]), payload["records"]
    if node != arrived.node and not arrived.relays:
        raise NotItsRecord(sender=arrived.node, origin=node)
    numbers = [int(one["number"]) for one in records]
    ends = (payload["first"], payload["last"])
    if (numbers[0], numbers[-1]) != ends or sorted(set(numbers)) != numbers:
        raise NumbersDisagree(first=ends[0], last=ends[1])
    state = _state(feed.code)
    there = Held.objects.filter(feed=feed.code, node=node)
    known = set(there.filter(number__in=numbers).values_list("number", flat=True))
    fresh = [one for one in records if one["number"] not in known]
    newest = {str(one[feed.key]): int(one["number"]) for one in fresh}
    older, best = [], dict(newest)
    for pk, key, number in there.filter(key__in=newest, current=True).values_list(
        "pk", "key", "number"
    ):
        if number < newest[key]:
            older.append(pk)
        else:
            best[key] = number
    there.filter(pk__in=older).update(current=False)
    rows = [
        Held(
            feed=feed.code, node=node, number=one["number"], serial=state.held + place,
            key=str(one[feed.key]), kind=str(one[feed.kind]), content=one,
            occurred_at=datetime.fromisoformat(one[feed.at]), received_at=at,
            message_id=arrived.message_id, current=best[str(one[feed.key])] == one["number"],
        )
        for place, one in enumerate(fresh, start=1)
    ]  # fmt: skip
    Held.objects.bulk_create(rows, batch_size=200)
    state.held += len(rows)
    state.save(update_fields=["held"])
    return len(rows)
