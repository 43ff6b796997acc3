"""Reports as they were issued."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.statistics.rules import periods


class Issue(Recorded):
    """统计期报: a month, quarter or year as it was issued. Never changed: figures put right are
    issued anew, with the reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.CharField(max_length=8)
    first_day = models.DateField()
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    data_until = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    issued_by = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    sheet = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-first_day", "period", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "first_day", "number"], name="statistics_issue_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""),
                name="statistics_corrected_with_reason",
            ),
        ]

    @property
    def period_name(self) -> str:
        """2026年9月."""
        return periods.name_of(periods.Period(self.period), self.first_day)

    @property
    def title(self) -> str:
        """月报 and its period."""
        kind = periods.PERIOD_NAMES[periods.Period(self.period)]
        return f"政务服务统计{kind}（{self.period_name}）"
