"""Recurring work: payments whose time is over; the demonstration bank's post."""

from __future__ import annotations

from django.conf import settings

from zhengwu.fees.actions import expire, take_message
from zhengwu.fees.enums import PaymentState
from zhengwu.fees.models import Payment
from zhengwu.fees.registry.demonstration import bank
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now


@periodic("fees.expire", seconds=30)
def expire_payments() -> None:
    """Payments without an answer free their bills."""
    at = now()
    due = Payment.objects.filter(state=PaymentState.PENDING, expires_at__lte=at)
    for payment in due.order_by("expires_at")[:200]:
        expire(payment, by=SYSTEM, at=at)


@periodic("fees.demonstration_bank", seconds=2)
def demonstration_bank() -> None:
    """The demonstration bank sends what it owes us; elsewhere banks send by themselves."""
    if settings.DEMO:
        bank.send_messages(lambda channel, body, mark: take_message(channel, body, mark, at=now()))
