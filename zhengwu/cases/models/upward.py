"""What ties a case reviewed below to the case decided above."""

from __future__ import annotations

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.case import Case
from zhengwu.kernel.ids import new_id


class Referral(models.Model):
    """上报: one sending of a case to the organ that decides it (许可法 35、43).

    Written only under the lock of the case below, except `return_reason`, which the organ above
    leaves when it sends a faulty review back. A case sent up again after that is a further row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lower = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    upper = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="referral")
    lower_organ = models.CharField(max_length=40)
    upper_organ = models.CharField(max_length=40)
    reviewed = models.BooleanField()
    agrees = models.BooleanField(default=True)
    opinion = models.TextField(blank=True)
    reviewers = models.CharField(max_length=300, blank=True)
    document_id = models.CharField(max_length=64)
    review_due_on = models.DateField(null=True, blank=True)
    review_late = models.BooleanField(default=False)
    left = models.JSONField(default=dict)
    submitted_by = models.CharField(max_length=120)
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=enums.ReferralState.SENT)
    return_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    urged = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lower"], condition=models.Q(state="sent"), name="cases_one_sent_up"
            )
        ]
        indexes = [
            models.Index(fields=["lower_organ", "-submitted_at", "id"], name="cases_up_lower"),
            models.Index(fields=["upper_organ", "-submitted_at", "id"], name="cases_up_upper"),
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.REFERRAL_NAMES[enums.ReferralState(self.state)]
