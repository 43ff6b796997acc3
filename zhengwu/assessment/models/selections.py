"""Selections: candidates by rule, one secret vote a voter, a list for commendation."""

from __future__ import annotations

from django.db import models

from zhengwu.assessment import enums
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Selection(Recorded):
    """评选: star windows of a month, excellent windows or people of a year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey("assessment.Period", models.PROTECT, related_name="selections")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    honour = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()
    vote_share = models.DecimalField(max_digits=5, decimal_places=2)
    rule = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=enums.SelectionState.VOTING)
    opened_by = models.CharField(max_length=120)
    opened_by_id = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "code"], name="assessment_selection_once")
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.SELECTION_STATES[enums.SelectionState(self.state)]


class Candidate(models.Model):
    """候选对象: chosen by rule; votes are only counted, so that nobody can tell who gave which."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="candidates")
    score = models.ForeignKey("assessment.Score", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    rule_points = models.DecimalField(max_digits=6, decimal_places=2)
    votes = models.PositiveIntegerField(default=0)
    vote_points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    chosen = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "score"], name="assessment_candidate_once")
        ]


class Voter(models.Model):
    """投票人: who may vote, and whether it was done; not for whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="voters")
    staff_id = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40)
    voted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selection", "staff_id"], name="assessment_one_voter")
        ]
