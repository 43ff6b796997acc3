"""Drafts of diagrams, beside the version that stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.flow.enums import OPEN_DRAFTS, DraftState
from zhengwu.flow.models.running import Version
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Draft(Recorded):
    """流程草稿: the next version while it is drawn, submitted and approved.

    One open draft a flow. `mark` is the digest of `xml`, so that nobody overwrites unseen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    base = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    xml = models.TextField()
    mark = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.chinese) for s in DraftState], default=DraftState.DRAFT
    )
    reason = models.CharField(max_length=500, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    drafted_by_id = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=120)
    # Everybody who changed the drawing: none of them may approve it.
    hands = models.JSONField(default=list)
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=500, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state__in=[s.value for s in OPEN_DRAFTS]),
                name="flow_one_open_draft",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（草稿）"

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return DraftState(self.state).chinese
