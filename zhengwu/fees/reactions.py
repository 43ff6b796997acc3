"""What follows from an act: the bank is asked, outside of the act itself."""

from __future__ import annotations

from zhengwu.fees.events import PaymentBegun, RefundJudged
from zhengwu.fees.models import Payment, Refund
from zhengwu.fees.registry import channel_named
from zhengwu.fees.registry.port import Order
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.time import now


@reaction(PaymentBegun, name="fees.ask_bank")
def ask_bank(entry: Entry) -> None:
    """Put the order to the bank; may be repeated, the bank keeps one order a number."""
    payment = Payment.objects.select_related("bill").get(pk=entry.payload["payment"])
    channel = channel_named(payment.channel)
    if not channel.instant:
        payer = payment.bill.payer_name
        order = Order(payment.order_no, "pay", payment.amount, payer, payment.channel)
        channel.ask(order, at=now())


@reaction(RefundJudged, name="fees.ask_refund")
def ask_refund(entry: Entry) -> None:
    """Ask the bank to give an approved refund back."""
    if not entry.payload["approved"]:
        return
    refund = Refund.objects.select_related("payment__bill").get(pk=entry.payload["refund"])
    channel = channel_named(refund.payment.channel)
    if not channel.instant:
        payer = refund.payment.bill.payer_name
        original = refund.payment.order_no
        order = Order(
            refund.order_no, "refund", refund.amount, payer, refund.payment.channel, original
        )
        channel.ask(order, at=now())
