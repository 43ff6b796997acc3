"""Which items are ordered into the centre."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class EntryDuty(Recorded):
    """进驻要求: one item of a unit, whether it was ordered into the centre, by which paper.

    Items that need not enter are rows too: the concentration rate is counted over all of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_code = models.CharField("事项编码", max_length=100, unique=True)
    item_name = models.CharField("事项名称", max_length=300)
    organ_code = models.CharField("单位", max_length=40)
    ordered = models.BooleanField("要求进驻", default=True)
    basis = models.CharField("文件依据", max_length=200, blank=True)
    valid_from = models.DateField("自")

    class Meta:
        ordering = ["organ_code", "item_code"]
        indexes = [models.Index(fields=["organ_code", "ordered"], name="supervision_entry_of")]
