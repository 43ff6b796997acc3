"""What becomes of a negative rating."""

from __future__ import annotations

from django.db import models

from zhengwu.evaluation import enums
from zhengwu.evaluation.models.ratings import Rating


class Series(models.Model):
    """差评整改件编号序列: the last number of a year; locked while one is drawn."""

    key = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveIntegerField(default=0)


class FollowUp(models.Model):
    """差评整改件: a matter of its own, from the negative rating to the second satisfaction."""

    matter = models.OneToOneField(
        "matters.Matter", models.PROTECT, primary_key=True, related_name="rating_followup"
    )
    rating = models.OneToOneField(Rating, models.PROTECT, related_name="followup")
    state = models.CharField(max_length=10, default=enums.FollowUpState.OPENED)
    complexity = models.CharField(max_length=8, default=enums.Complexity.ORDINARY)
    organ_code = models.CharField(max_length=40)
    staff_id = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    handler_id = models.CharField(max_length=64, blank=True)
    handler_name = models.CharField(max_length=120, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    facts = models.TextField(blank=True)
    proposed = models.CharField(max_length=10, blank=True)
    evidence = models.TextField(blank=True)
    unit_words = models.TextField(blank=True)
    unit_said_by = models.CharField(max_length=120, blank=True)
    unit_said_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=10, blank=True)
    finding_reason = models.TextField(blank=True)
    found_by_id = models.CharField(max_length=64, blank=True)
    found_by = models.CharField(max_length=120, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True)
    appeal_from = models.CharField(max_length=20, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    rectification = models.TextField(blank=True)
    rectified_by = models.CharField(max_length=120, blank=True)
    rectified_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    second_level = models.PositiveSmallIntegerField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="evaluation_followups"),
            models.Index(fields=["organ_code", "-opened_at"], name="evaluation_followups_unit"),
            models.Index(fields=["handler_id", "state"], name="evaluation_followups_mine"),
        ]

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.FOLLOWUP_STATES[enums.FollowUpState(self.state)]

    @property
    def complexity_name(self) -> str:
        """Ordinary or complex, in Chinese."""
        return enums.COMPLEXITY_NAMES[enums.Complexity(self.complexity)]

    @property
    def finding_name(self) -> str:
        """The finding in Chinese; empty before."""
        return enums.FINDING_NAMES[enums.Finding(self.finding)] if self.finding else ""

    @property
    def proposed_name(self) -> str:
        """What the verification proposes, in Chinese; empty before."""
        return enums.FINDING_NAMES[enums.Finding(self.proposed)] if self.proposed else ""

    @property
    def second_name(self) -> str:
        """The second satisfaction in Chinese; empty where nobody could be asked."""
        return enums.LEVEL_NAMES[enums.Level(self.second_level)] if self.second_level else ""


class Contact(models.Model):
    """联系记录: one try to reach the evaluator of a negative rating."""

    followup = models.ForeignKey(FollowUp, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=6)
    outcome = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]

    @property
    def kind_name(self) -> str:
        """What it was for, in Chinese."""
        return enums.CONTACT_NAMES[enums.ContactKind(self.kind)]

    @property
    def outcome_name(self) -> str:
        """How it ended, in Chinese."""
        return enums.REACHED_NAMES[enums.Reached(self.outcome)]
