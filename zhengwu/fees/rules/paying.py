"""Conditions of paying and paying back, in words a clerk understands."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import Decimal

from stdnum import luhn

from zhengwu.kernel.errors import InvalidInput, Refusal


class NotPublished(Refusal):
    """“{name}”在 {day} 没有已公布、有效的收费标准，不能收费。"""

    law = "行政许可法 第59条"


class PaymentOutstanding(Refusal):
    """这一步须先缴费：还有 {amount} 元没有缴纳（缴款码 {code}）。请到财政收费窗口或者网上缴费。"""


class NotAssessed(Refusal):
    """本事项收费，还没有核定金额（{names}）。请先“核定收费”，缴费后再继续。"""


class BillReturned(Refusal):
    """财政收费窗口已把缴费通知单退回重办：{reason}。请受理窗口重新核定后再缴费。"""


class BillNotOpen(Refusal):
    """缴费通知单{state}，不能这样办理。"""


class NothingDue(Refusal):
    """没有需要缴纳的费用。"""


class AmountChanged(Refusal):
    """应缴金额已变为 {due} 元，与页面上的 {shown} 元不同。请核对后重新提交。"""

    recorded = False


class PaymentRunning(Refusal):
    """这张通知单正在缴款（{channel}，{at} 由{who}发起），请等待结果。"""


class AlreadyPaid(Refusal):
    """“{names}”已经缴费，不能重新核定。确有错误的，先办理退费。"""


class WaiverNotInForce(Refusal):
    """减免依据“{number}”在 {day} 没有生效，或者不适用于“{name}”。"""


class UnknownChannel(Refusal):
    """没有“{channel}”这种缴款方式。"""

    status = 422


class RefundTooLarge(Refusal):
    """“{name}”最多可退 {most} 元。"""

    status = 422
    recorded = False


class SamePerson(Refusal):
    """{what}须由另一人复核，本人不能批准自己提出的申请。"""


class RefundOver(Refusal):
    """这笔退费{state}，不能再处理。"""


class DayClosed(Refusal):
    """{day} 已经日结，不能再记入当日。"""


class DayNotReady(Refusal):
    """{day} 还不能日结：{why}。"""


class StatementFaulty(Refusal):
    """对账文件有 {count} 行错误，请更正后重新导入。"""

    status = 422


class StatementTwice(Refusal):
    """这个对账文件已经入账（{at}），不能重复入账。"""


class HandlingUnnamed(InvalidInput):
    """请写明怎样处理。"""


def pay_code() -> str:
    """缴款码: twelve digits that a keyboard types blind; the last one checks the others."""
    body = f"{secrets.randbelow(9) + 1}{secrets.randbelow(10**10):010d}"
    return str(body + luhn.calc_check_digit(body))


def is_pay_code(text: str) -> bool:
    """Whether a text can be a 缴款码."""
    return len(text) == 12 and text.isdecimal() and luhn.is_valid(text)


def check_refund(items: Sequence[tuple[str, Decimal, Decimal]]) -> Decimal:
    """Sum of (name, wanted, most); each above zero and not above what is left of its line."""
    wanted = [one for one in items if one[1] != 0]
    if not wanted:
        raise InvalidInput(fields={"amount": ["请至少填写一项退费金额"]})
    for name, amount, most in wanted:
        if amount < 0 or amount > most:
            raise RefundTooLarge(name=name, most=most)
    return sum((amount for _, amount, _ in wanted), Decimal(0))
