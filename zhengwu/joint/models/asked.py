"""Copies to those concerned, consultations, and what silence means."""

from __future__ import annotations

from django.db import models

from zhengwu.joint.enums import (
    ANSWER_NAMES,
    PURPOSE_NAMES,
    SILENCE_NAMES,
    AnswerState,
    Purpose,
    Silence,
)
from zhengwu.joint.models.matter import Joint, Part
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class Copy(models.Model):
    """抄告单: an organ was told what it has to do or to know, by when; it signs for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="copies")
    part = models.ForeignKey(
        Part, on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    organ_code = models.CharField(max_length=40)
    purpose = models.CharField(max_length=8)
    document_id = models.CharField(max_length=64)
    due_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField()
    signed_by = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organ_code", "sent_at", "id"],
                condition=models.Q(signed_at__isnull=True),
                name="joint_copy_unsigned",
            )
        ]

    @property
    def purpose_name(self) -> str:
        """Why, in Chinese."""
        return PURPOSE_NAMES[Purpose(self.purpose)]


class Consultation(models.Model):
    """征求意见: an organ is asked, answers by its day, or its silence counts (超时默认).

    Its silence never grants anything: consent of one organ to another's procedure, no licence.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="consultations")
    organ_code = models.CharField(max_length=40)
    question = models.TextField()
    state = models.CharField(max_length=10, default=AnswerState.OPEN)
    consent = models.BooleanField(null=True)
    opinion = models.TextField(blank=True)
    basis = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    silence = models.ForeignKey(
        "joint.SilenceRule", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opinion_due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["joint", "organ_code"],
                condition=models.Q(state="open"),
                name="joint_asked_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["organ_code", "due_on", "id"],
                condition=models.Q(state__in=["open", "deemed", "silent"]),
                name="joint_asked_waiting",
            )
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return ANSWER_NAMES[AnswerState(self.state)]


class SilenceRule(Recorded):
    """超时默认规则: what this county lets follow from an unanswered consultation, since when.

    The sources name the rule and not its content; the choice is the county's, with its basis.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    effect = models.CharField(max_length=16)
    basis = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    confirmed = models.BooleanField(default=False)
    effective_on = models.DateField()
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-effective_on", "-set_at"]

    @property
    def effect_name(self) -> str:
        """The effect in Chinese."""
        return SILENCE_NAMES[Silence(self.effect)]


# A rule that a consultation rests on stays as it was.
guards.register(guards.Guard("joint_silencerule", "DELETE", "", "a rule of silence stays"))
