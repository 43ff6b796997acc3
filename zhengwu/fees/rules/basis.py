"""By what right one may charge, and by what alone one may charge less."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from zhengwu.fees.enums import BasisLevel
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.money import yuan

LICENCE_LEVELS = frozenset({BasisLevel.LAW, BasisLevel.REGULATION})
_HUNDRED = Decimal(100)


class NoLawfulBasis(Refusal):
    """实施行政许可，除法律、行政法规另有规定的以外，不得收取任何费用。“{name}”的依据是{level}，不能公布。"""

    law = "行政许可法 第58条第1款"
    status = 422


class BasisUnnamed(Refusal):
    """收费标准应当写明依据：{lacking}。"""

    law = "行政许可法 第59条"
    status = 422
    recorded = False


class WaiverUncited(Refusal):
    """减免只能依据优惠政策、合同文本或者政府专题会议纪要。请写明{lacking}。"""

    status = 422


class WaiverBackwards(Refusal):
    """减免的终止日期早于起始日期。"""

    status = 422
    recorded = False


def check_basis(name: str, level: BasisLevel, *, licence: bool, free: bool) -> None:
    """A licence may be charged for only where a law or an administrative regulation says so."""
    if licence and not free and level not in LICENCE_LEVELS:
        raise NoLawfulBasis(name=name, level=level.label)


def check_named(*, law: str, article: str, revenue_code: str, free: bool) -> None:
    """Name of the law, its article, and the code of the non-tax revenue item."""
    wanted = [("法律或文件名称", law)]
    if not free:
        wanted += [("条款", article), ("非税收入项目编码", revenue_code)]
    if lacking := [label for label, value in wanted if not value.strip()]:
        raise BasisUnnamed(lacking="、".join(lacking))


def check_waiver(
    *, title: str, document_no: str, starts_on: date | None, ends_on: date | None,
    standards: Iterable[object],
) -> date:  # fmt: skip
    """No reduction without the document that grants it and a first day, which is returned."""
    lacking = [
        label
        for label, value in (
            ("文件名称", title.strip()),
            ("文号（合同编号、纪要编号）", document_no.strip()),
            ("起始日期", starts_on),
            ("减免的收费项目", list(standards)),
        )
        if not value
    ]
    if lacking or starts_on is None:
        raise WaiverUncited(lacking="、".join(lacking))
    if ends_on is not None and ends_on < starts_on:
        raise WaiverBackwards
    return starts_on


def reduced(gross: Decimal, share: Decimal) -> Decimal:
    """What a waiver of `share` per cent takes off, to the cent, never more than there is."""
    return min(gross, yuan(gross * share / _HUNDRED))
