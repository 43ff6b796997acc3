"""What a bank may say of an order, read strictly: whatever else comes is refused, never guessed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from zhengwu.kernel.errors import Refusal

KINDS = frozenset({"pay", "refund"})
OUTCOMES = frozenset({"paid", "refused"})
# Message numbers and orders are what a bank's system prints: no blanks, no control characters.
_WORD = re.compile(r"[!-~]{1,60}")
_MOST_BYTES = 64 * 1024
_MOST = Decimal(10) ** 12


class SignatureWrong(Refusal):
    """银行通知的签名不对，未作任何处理。"""

    status = 401


class MessageStale(Refusal):
    """银行通知的时间与本平台相差超过 {minutes} 分钟，未作任何处理。请核对时钟，重新签名后再发。"""

    status = 401


class MessageUnreadable(Refusal):
    """银行通知的内容不完整：{problem}。"""

    status = 422


class MessageChanged(Refusal):
    """编号 {message} 的银行通知已经收到过，内容与这次不同，未作任何处理。"""

    status = 409


@dataclass(frozen=True, slots=True)
class Said:
    """One message: the bank's number of it, what it is about, and what became of the money."""

    message: str
    kind: str
    order: str
    outcome: str
    amount: Decimal
    ref: str

    @property
    def paid(self) -> bool:
        """Whether money has moved."""
        return self.outcome == "paid"


def signed_text(sent_at: str, body: bytes) -> bytes:
    """What the signature is over: the time in the header and the body, byte by byte."""
    return sent_at.encode("ascii", "replace") + b"\n" + body


def check_time(sent_at: str, *, at: datetime, window: timedelta) -> None:
    """The signed time lies in the window around ours: an old message cannot be played again."""
    try:
        stamp = datetime.fromisoformat(sent_at)
    except ValueError:
        stamp = None
    minutes = int(window.total_seconds() // 60)
    if stamp is None or stamp.tzinfo is None or abs(stamp - at) > window:
        raise MessageStale(minutes=minutes)


def read_message(body: bytes) -> Said:
    """The body as it must be (UTF-8 JSON, docs/api.md); raises MessageUnreadable saying why."""
    if len(body) > _MOST_BYTES:
        raise MessageUnreadable(problem="过长")
    try:
        facts = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise MessageUnreadable(problem="不是 UTF-8 的 JSON") from None
    if not isinstance(facts, dict):
        raise MessageUnreadable(problem="不是一个 JSON 对象")
    said = Said(
        message=_word(facts, "id"),
        kind=_word(facts, "kind"),
        order=_word(facts, "order"),
        outcome=_word(facts, "outcome"),
        amount=_amount(facts.get("amount")),
        ref=_word(facts, "ref") if facts.get("ref") else "",
    )
    if said.kind not in KINDS or said.outcome not in OUTCOMES:
        raise MessageUnreadable(problem="kind 或者 outcome 不是约定的词")
    if said.paid and not said.ref:
        raise MessageUnreadable(problem="已扣款的通知缺少银行流水号 ref")
    return said


def _word(facts: dict[str, Any], name: str) -> str:
    value = facts.get(name)
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise MessageUnreadable(problem=f"{name} 应为 1 至 60 位的字母、数字或者符号")
    return value


def _amount(value: Any) -> Decimal:
    """Yuan as text with two decimals at most; a binary fraction is no sum of money."""
    try:
        amount = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 < amount <= _MOST:
        raise MessageUnreadable(problem='amount 应为大于零的金额，写成文本，例如 "27450.00"')
    if -int(amount.as_tuple().exponent) > 2:
        raise MessageUnreadable(problem="amount 最多两位小数")
    return amount.quantize(Decimal("0.01"))
