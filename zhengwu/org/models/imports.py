"""Imports: tried, reported, then applied."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id

from ..enums import ImportState
from .people import Staff


def _empty() -> dict[str, Any]:
    return {}


class ImportRun(Recorded):
    """批量导入: one uploaded list with its report. The rows are sealed and dropped when settled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what = models.CharField("内容", max_length=12)
    file_name = models.CharField("文件名", max_length=200)
    file_digest = models.CharField("文件摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=ImportState.choices())
    report = models.JSONField("报告", default=_empty)
    rows_sealed = models.BinaryField(null=True, blank=True)
    made_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    made_at = models.DateTimeField("试运行时间")
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    @property
    def rows_text(self) -> str:
        """The rows in clear (JSON), or nothing when settled."""
        if not self.rows_sealed:
            return ""
        return settings.VAULT.open(bytes(self.rows_sealed), f"org.import/{self.pk}")
