"""Subsidies paid by card: a batch and its people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhengwu.fees import enums
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Batch(Recorded):
    """发放批次: one run of one subsidy for one period (一卡式发放)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.CharField("补贴项目", max_length=100)
    period = models.CharField("发放期间", max_length=40)
    basis = models.CharField("政策依据", max_length=300)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=enums.BatchState.choices())
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64)
    people = models.PositiveIntegerField("人数", default=0)
    total = models.DecimalField("金额", max_digits=16, decimal_places=2, default=0)
    bad = models.PositiveIntegerField("错误行", default=0)
    problems = models.JSONField(default=list)
    again = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="retries"
    )
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField("制表人", max_length=120)
    made_at = models.DateTimeField("制表时间")
    approved_by = models.CharField(max_length=64, blank=True)
    approved_by_name = models.CharField("复核人", max_length=120, blank=True)
    approved_at = models.DateTimeField("复核时间", null=True, blank=True)
    sent_at = models.DateTimeField("送银行时间", null=True, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=models.F("made_by")),
                name="fees_batch_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.period}"


class Payee(models.Model):
    """发放对象: one person's money in a batch; numbers are sealed, lists show their ends."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="payees")
    row = models.PositiveIntegerField("行号")
    name = models.CharField("姓名", max_length=60)
    id_sealed = models.BinaryField()
    id_digest = models.CharField(max_length=64)
    id_tail = models.CharField("证件尾号", max_length=4)
    account_sealed = models.BinaryField()
    account_tail = models.CharField("账号尾号", max_length=4)
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    programme = models.CharField(max_length=100)
    period = models.CharField(max_length=40)
    state = models.CharField("状态", max_length=8, choices=enums.PayoutState.choices())
    reason = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "row"], name="fees_payee_row"),
            # Nothing is paid twice: one live payment a person, subsidy and period.
            models.UniqueConstraint(
                fields=["programme", "period", "id_digest"],
                condition=Q(state__in=["queued", "paid"]),
                name="fees_paid_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fees_payee_above_zero"),
        ]
        indexes = [models.Index(fields=["batch", "state", "row"], name="fees_payee_by_state")]

    @property
    def id_number(self) -> str:
        """The number itself; only for the bank's file."""
        return settings.VAULT.open(self.id_sealed, "fees.payee.id")

    @property
    def account(self) -> str:
        """The account itself; only for the bank's file."""
        return settings.VAULT.open(self.account_sealed, "fees.payee.account")
