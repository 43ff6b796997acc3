"""Responsibility pursued."""

from __future__ import annotations

from django.db import models

from zhengwu.complaints import enums, registry


class Accountability(models.Model):
    """责任追究: a matter of its own; one for each cause and person, expunged after its time."""

    matter = models.OneToOneField(
        "matters.Matter", models.PROTECT, primary_key=True, related_name="accountability"
    )
    state = models.CharField(max_length=10, default=enums.RecordState.PROPOSED)
    cause = models.CharField(max_length=10)
    reference = models.CharField(max_length=60)
    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, null=True, blank=True, related_name="accounted"
    )
    staff_id = models.CharField(max_length=64)
    staff_name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40)
    measure = models.CharField(max_length=14)
    basis = models.CharField(max_length=200)
    facts = models.TextField()
    proposed_by_id = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    statement = models.TextField(blank=True)
    heard_by = models.CharField(max_length=120, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)
    decided_by_id = models.CharField(max_length=64, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    effective_until = models.DateField(null=True, blank=True)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    ruling = models.TextField(blank=True)
    ruled_by = models.CharField(max_length=120, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "reference", "staff_id"], name="complaints_accounted_once"
            )
        ]
        indexes = [
            models.Index(fields=["organ_code", "-proposed_at"], name="complaints_acc_organ"),
            models.Index(fields=["staff_id", "-proposed_at"], name="complaints_acc_staff"),
            models.Index(fields=["state", "effective_until"], name="complaints_acc_until"),
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.RECORD_STATES[enums.RecordState(self.state)]

    @property
    def cause_name(self) -> str:
        """The cause in Chinese."""
        return enums.CAUSE_NAMES[enums.CauseKind(self.cause)]

    @property
    def measure_name(self) -> str:
        """The measure in Chinese."""
        return registry.named(registry.measures(), self.measure)
