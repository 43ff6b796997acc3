"""Granted licences and what happens to them (许可法 8, 39, 49, 50, 69, 70)."""

from __future__ import annotations

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.case import Case
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter


class Licence(models.Model):
    """许可证件登记: one granted licence; a matter of its own, for it outlives its case."""

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="licence"
    )
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="licence")
    number = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    holder_key = models.CharField(max_length=80)
    holder_name = models.CharField(max_length=200)
    item_code = models.CharField(max_length=80)
    organ_code = models.CharField(max_length=40)
    content = models.TextField()
    document_id = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=enums.LicenceState.VALID)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    warn_on = models.DateField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["organ_code", "valid_to", "matter"], name="cases_licence_organ"),
            models.Index(fields=["holder_key", "matter"], name="cases_licence_holder"),
            models.Index(fields=["state", "valid_to", "matter"], name="cases_licence_ending"),
            models.Index(fields=["holder_name"], name="cases_licence_name"),
            models.Index(fields=["item_code", "state"], name="cases_licence_item"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.LICENCE_NAMES[enums.LicenceState(self.state)]


class LicenceRequest(models.Model):
    """许可证件申请: a holder asks for renewal, change, replacement or cancellation.

    `case` is the application by which a renewal is asked for, where it is an item of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="requests")
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="renews"
    )
    kind = models.CharField(max_length=12)
    text = models.TextField()
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=120)
    late = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "kind"],
                condition=models.Q(outcome=""),
                name="cases_one_open_request",
            )
        ]

    @property
    def kind_name(self) -> str:
        """What is asked for, in Chinese."""
        return enums.REQUEST_NAMES[enums.LicenceAct(self.kind)]


class LicenceChange(models.Model):
    """许可证件变动: one act on a licence: which, on which article, with which paper."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="changes")
    act = models.CharField(max_length=12)
    article = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    document_id = models.CharField(max_length=64, blank=True)
    licence_document_id = models.CharField(max_length=64, blank=True)
    done_by = models.CharField(max_length=120)
    done_at = models.DateTimeField()

    @property
    def act_name(self) -> str:
        """What happened, in Chinese."""
        return enums.ACT_NAMES[enums.LicenceAct(self.act)]
