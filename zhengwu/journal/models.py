"""Tables of the journal."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.db import models

from zhengwu.journal.enums import DeliveryState
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class Recorded(models.Model):
    """受记录对象: a row whose acts are chained. Lock it before recording on it."""

    journal_seq = models.PositiveIntegerField(default=0, editable=False)
    journal_head = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True


class Stream(Recorded):
    """记录流: a chain for acts that have no row of their own, such as failed sign-ins."""

    key = models.CharField(primary_key=True, max_length=120)


class Entry(models.Model):
    """记录条目: one act. `canonical` is what the digest covers; other columns are for finding."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object_kind = models.CharField(max_length=64)
    object_id = models.CharField(max_length=120)
    seq = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    refused = models.BooleanField(default=False)
    matter_id = models.UUIDField(null=True, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    organ_code = models.CharField(max_length=40, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    personal = models.BinaryField(null=True, blank=True)
    canonical = models.TextField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "seq"], name="journal_one_entry_a_place"
            )
        ]
        indexes = [
            models.Index(fields=["matter_id", "id"], name="journal_by_matter"),
            models.Index(fields=["code", "id"], name="journal_by_code"),
            models.Index(fields=["actor_id", "id"], name="journal_by_actor"),
            models.Index(fields=["digest"], name="journal_by_digest"),
        ]

    @cached_property
    def content(self) -> dict[str, Any]:
        """The canonical text as a value."""
        value: dict[str, Any] = json.loads(self.canonical)
        return value

    @property
    def payload(self) -> dict[str, Any]:
        """The event's facts."""
        value: dict[str, Any] = self.content["payload"]
        return value

    @property
    def changes(self) -> dict[str, list[Any]]:
        """Old and new value by field."""
        value: dict[str, list[Any]] = self.content["changes"]
        return value

    @property
    def reason(self) -> str:
        """Why, in the actor's words."""
        return str(self.content["reason"])


class SubjectKey(models.Model):
    """个人密钥: personal data in entries is readable only as long as this row exists."""

    subject = models.CharField(primary_key=True, max_length=120)
    wrapped = models.BinaryField()


class Unsealed(models.Model):
    """待封存: a queue, because ids commit out of order: "newer than the last" loses some."""

    entry_id = models.UUIDField(primary_key=True)


class Period(models.Model):
    """封存期: a signed Merkle root over the entries committed since the last one."""

    number = models.PositiveBigIntegerField(primary_key=True)
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)


class Sealed(models.Model):
    """封存位置: which leaf of which period an entry is."""

    entry_id = models.UUIDField(primary_key=True)
    period = models.PositiveBigIntegerField()
    position = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "position"], name="journal_one_leaf_a_place")
        ]


class Sealer(models.Model):
    """封存者: the one row that a sealer locks, so that two of them take turns."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=64, blank=True)


class Delivery(models.Model):
    """投递: one reaction still owed to one entry. A done delivery leaves the table."""

    entry_id = models.UUIDField()
    reaction = models.CharField(max_length=80)
    lane = models.CharField(max_length=190)
    state = models.CharField(max_length=10, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "reaction"], name="journal_one_delivery")
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="journal_delivery_due"),
            models.Index(fields=["lane", "reaction", "id"], name="journal_delivery_lane"),
        ]


class Subscription(models.Model):
    """订阅: a reaction that has been seen before; a new one may ask for the past."""

    reaction = models.CharField(primary_key=True, max_length=80)
    since = models.DateTimeField()


for _table in ("journal_entry", "journal_period", "journal_sealed"):
    guards.append_only(_table)
