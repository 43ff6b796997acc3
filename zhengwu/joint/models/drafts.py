"""Joint applications being written."""

from __future__ import annotations

from django.db import models

from zhengwu.cases.models import SealedForm
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class JointDraft(Recorded, SealedForm):
    """联办草稿: one form for all organs, saved as it is typed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=64)
    edition = models.ForeignKey(
        "joint.ServiceEdition", on_delete=models.PROTECT, related_name="drafts"
    )
    person = models.ForeignKey(
        "identity.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    firm = models.ForeignKey(
        "identity.Firm", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    stage = models.ForeignKey(
        "joint.Stage", on_delete=models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    channel = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    submitted = models.OneToOneField(
        "joint.Joint", on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "-saved_at"], name="joint_draft_owner")]


class JointDraftPaper(models.Model):
    """联办草稿材料: a file already handed up for a joint draft."""

    draft = models.ForeignKey(JointDraft, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=60)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "code", "file"], name="joint_paper_once")
        ]
