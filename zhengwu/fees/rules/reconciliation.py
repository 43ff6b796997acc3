"""The bank's file against the house's books; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from zhengwu.fees.enums import DifferenceKind

COLUMNS = ("日期", "类型", "订单号", "银行流水号", "金额")
KINDS = {"缴款": "pay", "退款": "refund"}


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking, of the bank or of the house; `kind` pay or refund."""

    kind: str
    order_no: str
    bank_ref: str
    amount: Decimal
    row: int = 0


@dataclass(frozen=True, slots=True)
class Unequal:
    """One thing the two books say differently."""

    kind: DifferenceKind
    booking: Booking
    bank_amount: Decimal | None
    house_amount: Decimal | None


def read_rows(
    header: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]], day: date
) -> tuple[list[Booking], list[dict[str, str]]]:
    """Bookings, and the bad rows each with what is wrong. Every row is one or the other."""
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        return [], [{"row": "1", "problem": f"缺少列：{'、'.join(lacking)}"}]
    place = {name: header.index(name) for name in COLUMNS}
    good: list[Booking] = []
    bad: list[dict[str, str]] = []
    for number, cells in lines:
        values = {name: _cell(cells, at) for name, at in place.items()}
        problem = _problem(values, day)
        if problem:
            bad.append({"row": str(number), "problem": problem})
            continue
        good.append(
            Booking(
                KINDS[values["类型"]],
                values["订单号"],
                values["银行流水号"],
                Decimal(values["金额"].replace(",", "")),
                number,
            )
        )
    return good, bad


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _problem(values: Mapping[str, str], day: date) -> str:
    if values["类型"] not in KINDS:
        return f"类型“{values['类型']}”不是缴款或退款"
    if not values["订单号"] or not values["银行流水号"]:
        return "缺少订单号或者银行流水号"
    if values["日期"][:10] != day.isoformat():
        return f"日期“{values['日期']}”不是对账日 {day.isoformat()}"
    try:
        amount = Decimal(values["金额"].replace(",", ""))
    except InvalidOperation:
        return f"金额“{values['金额']}”不是数字"
    if not amount.is_finite() or amount <= 0 or -int(amount.as_tuple().exponent) > 2:
        return f"金额“{values['金额']}”应大于零，最多两位小数"
    return ""


def compare(bank: Sequence[Booking], house: Sequence[Booking]) -> list[Unequal]:
    """Everything the two say differently; an empty list means they agree to the cent."""
    ours = {(one.kind, one.order_no): one for one in house}
    times = Counter((one.kind, one.order_no) for one in bank)
    seen: set[tuple[str, str]] = set()
    found: list[Unequal] = []
    for one in bank:
        key = (one.kind, one.order_no)
        mine = ours.get(key)
        if key in seen:
            own = mine.amount if mine else None
            found.append(Unequal(DifferenceKind.TWICE, one, one.amount, own))
            continue
        seen.add(key)
        if mine is None:
            found.append(Unequal(DifferenceKind.BANK_ONLY, one, one.amount, None))
        elif mine.amount != one.amount:
            found.append(Unequal(DifferenceKind.AMOUNT, one, one.amount, mine.amount))
        elif mine.bank_ref and mine.bank_ref != one.bank_ref:
            # The sum agrees, the money does not: two payments may stand for one another.
            found.append(Unequal(DifferenceKind.REFERENCE, one, one.amount, mine.amount))
    for key, mine in ours.items():
        if not times[key]:
            found.append(Unequal(DifferenceKind.HOUSE_ONLY, mine, None, mine.amount))
    return found
