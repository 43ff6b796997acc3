"""Schemes and their versions."""

from __future__ import annotations

from django.db import models

from zhengwu.assessment import enums
from zhengwu.assessment.rules.model import Model, read
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Scheme(Recorded):
    """考核办法: how one group of comparable units is scored; its versions say how."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100)
    group = models.CharField(max_length=20)
    public = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """考核办法版本: fixed once in force; scores periods that begin on `effective_on` or later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=enums.VersionState.DRAFT)
    content = models.JSONField(default=dict)
    basis = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=10, default="design")
    reason = models.CharField(max_length=500, blank=True)
    effective_on = models.DateField()
    author_id = models.CharField(max_length=64, blank=True)
    author_name = models.CharField(max_length=120, blank=True)
    approver_name = models.CharField(max_length=120, blank=True)
    written_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["scheme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="assessment_one_number"),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=models.Q(state__in=["draft", "proposed"]),
                name="assessment_one_draft",
            ),
        ]

    @property
    def model(self) -> Model:
        """The score model it says."""
        return read(self.content)

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.VERSION_STATES[enums.VersionState(self.state)]
