"""Papers the assessment issues."""

from __future__ import annotations

from django.db import models

from zhengwu.assessment import enums
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Bulletin(Recorded):
    """考核文书: 月小结, 季讲评, 结果通报, 通报批评 – text and the figures of its day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey("assessment.Period", models.PROTECT, related_name="bulletins")
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    text = models.TextField()
    figures = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=enums.BulletinState.DRAFT)
    drafted_by_id = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-drafted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "kind"], name="assessment_bulletin_once")
        ]

    @property
    def kind_name(self) -> str:
        """月小结, 季讲评, 考核结果通报 or 通报批评."""
        return enums.BULLETIN_NAMES[enums.BulletinKind(self.kind)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.BULLETIN_STATES[enums.BulletinState(self.state)]
