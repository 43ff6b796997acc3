"""Feeds: records a room offers, records held from other nodes, and who gets them."""

from __future__ import annotations

from django.db import models

from zhengwu.exchange.models.nodes import Channel
from zhengwu.journal.models import Recorded


class FeedState(models.Model):
    """数据源状态: the one row a feed's numbering locks, so numbers have no gap."""

    feed = models.CharField(primary_key=True, max_length=60)
    offered = models.PositiveBigIntegerField(default=0)
    held = models.PositiveBigIntegerField(default=0)
    # The last sealed period of the journal that was looked through.
    period = models.PositiveBigIntegerField(default=0)


class Offer(models.Model):
    """本节点记录: one record of a feed that is told from the journal."""

    feed = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()
    content = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "number"], name="exchange_one_offer")
        ]


class Held(models.Model):
    """下级记录: a record as its node delivered it. `current`: none newer has the same key."""

    feed = models.CharField(max_length=60)
    node = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    serial = models.PositiveBigIntegerField()
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=40, blank=True)
    occurred_at = models.DateTimeField()
    content = models.JSONField()
    received_at = models.DateTimeField()
    message_id = models.UUIDField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "node", "number"], name="exchange_one_held"),
            models.UniqueConstraint(fields=["feed", "serial"], name="exchange_held_serial"),
        ]
        indexes = [
            models.Index(fields=["feed", "node", "key"], name="exchange_held_key"),
            models.Index(
                fields=["feed", "node", "kind"], condition=models.Q(current=True),
                name="exchange_held_now",
            ),
        ]  # fmt: skip


class Subscription(Recorded):
    """订阅: a feed goes to a node by a channel; up to where it was handed over."""

    id = models.BigAutoField(primary_key=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="subscriptions")
    feed = models.CharField(max_length=60)
    # Records of lower nodes go too: we are a source for the receiver.
    relays = models.BooleanField(default=False)
    own_after = models.PositiveBigIntegerField(default=0)
    held_after = models.PositiveBigIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "feed"], name="exchange_one_subscription")
        ]
