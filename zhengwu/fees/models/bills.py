"""One bill a matter, its lines, and its returns."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from zhengwu.fees import enums
from zhengwu.fees.models.standards import Account, StandardVersion, Waiver
from zhengwu.fees.rules.paying import pay_code
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter


class Bill(models.Model):
    """缴费通知单: what one matter costs, of all departments. Recorded on its matter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="bill")
    code = models.CharField("缴款码", max_length=12, unique=True, default=pay_code)
    state = models.CharField("状态", max_length=10, choices=enums.BillState.choices())
    payer_name = models.CharField("缴款人", max_length=200, db_index=True)
    payer_key = models.CharField(max_length=80, db_index=True)
    # Who the papers are for; numbers are sealed in the papers themselves.
    credit_code = models.CharField(max_length=18, blank=True)
    due_on = models.DateField("缴款期限", null=True, blank=True)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, related_name="+"
    )
    round = models.PositiveSmallIntegerField("核定次数", default=0)
    # The round the last notice tells of; behind `round` while other departments still work out.
    told_round = models.PositiveSmallIntegerField("已通知的核定次数", default=0)
    assessed_by = models.CharField("核定人", max_length=120)
    assessed_at = models.DateTimeField("核定时间")
    paid_at = models.DateTimeField("缴清时间", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="fees_bill_by_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def untold(self) -> bool:
        """Whether something was worked out that no notice tells of yet."""
        return self.state != enums.BillState.VOID and self.told_round < self.round


class Line(models.Model):
    """收费项: one charge on a bill, worked out from standard and facts, never typed as a sum."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="lines")
    # The matter this charge belongs to: a sub-matter where several departments share one bill.
    scope = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="charges")
    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("收费项目", max_length=100)
    organ_code = models.CharField("执收单位", max_length=40)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField("缴费时点", max_length=8, choices=enums.Gate.choices())
    facts = models.JSONField("计费依据", default=dict)
    words = models.CharField("计算过程", max_length=500)
    gross = models.DecimalField("应缴", max_digits=14, decimal_places=2)
    waiver = models.ForeignKey(
        Waiver, on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    waived = models.DecimalField("减免", max_digits=14, decimal_places=2, default=Decimal(0))
    net = models.DecimalField("实缴", max_digits=14, decimal_places=2)
    refunded = models.DecimalField("已退", max_digits=14, decimal_places=2, default=Decimal(0))
    round = models.PositiveSmallIntegerField(default=1)
    assessed_on = models.DateField("核定日期")
    replaced_at = models.DateTimeField("作废时间", null=True, blank=True)
    payment = models.ForeignKey(
        "fees.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["scope", "replaced_at"], name="fees_line_by_scope")]
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "scope", "version"],
                condition=Q(replaced_at__isnull=True),
                name="fees_line_charged_once",
            ),
            models.CheckConstraint(
                condition=Q(net=F("gross") - F("waived")), name="fees_line_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(waived=0) | Q(waiver__isnull=False), name="fees_line_waived_by_right"
            ),
            models.CheckConstraint(
                condition=Q(net__gte=0) & Q(refunded__gte=0) & Q(refunded__lte=F("net")),
                name="fees_line_refund_within",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rework(models.Model):
    """退回重办: a bill sent back to the accepting window, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="reworks")
    kind = models.CharField("情形", max_length=20, choices=enums.ReworkKind.choices())
    reason = models.CharField("说明", max_length=500)
    returned_by = models.CharField("退回人", max_length=120)
    returned_at = models.DateTimeField("退回时间")
    before = models.DecimalField("退回时金额", max_digits=14, decimal_places=2)
    redone_by = models.CharField("重办人", max_length=120, blank=True)
    redone_at = models.DateTimeField("重办时间", null=True, blank=True)
    after = models.DecimalField("重办后金额", max_digits=14, decimal_places=2, null=True)

    class Meta:
        ordering = ["-returned_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(redone_at__isnull=True), name="fees_one_open_rework"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="fees_rework_with_reason"),
        ]
