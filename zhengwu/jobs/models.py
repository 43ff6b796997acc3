"""Tables of long and recurring work."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from zhengwu.jobs.enums import JobState
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Job(Recorded):
    """任务: one piece of long work, its progress and its report."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    saved = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    report = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="jobs_due"),
            models.Index(fields=["asked_by", "-id"], name="jobs_by_person"),
        ]

    @property
    def file_path(self) -> Path:
        """Where the downloadable report lies."""
        return Path(settings.DATA_DIR) / "jobs" / str(self.pk)

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class Recurring(models.Model):
    """周期任务: when recurring work is next due; whoever moves the instant does it."""

    name = models.CharField(primary_key=True, max_length=80)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
