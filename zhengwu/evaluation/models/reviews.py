"""Reviewing the files of finished matters by sample."""

from __future__ import annotations

from datetime import date

from django.db import models

from zhengwu.evaluation import enums
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import local_day


class Review(Recorded):
    """案卷评查: which finished matters' files are looked through, against which checklist. With
    seed and population anybody draws the same again."""

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
    checklist = models.JSONField(default=dict)
    drawn_by = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-drawn_at"]


class ReviewedFile(Recorded):
    """评查案卷: one matter's file: who looked through it, what was wrong, how it was put right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="files")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    organ_code = models.CharField(max_length=40)
    stratum = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=enums.FileState.WAITING)
    faults = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    reviewer_id = models.CharField(max_length=64, blank=True)
    reviewer = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answerer_id = models.CharField(max_length=64, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "case"], name="evaluation_file_once")
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="evaluation_files")]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.FILE_STATES[enums.FileState(self.state)]

    def late(self, today: date) -> bool:
        """Put right after its day, or not yet and its day is over."""
        if self.due_on is None:
            return False
        done = self.answered_at
        return self.due_on < (local_day(done) if done else today)


guards.register(guards.Guard("evaluation_reviewedfile", "DELETE", why="history stays"))
