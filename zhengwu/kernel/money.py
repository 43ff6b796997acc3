"""Money: Decimal yuan, rounded in one place."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ["", "拾", "佰", "仟"]
_GROUPS = ["", "万", "亿", "万亿"]


def yuan(amount: Decimal | int | str) -> Decimal:
    """An amount in yuan with two places. A float is refused: it cannot hold a cent."""
    if isinstance(amount, float):
        raise TypeError("money is Decimal, never float")
    return Decimal(amount).quantize(_CENT, rounding=ROUND_HALF_UP)


def in_capitals(amount: Decimal) -> str:
    """Chinese capitals as receipts carry them: 壹仟零伍元整."""
    amount = yuan(amount)
    if amount < 0:
        return "负" + in_capitals(-amount)
    whole, cents = divmod(int(amount * 100), 100)
    text = (_whole_in_capitals(whole) + "元") if whole else ""
    jiao, fen = divmod(cents, 10)
    if not cents:
        return (text or "零元") + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif whole:
        text += "零"
    return text + (_DIGITS[fen] + "分" if fen else "整")


def _whole_in_capitals(whole: int) -> str:
    groups: list[int] = []
    while whole:
        whole, group = divmod(whole, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group_in_capitals(group) + _GROUPS[place]
        gap = False
    return text


def _group_in_capitals(group: int) -> str:
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            zero = bool(text)
            continue
        text += ("零" if zero else "") + _DIGITS[digit] + _UNITS[place]
        zero = False
    return text
