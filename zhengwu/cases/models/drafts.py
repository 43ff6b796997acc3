"""Applications being written."""

from __future__ import annotations

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.forms import SealedForm
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Draft(Recorded, SealedForm):
    """草稿: an application being written, saved as it is typed and resumed on any device.

    `carried` tells what was new when its item got another edition meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=64)
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "identity.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    firm = models.ForeignKey(
        "identity.Firm", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=10, default=enums.Channel.ONLINE)
    carried = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    submitted = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "-saved_at"], name="cases_draft_owner")]


class DraftPaper(models.Model):
    """草稿材料: a file already handed up for a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=60)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "code", "file"], name="cases_paper_once")
        ]
