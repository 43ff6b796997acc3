"""Messages both ways, and the bundles that carried them."""

from __future__ import annotations

from django.db import models

from zhengwu.exchange.enums import ReceivedState, SentState, Way
from zhengwu.exchange.models.nodes import Channel, Node
from zhengwu.kernel.ids import new_id


class Sent(models.Model):
    """发出报文: kept whole until the receipt is there; `head` and `payload` as they are signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="sent")
    sequence = models.PositiveBigIntegerField()
    type = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    head = models.TextField()
    payload = models.TextField()
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=SentState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["channel", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "sequence"], name="exchange_sent_number"),
            models.UniqueConstraint(fields=["channel", "key"], name="exchange_sent_once"),
        ]
        indexes = [models.Index(fields=["channel", "state", "next_at"], name="exchange_due")]

    @property
    def state_name(self) -> str:
        """The word on pages."""
        return SentState(self.state).chinese


class Received(models.Model):
    """收到报文: stored before it is acknowledged, with the signature that came with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="received")
    sequence = models.PositiveBigIntegerField()
    type = models.CharField(max_length=80)
    head = models.TextField()
    payload = models.TextField()
    digest = models.CharField(max_length=64)
    signed_at = models.CharField(max_length=40)
    key = models.CharField(max_length=20)
    signature = models.CharField(max_length=200)
    stored_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=ReceivedState.STORED)
    kind = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    receipt_due = models.BooleanField(default=True)

    class Meta:
        ordering = ["channel", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "sequence"], name="exchange_got_number")
        ]
        indexes = [
            models.Index(
                fields=["channel"], condition=models.Q(receipt_due=True), name="exchange_receipt"
            )
        ]

    @property
    def state_name(self) -> str:
        """The word on pages."""
        return ReceivedState(self.state).chinese


class Carried(models.Model):
    """摆渡包: one bundle out or in, by file or by post; its messages are counted, not kept."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="carried")
    outward = models.BooleanField()
    number = models.PositiveBigIntegerField()
    way = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    messages = models.PositiveIntegerField(default=0)
    receipts = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    failed = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["node", "outward", "number"], name="exchange_carried_number"),
        ]

    @property
    def way_name(self) -> str:
        """The word on pages."""
        return Way(self.way).chinese
