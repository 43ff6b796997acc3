"""What windows do besides cases."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class ServiceRecord(Recorded):
    """窗口服务登记: how many people a window served with something that is no case. Struck out with
    a reason, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    served_on = models.DateField()
    people = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    window = models.ForeignKey("org.Window", on_delete=models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    written_by_id = models.CharField(max_length=64)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    key = models.CharField(max_length=80, unique=True)
    struck_by = models.CharField(max_length=120, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organ", "-served_on", "id"], name="statistics_services")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gt=0), name="statistics_somebody_served"
            )
        ]
