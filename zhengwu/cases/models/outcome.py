"""What comes of a case."""

from __future__ import annotations

from django.db import models

from zhengwu.cases.models.case import Case
from zhengwu.kernel.ids import new_id


class Decision(models.Model):
    """决定: who decided what, by which letter of authority, for which reasons."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="decision"
    )
    verdict = models.CharField(max_length=10)
    reasons = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    content = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    decided_by_id = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=120)
    letter_id = models.CharField(max_length=64)
    letter_number = models.CharField(max_length=80)
    checked_by = models.CharField(max_length=120, blank=True)
    document_id = models.CharField(max_length=64)
    result_document_id = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField()


class Ban(models.Model):
    """再次申请限制: an applicant may not apply for this item until a day (许可法 78、79)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    applicant_key = models.CharField(max_length=80)
    item_code = models.CharField(max_length=80)
    ground = models.CharField(max_length=40)
    article = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bans")
    document_id = models.CharField(max_length=64)
    number = models.CharField(max_length=80)
    revocation = models.CharField(max_length=80, blank=True)
    decided_by = models.CharField(max_length=120)
    imposed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=120, blank=True)
    lift_ground = models.CharField(max_length=10, blank=True)
    lift_article = models.CharField(max_length=120, blank=True)
    lift_reason = models.TextField(blank=True)
    lift_document_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["applicant_key", "item_code"], name="cases_ban_find")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "ground"],
                condition=models.Q(lifted_at__isnull=True),
                name="cases_one_ban",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True)
                | (~models.Q(lift_article="") & ~models.Q(lift_reason="")),
                name="cases_ban_lifted_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="cases_ban_in_order"
            ),
        ]


class Quota(models.Model):
    """数量限制: how many of a limited licence there are and how many are taken (许可法 57)."""

    key = models.CharField(primary_key=True, max_length=120)
    limit = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
