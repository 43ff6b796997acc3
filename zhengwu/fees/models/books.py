"""The bank's books against ours, and the end of the day."""

from __future__ import annotations

from django.db import models

from zhengwu.fees import enums
from zhengwu.fees.models.money import Payment
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Statement(Recorded):
    """银行对账文件: what the bank booked on one day: tried first, then applied."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField("对账日")
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=enums.StatementState.choices())
    report = models.JSONField(default=dict)
    made_by = models.CharField("导入人", max_length=120)
    made_at = models.DateTimeField("导入时间")
    applied_at = models.DateTimeField("入账时间", null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(state="applied"),
                name="fees_statement_applied_once",
            )
        ]


class BankRow(models.Model):
    """对账行: one booking of the bank."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField("行号")
    kind = models.CharField("类型", max_length=8)
    order_no = models.CharField("订单号", max_length=60)
    bank_ref = models.CharField("银行流水号", max_length=60)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)


class Difference(Recorded):
    """对账差异: what bank and house say differently about one order, and how it was settled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField("对账日", db_index=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField("差异", max_length=12, choices=enums.DifferenceKind.choices())
    booking = models.CharField("类型", max_length=8)
    order_no = models.CharField("订单号", max_length=60)
    bank_ref = models.CharField("银行流水号", max_length=60, blank=True)
    bank_amount = models.DecimalField("银行金额", max_digits=14, decimal_places=2, null=True)
    house_amount = models.DecimalField("系统金额", max_digits=14, decimal_places=2, null=True)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handling = models.CharField("处理结果", max_length=300, blank=True)
    handled_by = models.CharField("处理人", max_length=120, blank=True)
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        ordering = ["id"]


class Day(Recorded):
    """日结: a day whose books are closed; nothing more is booked on it."""

    day = models.DateField("日期", primary_key=True)
    totals = models.JSONField(default=dict)
    closed_by = models.CharField("结账人", max_length=120, blank=True)
    closed_at = models.DateTimeField("结账时间", null=True, blank=True)


class BankOrder(models.Model):
    """演示银行订单: the demonstration bank's own book: what it was asked, what it will answer when.

    Only the demonstration bank reads and writes it; the house knows what the bank's messages say.
    """

    order_no = models.CharField(primary_key=True, max_length=60)
    kind = models.CharField(max_length=8)
    channel = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    payer = models.CharField(max_length=200, blank=True)
    # waiting, then paid, refused or silent; `answers` signed messages are still to be sent.
    state = models.CharField(max_length=10, default="waiting")
    bank_ref = models.CharField(max_length=60, blank=True)
    answers = models.PositiveSmallIntegerField(default=0)
    sent = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    # A slow bank: not told before this instant.
    tell_from = models.DateTimeField(null=True, blank=True)
