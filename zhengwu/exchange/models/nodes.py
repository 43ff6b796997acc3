"""Nodes, their keys, the channels to them, and what went wrong with them."""

from __future__ import annotations

from django.db import models

from zhengwu.exchange.enums import FaultKind, Standing, Way
from zhengwu.exchange.rules import grouped
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Node(Recorded):
    """节点: another installation, or another system that speaks this format."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    standing = models.CharField(max_length=10, default=Standing.OTHER)
    way = models.CharField(max_length=10, default=Way.FERRY)
    address = models.CharField(max_length=200, blank=True)
    # May hand on records of other nodes, as a city does for its counties.
    relays = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    bundles = models.PositiveBigIntegerField(default=0)
    bundles_in = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_received_at = models.DateTimeField(null=True, blank=True)
    last_receipt_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    @property
    def way_name(self) -> str:
        """The word on pages."""
        return Way(self.way).chinese

    @property
    def standing_name(self) -> str:
        """The word on pages."""
        return Standing(self.standing).chinese


class PeerKey(models.Model):
    """对方公钥: counts only after somebody compared its fingerprint; `valid_to` is exclusive."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="keys")
    public = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=20, unique=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    registered_by = models.CharField(max_length=120)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]

    @property
    def grouped(self) -> str:
        """The fingerprint as it is read out."""
        return grouped(self.fingerprint)


class OwnKey(Recorded):
    """本节点公钥: the public half; the private one lies in a file of ours, never here."""

    id = models.BigAutoField(primary_key=True)
    public = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=20, unique=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    made_by = models.CharField(max_length=120)
    newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["newest"], condition=models.Q(newest=True), name="exchange_one_newest_key"
            )
        ]

    @property
    def grouped(self) -> str:
        """The fingerprint as it is read out."""
        return grouped(self.fingerprint)


class Channel(Recorded):
    """通道: messages between us and a node, numbered each way without a gap. Lock it first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="channels")
    code = models.CharField(max_length=40)
    open = models.BooleanField(default=True)
    sends = models.JSONField(default=list)
    takes = models.JSONField(default=list)
    out_last = models.PositiveBigIntegerField(default=0)
    in_last = models.PositiveBigIntegerField(default=0)
    in_done = models.PositiveBigIntegerField(default=0)
    doubled = models.PositiveBigIntegerField(default=0)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_received_at = models.DateTimeField(null=True, blank=True)
    last_receipt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["node__code", "code"]
        constraints = [
            models.UniqueConstraint(fields=["node", "code"], name="exchange_one_channel")
        ]


class Fault(Recorded):
    """交换异常: what was found wrong and what it was about; the same again only counts."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, related_name="faults")
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=500)
    way = models.CharField(max_length=10)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "kind", "channel", "subject"],
                condition=models.Q(node__isnull=False), name="exchange_one_fault",
            ),
            models.UniqueConstraint(
                fields=["kind", "channel", "subject"], condition=models.Q(node=None),
                name="exchange_one_fault_of_strangers",
            ),
        ]  # fmt: skip

    @property
    def kind_name(self) -> str:
        """The word on pages."""
        return FaultKind(self.kind).chinese
