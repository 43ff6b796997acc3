"""The table of matters."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id, query_code


class Matter(Recorded):
    """事: one matter on a legal clock; its chain carries every act done on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    node = models.CharField(max_length=20)
    number = models.CharField(max_length=60, unique=True)
    query_code = models.CharField(max_length=16, default=query_code)
    title = models.CharField(max_length=300)
    organ_code = models.CharField(max_length=40)
    region_code = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organ_code", "kind", "-id"], name="matters_by_organ"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
