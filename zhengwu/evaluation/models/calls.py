"""Calling back by sample."""

from __future__ import annotations

from django.db import models

from zhengwu.evaluation import enums
from zhengwu.evaluation.models.ratings import Service
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Sample(Recorded):
    """回访抽样: which service events are called back. With seed and population anybody draws the
    same again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first_on = models.DateField()
    last_on = models.DateField()
    share = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    strata = models.JSONField(default=list)
    population = models.PositiveIntegerField()
    population_digest = models.CharField(max_length=64)
    drawn = models.PositiveIntegerField()
    drawn_by = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-drawn_at"]


class Call(models.Model):
    """回访: one served person of a sample, called by the script."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="calls")
    service = models.ForeignKey(Service, models.PROTECT, related_name="calls")
    stratum = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default=enums.CallState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    answers = models.JSONField(default=dict)
    script = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    made_by = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "service"], name="evaluation_called_once")
        ]
        indexes = [models.Index(fields=["state", "sample"], name="evaluation_calls")]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.CALL_STATES[enums.CallState(self.state)]

    @property
    def level_name(self) -> str:
        """What was said, in Chinese; empty where nobody was asked."""
        return enums.LEVEL_NAMES[enums.Level(self.level)] if self.level else ""
