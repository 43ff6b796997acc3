"""What lies in a case: papers, questions, notes, the archive."""

from __future__ import annotations

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.case import Case
from zhengwu.kernel.ids import new_id


class CasePaper(models.Model):
    """办件材料: one paper of a case: which material, which file, when and how."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    round = models.CharField(max_length=10, default=enums.MaterialRound.INITIAL)
    form = models.CharField(max_length=20, default="electronic")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120, blank=True)
    # What was looked up instead of a paper (免提交).
    verification = models.ForeignKey(
        "cases.Verification", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )


class Correction(models.Model):
    """当场更正: what was put right on the spot, by whom (许可法 32(1)(3))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)


class Note(models.Model):
    """内部备注: for colleagues; never shown to the applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()


class Question(models.Model):
    """补充说明或提问: a word between the applicant and the handling unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    from_applicant = models.BooleanField()
    text = models.TextField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()


class Archive(models.Model):
    """归档: the whole file of an ended case, as one PDF and as a zip with its manifest."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="archive"
    )
    pdf = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    bundle = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField()
