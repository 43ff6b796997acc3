"""What is done with a case before it is decided."""

from __future__ import annotations

from django.db import models

from zhengwu.cases.models.case import Case
from zhengwu.kernel.ids import new_id


class Supplement(models.Model):
    """一次性补正告知: one a case, everything at once (许可法 32(1)(4))."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="supplement"
    )
    lines = models.JSONField()
    document_id = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=120)
    delivered_at = models.DateTimeField(null=True, blank=True)


class Procedure(models.Model):
    """特别程序: a special procedure whose time the law does not count (许可法 45).

    It stops the clocks (`interval_id`) from the day on which its notice was served (`served_on`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedures")
    kind = models.CharField(max_length=20)
    basis = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    doing_body = models.CharField(max_length=200)
    planned_days = models.PositiveSmallIntegerField()
    document_id = models.CharField(max_length=64)
    interval_id = models.CharField(max_length=64, blank=True)
    started_on = models.DateField()
    served_on = models.DateField(null=True, blank=True)
    result_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)


class Extension(models.Model):
    """延期: a longer time limit, approved by the head, in force when its notice is served in time
    (许可法 42)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    approver = models.CharField(max_length=120)
    approved_on = models.DateField()
    document_id = models.CharField(max_length=64)
    number = models.CharField(max_length=80)
    served_on = models.DateField(null=True, blank=True)
    in_force = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(served_on__isnull=True),
                name="cases_one_extension_owed",
            )
        ]


class Check(models.Model):
    """现场核查记录: by two persons at least (许可法 34(3))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    inspectors = models.JSONField()
    place = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    findings = models.TextField()
    passed = models.BooleanField()
    document_id = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=120)


class Handover(models.Model):
    """承办单交接: the sheet given to a case's undertaker, signed and returned to the window."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    undertaker_id = models.CharField(max_length=64)
    undertaker_name = models.CharField(max_length=120)
    given_by = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    word = models.TextField(blank=True)
    sheet_id = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    back_by = models.CharField(max_length=120, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(back_at__isnull=True), name="cases_one_handover"
            ),
            models.CheckConstraint(
                condition=models.Q(back_at__isnull=True) | models.Q(signed_at__isnull=False),
                name="cases_back_only_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["undertaker_id", "given_at", "id"],
                condition=models.Q(back_at__isnull=True),
                name="cases_sheet_out",
            )
        ]


class Recusal(models.Model):
    """回避: somebody keeps out of a case in which he has an interest (公务员法 76)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    staff_id = models.CharField(max_length=64)
    staff_name = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=120)
    ground = models.TextField()
    granted = models.BooleanField()
    word = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
