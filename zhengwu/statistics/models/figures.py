"""The register of facts, the sums that are kept of it, and what comparing them found."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.statistics.rules import counting

FIELDS = tuple(field.name for field in fields(counting.Fact))


class Fact(models.Model):
    """统计底册: one counted thing as it was last seen; what it adds to the sums follows from it."""

    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=80)
    matter = models.UUIDField(null=True)
    organ = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    window = models.CharField(max_length=40, blank=True)
    staff = models.CharField(max_length=64, blank=True)
    received_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    called_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    word = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=12, blank=True)
    on_spot = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    early = models.BooleanField(default=False)
    online = models.BooleanField(default=False)
    licensing = models.BooleanField(default=False)
    early_days = models.IntegerField(default=0)
    visits = models.IntegerField(default=0)
    signed = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="statistics_fact_once")
        ]
        indexes = [
            # From a figure to what is behind it: by the day on which it counts.
            models.Index(fields=["kind", "completed_on", "organ"], name="statistics_done"),
            models.Index(fields=["kind", "received_on", "organ"], name="statistics_received"),
            models.Index(fields=["-counted_at"], name="statistics_newest"),
        ]

    @property
    def told(self) -> counting.Fact:
        """The fact itself."""
        told = {name: getattr(self, name) for name in FIELDS}
        return counting.Fact(**{**told, "matter": str(self.matter or "")})


def row_of(fact: counting.Fact) -> dict[str, Any]:
    """The columns of a fact."""
    told = {name: getattr(fact, name) for name in FIELDS}
    return {**told, "matter": UUID(fact.matter) if fact.matter else None}


class Figure(models.Model):
    """统计数: one maintained sum; `start` is its day, or the first of its month."""

    grain = models.CharField(max_length=8)
    start = models.DateField()
    organ = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    window = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=80, blank=True)
    staff = models.CharField(max_length=64, blank=True)
    measure = models.CharField(max_length=24)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "grain", "start", "measure", "organ", "channel", "window", "item", "staff",
                ],
                name="statistics_one_figure",
            )
        ]  # fmt: skip


class Comparison(Recorded):
    """核对: figures against a full recount; `differences` names what was not equal. A `rebuilt` one
    made them anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rebuilt = models.BooleanField(default=False)
    compared_at = models.DateTimeField()
    facts = models.PositiveIntegerField(default=0)
    figures = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    differences = models.JSONField(default=list)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-compared_at"]
