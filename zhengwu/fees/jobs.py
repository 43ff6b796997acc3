"""Recurring work: payments whose time is over; the demonstration bank's post."""

from __future__ import annotations

import logging

from django.conf import settings

from zhengwu.fees.actions import expire
from zhengwu.fees.enums import PaymentState
from zhengwu.fees.models import Payment
from zhengwu.fees.registry.demonstration import bank
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

_log = logging.getLogger(__name__)


@periodic("fees.expire", seconds=30)
def expire_payments() -> None:
    """Payments without an answer free their bills."""
    at = now()
    due = Payment.objects.filter(state=PaymentState.PENDING, expires_at__lte=at)
    for payment in due.order_by("expires_at")[:200]:
        expire(payment, by=SYSTEM, at=at)


@periodic("fees.demonstration_bank", seconds=2)
def demonstration_bank() -> None:
    """The demonstration bank sends what it owes us over HTTP; elsewhere banks send by themselves.

    Where the web server does not answer, the same messages go out again the next time.
    """
    if settings.DEMO:
        try:
            bank.send_messages(bank.post, at=now())
        except OSError as reason:
            _log.warning("the demonstration bank could not reach %s: %s", settings.SITE_URL, reason)
