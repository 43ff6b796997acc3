"""What the desk keeps beside the cases."""

from __future__ import annotations

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.case import Case
from zhengwu.cases.models.forms import SealedForm
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class SavedView(models.Model):
    """常用筛选: a filter of the list that a member of staff keeps."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="cases_view_name_once")
        ]


class FirstAsked(Recorded, SealedForm):
    """首问登记: who was asked first, and stays answerable until the person has been served.

    Name and telephone of the asker are sealed (`answers`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.TextField()
    item_code = models.CharField(max_length=80, blank=True)
    staff_id = models.CharField(max_length=64)
    staff_name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=enums.FirstAskedState.OPEN)
    to_organ = models.CharField(max_length=40, blank=True)
    to_name = models.CharField(max_length=120, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="first_asked"
    )
    closed_by = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organ_code", "-asked_at", "id"], name="cases_asked_organ"),
            models.Index(fields=["to_organ", "-asked_at", "id"], name="cases_asked_to"),
        ]
