"""Rows of a sheet of standards: each one a lawful version or a named fault, nothing guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhengwu.fees.enums import BasisLevel, Formula, Rounding
from zhengwu.fees.rules.basis import check_basis, check_named
from zhengwu.fees.rules.formula import Bracket, Fact, Method, check_method
from zhengwu.kernel.errors import Refusal

NEEDED = (
    "编码", "收费项目", "执收单位", "依据层级", "依据名称", "计算方法", "公布的收费标准",
    "执行日期",
)  # fmt: skip
COLUMNS = (
    *NEEDED, "因许可收取", "条款", "文号", "非税项目编码", "标准", "计费数", "分档", "计算式",
    "最低", "最高", "取整", "终止日期", "待核实",
)  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LONGEST = {"编码": 40, "收费项目": 100, "依据名称": 200, "条款": 100, "文号": 100,
            "非税项目编码": 40, "计算式": 500, "公布的收费标准": 300, "待核实": 300}  # fmt: skip


class ColumnsLacking(Refusal):
    """收费标准表缺少列：{lacking}。第一行应为列名，可以下载样表对照。"""

    status = 422
    recorded = False


class SheetFaulty(Refusal):
    """有 {count} 行错误，一行也没有导入。请按报告更正后重新上传。"""

    status = 422


class Unreadable(ValueError):
    """One cell that cannot be read; the text is for people."""


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One good row: whose it is and the terms of its version, ready for a draft."""

    number: int
    code: str
    name: str
    organ: str
    terms: dict[str, Any]


def parse_facts(text: str) -> list[dict[str, str]]:
    """Lines (or parts between ；) of `name label unit`."""
    found = []
    for line in text.replace("；", "\n").splitlines():
        parts = line.split()
        if not parts:
            continue
        if len(parts) not in (2, 3):
            raise Unreadable(f"“{line}”看不懂，请写：字段名 名称 单位")
        name, label, unit = (*parts, "")[:3]
        found.append({"name": name, "label": label, "unit": unit})
    return found


def parse_brackets(text: str) -> list[dict[str, str]]:
    """Lines (or parts between ；) of `upto rate`; the last one is without end (以上)."""
    found = []
    for line in text.replace("；", "\n").splitlines():
        parts = line.replace(",", "").split()
        if not parts:
            continue
        upto = "" if parts[0] == "以上" else parts[0]
        if len(parts) != 2 or not _is_number(parts[1]) or (upto and not _is_number(upto)):
            raise Unreadable(f"“{line}”看不懂，请写：上限 标准")
        found.append({"upto": upto, "rate": parts[1]})
    return found


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def read_rows(
    header: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]], organs: Mapping[str, str]
) -> tuple[list[StandardRow], list[dict[str, str]]]:
    """Good rows, and the bad ones each with what is wrong. Every row is one or the other.

    `organs` maps codes, names and short names to codes. Raises ColumnsLacking.
    """
    if lacking := [name for name in NEEDED if name not in header]:
        raise ColumnsLacking(lacking="、".join(lacking))
    place = {name: header.index(name) for name in COLUMNS if name in header}
    read = [
        (number, {name: _cell(cells, at) for name, at in place.items()}) for number, cells in lines
    ]
    times = Counter(values["编码"] for _, values in read)
    good: list[StandardRow] = []
    bad: list[dict[str, str]] = []
    for number, values in read:
        try:
            if times[values["编码"]] > 1:
                raise Unreadable(f"编码“{values['编码']}”在表中出现 {times[values['编码']]} 次")
            good.append(_row(number, values, organs))
        except Unreadable as fault:
            bad.append({"row": str(number), "name": values["收费项目"], "problem": str(fault)})
        except Refusal as refusal:
            law = f"（依据：{refusal.article}）" if refusal.article else ""
            problem = f"{refusal.message}{law}"
            bad.append({"row": str(number), "name": values["收费项目"], "problem": problem})
    return good, bad


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _row(number: int, values: Mapping[str, str], organs: Mapping[str, str]) -> StandardRow:
    lacking = [name for name in NEEDED if not values[name]]
    if lacking:
        raise Unreadable(f"没有填写：{'、'.join(lacking)}")
    for name, most in _LONGEST.items():
        if len(values.get(name, "")) > most:
            raise Unreadable(f"{name}超过 {most} 个字")
    if not _CODE.fullmatch(values["编码"]) or values["编码"] in ("new", "import"):
        raise Unreadable(f"编码“{values['编码']}”只能用字母、数字和短横线")
    if values["执收单位"] not in organs:
        raise Unreadable(f"没有“{values['执收单位']}”这个单位")
    terms = _terms(values)
    _check(values["收费项目"], terms)
    return StandardRow(
        number, values["编码"], values["收费项目"], organs[values["执收单位"]], terms
    )


def _terms(values: Mapping[str, str]) -> dict[str, Any]:
    text = {name: values.get(name, "") for name in COLUMNS}
    starts, ends = _day(text["执行日期"]), text["终止日期"]
    return {
        "licence": text["因许可收取"] in ("是", "1", "true", "TRUE"),
        "basis_level": _word(BasisLevel, text["依据层级"], "依据层级"),
        "basis_law": text["依据名称"],
        "basis_article": text["条款"],
        "basis_document_no": text["文号"],
        "revenue_code": text["非税项目编码"],
        "formula": _word(Formula, text["计算方法"], "计算方法"),
        "rate": _number(text["标准"], "标准") or Decimal(0),
        "facts": parse_facts(text["计费数"]),
        "brackets": parse_brackets(text["分档"]),
        "expression": text["计算式"],
        "least": _number(text["最低"], "最低"),
        "most": _number(text["最高"], "最高"),
        "rounding": _word(Rounding, text["取整"] or Rounding.CENT.label, "取整"),
        "rate_words": text["公布的收费标准"],
        "effective_from": starts,
        "effective_to": _after(starts, _day(ends)) if ends else None,
        "to_confirm": text["待核实"],
    }


def _word(kind: type[Any], text: str, name: str) -> Any:
    for one in kind:
        if text in (one.label, one.value):
            return one
    raise Unreadable(f"{name}“{text}”应为：{'、'.join(one.label for one in kind)}")


def _number(text: str, name: str) -> Decimal | None:
    if not text:
        return None
    plain = text.replace(",", "")
    if not _is_number(plain) or not 0 <= Decimal(plain) <= Decimal(10) ** 9:
        raise Unreadable(f"{name}“{text}”不是合理的数字")
    return Decimal(plain)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10].replace("/", "-").replace(".", "-"))
    except ValueError:
        raise Unreadable(f"日期“{text}”应写成 2026-01-31") from None


def _after(starts: date, ends: date) -> date:
    if ends < starts:
        raise Unreadable("终止日期早于执行日期")
    return ends


def _check(name: str, terms: Mapping[str, Any]) -> None:
    """The conditions of a version written by hand: basis named and lawful, and it can count."""
    free = terms["formula"] is Formula.FREE
    check_named(
        law=terms["basis_law"], article=terms["basis_article"],
        revenue_code=terms["revenue_code"], free=free,
    )  # fmt: skip
    check_basis(name, terms["basis_level"], licence=terms["licence"], free=free)
    brackets = tuple(
        Bracket(Decimal(one["upto"]) if one["upto"] else None, Decimal(one["rate"]))
        for one in terms["brackets"]
    )
    check_method(
        Method(
            kind=terms["formula"], rate=terms["rate"],
            facts=tuple(Fact(**one) for one in terms["facts"]), brackets=brackets,
            expression=terms["expression"], least=terms["least"], most=terms["most"],
            rounding=terms["rounding"],
        )
    )  # fmt: skip
