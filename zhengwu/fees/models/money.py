"""Money that came in and went back, and the papers that prove it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.fees import enums
from zhengwu.fees.models.bills import Bill, Line
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter


class Payment(models.Model):
    """缴款: one attempt to pay what a bill asks. Recorded on its matter's chain."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="payments")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    # What the bank knows it by.
    order_no = models.CharField("订单号", max_length=32, unique=True)
    channel = models.CharField("缴款方式", max_length=20)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    state = models.CharField("状态", max_length=10, choices=enums.PaymentState.choices())
    # The submission that began it: sent twice, it is one payment.
    key = models.CharField(max_length=80, unique=True)
    bank_ref = models.CharField("银行流水号", max_length=60, blank=True)
    begun_by = models.CharField(max_length=64, blank=True)
    begun_by_name = models.CharField("经办人", max_length=120)
    begun_at = models.DateTimeField("发起时间")
    expires_at = models.DateTimeField("有效至")
    confirmed_at = models.DateTimeField("到账时间", null=True, blank=True)
    # The day in whose books it stands.
    booked_on = models.DateField("记账日", null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["booked_on", "channel"], name="fees_payment_by_day"),
            models.Index(fields=["state", "expires_at"], name="fees_payment_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="pending"), name="fees_one_payment_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["channel", "bank_ref"],
                condition=~Q(bank_ref=""),
                name="fees_bank_ref_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fees_payment_above_zero"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(confirmed_at__isnull=False, booked_on__isnull=False),
                name="fees_confirmed_is_booked",
            ),
        ]

    def __str__(self) -> str:
        return self.order_no


class Confirmation(Recorded):
    """银行通知: what a bank told us, kept as it came; unknown money waits here (待查款)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField("渠道", max_length=20)
    message_id = models.CharField("通知编号", max_length=60)
    kind = models.CharField("种类", max_length=10)
    order_no = models.CharField("订单号", max_length=60)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    bank_ref = models.CharField("银行流水号", max_length=60, blank=True)
    body = models.TextField()
    outcome = models.CharField("结果", max_length=10, choices=enums.Outcome.choices())
    why = models.CharField("原因", max_length=200, blank=True)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="confirmations"
    )
    received_at = models.DateTimeField("收到时间")
    handled_by = models.CharField("处理人", max_length=120, blank=True)
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)
    handling = models.CharField("处理结果", max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["outcome", "-id"], name="fees_confirmation_open")]
        constraints = [
            models.UniqueConstraint(fields=["channel", "message_id"], name="fees_confirmation_once")
        ]


class Refund(models.Model):
    """退费: money back, in part or whole, with another person's approval."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    order_no = models.CharField("退款单号", max_length=32, unique=True)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    reason = models.CharField("理由", max_length=500)
    state = models.CharField("状态", max_length=10, choices=enums.RefundState.choices())
    key = models.CharField(max_length=80, unique=True)
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField("申请人", max_length=120)
    asked_at = models.DateTimeField("申请时间")
    judged_by_name = models.CharField("复核人", max_length=120, blank=True)
    judged_by = models.CharField(max_length=64, blank=True)
    judged_at = models.DateTimeField("复核时间", null=True, blank=True)
    opinion = models.CharField("复核意见", max_length=300, blank=True)
    bank_ref = models.CharField("银行流水号", max_length=60, blank=True)
    done_at = models.DateTimeField("退付时间", null=True, blank=True)
    booked_on = models.DateField("记账日", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(judged_by="") | ~Q(judged_by=models.F("asked_by")),
                name="fees_refund_by_another",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fees_refund_above_zero"),
        ]


class RefundLine(models.Model):
    """退费项: how much of which line goes back."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="items")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="refund_items")
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)


class Receipt(models.Model):
    """机打票据: the sealed receipt of a payment; only a red one takes it (or a part) back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=4, choices=enums.ReceiptKind.choices())
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="receipts")
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="receipt"
    )
    red_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reds"
    )
    document = models.OneToOneField(
        "documents.Document", on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField("票据号", max_length=80, unique=True)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    issued_by = models.CharField("开票人", max_length=120)
    issued_at = models.DateTimeField("开票时间")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(kind="blue"), name="fees_one_receipt_a_payment"
            ),
            models.CheckConstraint(
                condition=Q(kind="blue", amount__gt=0, red_of__isnull=True)
                | Q(kind="red", amount__lt=0, red_of__isnull=False),
                name="fees_red_is_negative",
            ),
        ]


guards.append_only("fees_receipt")
guards.register(
    guards.Guard("fees_payment", "DELETE", why="a payment stays"),
    guards.Guard("fees_confirmation", "DELETE", why="what the bank said stays"),
    guards.Guard(
        "fees_payment",
        "UPDATE",
        when="OLD.state = 'confirmed' AND (NEW.amount <> OLD.amount OR NEW.state <> OLD.state "
        "OR NEW.booked_on <> OLD.booked_on)",
        why="money that came in stays booked",
    ),
)
