"""The file of an investigation: records, papers handed in, extensions asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhengwu.complaints import enums
from zhengwu.complaints.models.complaint import Complaint
from zhengwu.kernel.ids import new_id

_CONTEXT = "complaints/record"


class Record(models.Model):
    """调查记录: a talk, evidence, the opinion of the one complained about, a note; text sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="records")
    what = models.CharField(max_length=10)
    person = models.CharField(max_length=120, blank=True)
    sealed = models.BinaryField(default=bytes, editable=False)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by_id = models.CharField(max_length=64)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "id"]

    @property
    def text(self) -> str:
        """What was said or found."""
        return str(settings.VAULT.open(self.sealed, context=_CONTEXT)) if self.sealed else ""

    @text.setter
    def text(self, value: str) -> None:
        self.sealed = settings.VAULT.seal(value, _CONTEXT)

    @property
    def what_name(self) -> str:
        """What it is, in Chinese."""
        return enums.RECORD_NAMES[enums.RecordKind(self.what)]


class Paper(models.Model):
    """投诉附件: a file the complainant handed in; only the complaint office opens it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="papers")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class Extension(models.Model):
    """延期申请: asked by who investigates, decided by the centre's management; one open at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    asked_by_id = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    word = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(granted__isnull=True),
                name="complaints_one_extension_open",
            )
        ]
