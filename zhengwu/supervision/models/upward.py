"""What is handed to the level above: records with a gap-free number, and daily bundles of them."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Outgoing(models.Model):
    """上报记录: one change of a card or finding as the level above gets it; numbers have no gap."""

    number = models.PositiveBigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["occurred_at"], name="supervision_sent_at")]


class Bundle(Recorded):
    """日报包: the records of one run, signed, numbered without a gap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    day = models.DateField()
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=256)
    key = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
