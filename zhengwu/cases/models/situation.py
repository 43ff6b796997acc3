"""What an application was asked first, and what was verified instead of handed in."""

from __future__ import annotations

from django.db import models

from zhengwu.cases.models.case import Case
from zhengwu.cases.models.drafts import Draft
from zhengwu.cases.models.forms import SealedForm
from zhengwu.cases.rules.looks import LOOK_WORDS, LookOutcome
from zhengwu.kernel.ids import new_id


class Situation(SealedForm):
    """情形答案: answers to the situation guide, frozen with the case; the last row counts.

    `effects` are the codes of what follows by the edition of the case; the answers are sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="situations")
    number = models.PositiveIntegerField()
    effects = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_situation_number")
        ]


class Verification(models.Model):
    """免提交核验: one look at a register instead of a paper: what was found, where, when.

    Found or not, every look is a row. `subject` is the keyed digest of the number it was asked
    for; `number` of a personal document is masked by its source.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(
        Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="verifications"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="verifications"
    )
    item_code = models.CharField(max_length=80)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    free_by = models.CharField(max_length=10)
    free_code = models.CharField(max_length=80)
    source = models.CharField(max_length=120)
    subject = models.CharField(max_length=64)
    outcome = models.CharField(max_length=14)
    title = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=80, blank=True)
    holder_name = models.CharField(max_length=200, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    licence = models.ForeignKey(
        "cases.Licence", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64)
    consent = models.TextField()
    asked_by_id = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=120)
    looked_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapsed_why = models.CharField(max_length=14, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "code"], name="cases_verification_case"),
            models.Index(fields=["asked_by_id", "looked_at"], name="cases_verification_by"),
        ]

    @property
    def found(self) -> bool:
        """Whether it stands for the paper."""
        return self.outcome == LookOutcome.FOUND and self.lapsed_at is None

    @property
    def words(self) -> str:
        """What came of it, in plain Chinese."""
        outcome = self.lapsed_why or self.outcome
        return LOOK_WORDS[LookOutcome(outcome)]
