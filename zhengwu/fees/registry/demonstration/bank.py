"""The demonstration bank itself: its book, its customers, its messages, its file of the day."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import F, Q

from zhengwu.fees.models import BankOrder
from zhengwu.fees.registry.port import Order
from zhengwu.fees.rules.messages import signed_text
from zhengwu.kernel.acting import entered
from zhengwu.kernel.ids import query_code
from zhengwu.kernel.time import SHANGHAI, midnight

# What a customer may let the bank do: (label, state, how many messages, after how many minutes).
BEHAVIOURS = {
    "pay": ("确认付款", "paid", 1, 0),
    "refuse": ("拒绝（余额不足）", "refused", 1, 0),
    "twice": ("付款，银行重复通知两次", "paid", 2, 0),
    "late": ("付款，银行二十分钟后才通知（超时后到账）", "paid", 1, 20),
    "silent": ("付款，但银行一直不通知（对账时才发现）", "paid", 0, 0),
}
HEAD = ["日期", "类型", "订单号", "银行流水号", "金额"]
_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 10
KINDS = {"pay": "缴款", "refund": "退款"}
# (channel, body, time, signature): raises OSError where the message did not arrive.
Receiver = Callable[[str, bytes, str, bytes], object]


def _key() -> Ed25519PrivateKey:
    seed = hashlib.sha256(b"demonstration bank\0" + settings.SECRET_KEY.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> str:
    """The bank's public key in hex, as it would be handed over on paper."""
    return _key().public_key().public_bytes_raw().hex()


def take_order(order: Order, *, at: datetime) -> None:
    """Enter an order; a refund is carried out at once, a payment waits for the customer."""
    refund = order.kind == "refund"
    row = BankOrder(
        order_no=order.number, kind=order.kind, channel=order.channel, amount=order.amount,
        payer=order.payer,
        state="paid" if refund else "waiting", bank_ref=_ref() if refund else "",
        answers=1 if refund else 0, asked_at=at, answered_at=at if refund else None,
    )  # fmt: skip
    with entered("fees"):
        BankOrder.objects.bulk_create([row], ignore_conflicts=True)


def _ref() -> str:
    return f"YH{query_code(12)}"


def customer_does(number: str, behaviour: str, *, at: datetime) -> bool:
    """The customer pressed a button on the bank's page; False when it was pressed before."""
    _, state, answers, minutes = BEHAVIOURS[behaviour]
    with entered("fees"):
        moved = BankOrder.objects.filter(order_no=number, state="waiting").update(
            state=state,
            answers=answers,
            answered_at=at,
            tell_from=at + timedelta(minutes=minutes),
            bank_ref=_ref() if state == "paid" else "",
        )
    return bool(moved)


def send_messages(receive: Receiver, *, at: datetime) -> int:
    """Tell the house what has happened: signed, and as often as the behaviour says.

    What does not arrive (OSError) is sent again the next time, like any bank does.
    """
    sent = 0
    owed = BankOrder.objects.filter(answers__gt=F("sent"))
    owed = owed.filter(Q(tell_from__isnull=True) | Q(tell_from__lte=at))
    for order in owed.order_by("answered_at")[:100]:
        body, stamp = message(order), at.isoformat()
        receive(order.channel, body, stamp, _key().sign(signed_text(stamp, body)))
        with entered("fees"):
            BankOrder.objects.filter(pk=order.pk).update(sent=order.sent + 1)
        sent += 1
    return sent


def post(channel: str, body: bytes, stamp: str, signature: bytes) -> None:
    """Over HTTP to the address every bank uses (docs/api.md)."""
    address = f"{settings.SITE_URL}/api/bank/{channel}/messages"
    if not address.startswith(("http://", "https://")):
        raise OSError(f"not an address of the web: {address}")
    headers = {
        "Content-Type": "application/json",
        "X-Bank-Time": stamp,
        "X-Bank-Signature": signature.hex(),
    }
    request = Request(address, data=body, headers=headers)  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            answer.read()
    except HTTPError as refused:
        if refused.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        _log.warning("the house refused a message: %s %s", refused.code, refused.read()[:500])


def message(order: BankOrder) -> bytes:
    """What the bank says of an order; a repeated message carries the same number."""
    facts = {
        "id": f"{order.kind}-{order.order_no}-{order.state}",
        "kind": order.kind,
        "order": order.order_no,
        "outcome": order.state,
        "amount": str(order.amount),
        "ref": order.bank_ref,
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()


def signed(facts: dict[str, str], *, at: datetime) -> tuple[bytes, str, bytes]:
    """Any message with its time and the bank's signature: for tests of what a bank might say."""
    body, stamp = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(), at.isoformat()
    return body, stamp, _key().sign(signed_text(stamp, body))


def file_of(day: date) -> bytes:
    """The bank's file of a day: everything it booked, as csv."""
    rows = BankOrder.objects.filter(
        state="paid",
        answered_at__gte=midnight(day),
        answered_at__lt=midnight(date.fromordinal(day.toordinal() + 1)),
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for row in rows.order_by("answered_at", "order_no"):
        booked = row.answered_at.astimezone(SHANGHAI).date() if row.answered_at else day
        writer.writerow(
            [booked.isoformat(), KINDS[row.kind], row.order_no, row.bank_ref, row.amount]
        )
    return text.getvalue().encode("utf-8-sig")
