"""Rows of a payout list: every one checked, every problem said beside its row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from stdnum import luhn

from zhengwu.identity.rules.numbers import is_resident_number
from zhengwu.kernel.errors import Refusal

COLUMNS = ("姓名", "身份证号", "银行账号", "金额")
_ACCOUNT = re.compile(r"\d{12,19}")
_CARD_LENGTHS = frozenset({16, 19})


class BatchFaulty(Refusal):
    """名单有 {count} 行错误。请下载错误清单，更正后重新导入。"""

    status = 422


class BatchOver(Refusal):
    """这一批{state}，不能这样办理。"""


class PaidAlready(Refusal):
    """名单中有人在同一期间已经列入其他批次，没有批准。请重新检查名单。"""


class ResultTwice(Refusal):
    """回盘文件里有 {count} 行与本批待发放的人不符，没有入账：{rows}。"""

    status = 422


@dataclass(slots=True)
class Row:
    """One person of the list, with what is wrong (nothing: may be paid)."""

    number: int
    name: str
    id_number: str
    account: str
    amount: Decimal
    problems: list[str] = field(default_factory=list)


def read_rows(
    header: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]], most: Decimal
) -> list[Row]:
    """Every row of the sheet. Raises BatchFaulty only where whole columns are missing."""
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        raise ColumnsLacking(lacking="、".join(lacking))
    place = [header.index(name) for name in COLUMNS]
    rows = [_row(number, [_cell(cells, at) for at in place], most) for number, cells in lines]
    _mark_twice(rows)
    return rows


def same_words(text: str) -> str:
    """A subsidy's or period's name as it is compared: 2026年 10月 and ２０２６年10月 are one."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class ColumnsLacking(Refusal):
    """名单缺少列：{lacking}。第一行应为：姓名、身份证号、银行账号、金额。"""

    status = 422
    recorded = False


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _row(number: int, values: Sequence[str], most: Decimal) -> Row:
    name, id_number, account, amount = values
    row = Row(number, name, id_number.upper(), re.sub(r"[\s-]", "", account), Decimal(0))
    if not name or len(name) > 60:
        row.problems.append("姓名没有填写或者过长")
    if not is_resident_number(row.id_number):
        row.problems.append("身份证号不对（应为 18 位，校验位或出生日期有误）")
    if problem := _account_problem(row.account):
        row.problems.append(problem)
    try:
        row.amount = Decimal(amount.replace(",", ""))
    except InvalidOperation:
        row.problems.append(f"金额“{amount[:20]}”不是数字")
        return row
    if not row.amount.is_finite() or row.amount <= 0:
        row.problems.append("金额应大于零")
        row.amount = Decimal(0)
    elif -int(row.amount.as_tuple().exponent) > 2:
        row.problems.append("金额最多两位小数")
    elif row.amount > most:
        row.problems.append(f"金额超过单笔上限 {most} 元")
    return row


def _account_problem(account: str) -> str:
    if not _ACCOUNT.fullmatch(account):
        return "银行账号应为 12 至 19 位数字（单元格请设为文本，否则末几位会丢失）"
    if len(account) in _CARD_LENGTHS and not luhn.is_valid(account):
        return "银行卡号校验不通过，请逐位核对"
    return ""


def _mark_twice(rows: Sequence[Row]) -> None:
    """The same person, or the same account under another person, in one list."""
    people: dict[str, Row] = {}
    accounts: dict[str, Row] = {}
    for row in rows:
        if first := people.get(row.id_number):
            row.problems.append(f"与第 {first.number} 行是同一人")
        elif row.id_number:
            people[row.id_number] = row
            owner = accounts.setdefault(row.account, row)
            if owner is not row:
                row.problems.append(f"与第 {owner.number} 行（{owner.name[:1]}*）账号相同")


RESULT_COLUMNS = ("序号", "结果", "原因")
RESULTS = {"成功": "paid", "失败": "failed"}


def read_results(
    header: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]]
) -> tuple[dict[int, tuple[str, str]], list[str]]:
    """Row number → (state, reason), and the lines that cannot be read."""
    lacking = [name for name in RESULT_COLUMNS if name not in header]
    if lacking:
        raise ColumnsLacking(lacking="、".join(lacking))
    place = [header.index(name) for name in RESULT_COLUMNS]
    found: dict[int, tuple[str, str]] = {}
    bad: list[str] = []
    for number, cells in lines:
        row, result, reason = (_cell(cells, at) for at in place)
        if not row.isdecimal() or result not in RESULTS or int(row) in found:
            bad.append(str(number))
            continue
        found[int(row)] = (RESULTS[result], reason[:200])
    return found, bad
