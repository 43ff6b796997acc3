"""Facts that no room records yet, entered by a named person with evidence."""

from __future__ import annotations

from django.db import models

from zhengwu.assessment import enums
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Entry(Recorded):
    """考核登记: a fact under a criterion with its evidence; it counts once another confirms it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.ForeignKey("assessment.Scheme", models.PROTECT, related_name="entries")
    criterion = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40)
    day = models.DateField()
    value = models.DecimalField(max_digits=6, decimal_places=2)
    text = models.CharField(max_length=500)
    evidence = models.CharField(max_length=300)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, default=enums.EntryState.WRITTEN)
    written_by_id = models.CharField(max_length=64)
    written_by = models.CharField(max_length=120)
    written_from = models.CharField(max_length=40, blank=True)
    written_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "day", "id"], name="assessment_entries")]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.ENTRY_STATES[enums.EntryState(self.state)]
