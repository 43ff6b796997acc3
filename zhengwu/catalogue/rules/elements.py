"""Completeness: the mandatory elements (digest §3.4, GB/T 39554.2) and which are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhengwu.catalogue.enums import FreeBy, Handling, Kind, Unit
from zhengwu.catalogue.rules.document import EditionDocument, Limit
from zhengwu.catalogue.rules.situation_lint import guide_problems
from zhengwu.clock.enums import Unit as ClockUnit
from zhengwu.clock.rules import Calendar, Terms, last_day

_PLAIN = Calendar()  # weekends alone: which feasts there will be nobody knows yet
_DAYS = tuple(date(2025, 1, 1) + timedelta(days=n) for n in range(366))
LOWER_REVIEW = "xk.lower_review"  # the row of clocks.yaml for article 43


@dataclass(frozen=True, slots=True)
class Element:
    """要素: a mandatory element with the test that it is there."""

    code: str
    name: str
    present: Callable[[EditionDocument], bool]


def _basis(doc: EditionDocument) -> bool:
    return bool(doc.basis) and all(one.law and one.article for one in doc.basis)


def _promise(doc: EditionDocument) -> bool:
    return doc.promised.amount is not None or doc.promised.unit is Unit.IMMEDIATE


def _materials(doc: EditionDocument) -> bool:
    return doc.no_materials or (
        bool(doc.materials) and all(one.name and one.criterion for one in doc.materials)
    )


def _fee(doc: EditionDocument) -> bool:
    return doc.charged is False or (
        bool(doc.charged) and bool(doc.fees) and all(one.basis and one.rate for one in doc.fees)
    )


def _quantity(doc: EditionDocument) -> bool:
    if doc.kind is not Kind.LICENCE:
        return True
    return doc.quantity.limited is False or bool(doc.quantity.limited and doc.quantity.rule)


def _visits(doc: EditionDocument) -> bool:
    return doc.visits == 0 or (doc.visits is not None and bool(doc.visit_reason))


def _delivery(doc: EditionDocument) -> bool:
    return doc.no_decision or bool(doc.delivery_ways)


ELEMENTS: tuple[Element, ...] = (
    Element("name", "事项名称", lambda d: bool(d.name)),
    Element("code", "实施编码", lambda d: bool(d.code)),
    Element("level", "行使层级", lambda d: d.level is not None),
    Element("organ", "实施主体", lambda d: bool(d.organ_code and d.organ_name)),
    Element("organ_nature", "实施主体性质", lambda d: bool(d.organ_nature)),
    Element("power_source", "权力来源", lambda d: bool(d.power_source)),
    Element("law", "适用法律", lambda d: bool(d.law.name)),
    Element("basis", "设定依据", _basis),
    Element("subjects", "服务对象", lambda d: bool(d.subjects)),
    Element("conditions", "受理条件", lambda d: bool(d.conditions)),
    Element("quantity", "数量限制", _quantity),
    Element("handling", "办件类型", lambda d: d.handling is not None),
    Element("statutory", "法定办结时限", lambda d: d.statutory.known and bool(d.statutory.basis)),
    Element("promised", "承诺办结时限", _promise),
    Element("steps", "办理流程", lambda d: bool(d.steps)),
    Element("materials", "申请材料", _materials),
    Element("charged", "是否收费", lambda d: d.charged is not None),
    Element("fees", "收费依据和标准", _fee),
    Element("results", "办理结果", lambda d: d.no_decision or bool(d.results)),
    Element("ways", "办理形式", lambda d: bool(d.ways)),
    Element("online", "是否网办", lambda d: d.online is not None),
    Element("visits", "到现场次数及原因", _visits),
    Element("in_hall", "是否进驻大厅", lambda d: d.in_hall is not None),
    Element("pay_online", "是否支持网上支付", lambda d: d.pay_online is not None),
    Element("delivery", "送达方式", _delivery),
    Element("places", "办理地点", lambda d: any(one.address for one in d.places)),
    Element("hours", "办理时间", lambda d: any(one.hours for one in d.places)),
    Element("accepting_person", "受理人员（岗位）", lambda d: bool(d.accepting_person)),
    Element("phone", "咨询电话", lambda d: bool(d.phone)),
    Element("complaint", "监督投诉电话", lambda d: bool(d.complaint)),
    Element("remedy", "复议诉讼渠道", lambda d: d.remedy is not None),
    Element("flow", "办理流程图（流程）", lambda d: bool(d.flow.code)),
    Element("form", "申请表单", lambda d: bool(d.form.code)),
)

NAMES = {element.code: element.name for element in ELEMENTS}


def missing(document: EditionDocument) -> list[str]:
    """Codes of the mandatory elements that are not there; `NAMES` has their Chinese."""
    return [element.code for element in ELEMENTS if not element.present(document)]


def names(codes: Iterable[str]) -> list[str]:
    """Chinese names of elements, in the standard's order."""
    wanted = set(codes)
    return [element.name for element in ELEMENTS if element.code in wanted]


def contradictions(document: EditionDocument, suspensions: Iterable[str]) -> list[str]:
    """What cannot be true together, in Chinese; an edition with one is not submitted.

    `suspensions` are the procedures which the item's regime lets stop the clock.
    """
    found: list[str] = []
    borrowed = [
        rule
        for rule in (
            document.statutory.rule,
            document.promised.rule,
            document.supplement_rule,
            document.delivery_rule,
            document.renewal.rule,
        )
        if rule.startswith("xk.")
    ]
    if borrowed and document.kind is not Kind.LICENCE:
        found.append(f"{document.kind.label}不得套用行政许可法的时限（{borrowed[0]}）")
    if _longer(document):
        found.append("承诺办结时限不得长于法定办结时限")
    at_once = document.promised.unit is Unit.IMMEDIATE
    if _promise(document) and (document.handling is Handling.IMMEDIATE) != at_once:
        found.append("即办件的承诺时限应为当场办结，承诺件不应写当场办结")
    if document.charged is False and document.fees:
        found.append("标明不收费，却列有收费项目")
    allowed = set(suspensions)
    found += [
        f"特别程序“{one.kind}”没有写明法律依据"
        for one in document.special_procedures
        if one.kind not in allowed and not one.basis
    ]
    found += _safety(document)
    if document.inspection.required and document.inspection.staff < 2:
        found.append("现场核查应当指派两名以上工作人员（行政许可法第三十四条）")
    found += _upward(document)
    codes = [one.code for one in document.materials]
    if len(set(codes)) != len(codes):
        found.append("材料编码有重复")
    found += [
        f"“{one.name}”标明免提交，却没有写向哪里核验"
        for one in document.materials
        if (one.free_by is FreeBy.NONE) == bool(one.free_code)
    ]
    return found + guide_problems(document)


def _upward(document: EditionDocument) -> list[str]:
    """What is decided above says by which law and under which item; a licence reviewed here first
    runs on the clock of article 43."""
    above = document.upward
    if not (above.item or above.basis or above.organ_name):
        return []
    found = []
    if not (above.item and above.organ_name):
        found.append("上报事项应当写明上级机关和上级事项编码")
    if not above.basis:
        found.append("上报没有写明法律依据")
    licence = document.kind is Kind.LICENCE and above.review
    if licence and document.statutory.rule != LOWER_REVIEW:
        found.append(
            "先经本级审查、由上级决定的许可，法定时限应为下级初审时限（行政许可法第四十三条）"
        )
    return found


def _safety(document: EditionDocument) -> list[str]:
    said, found = document.public_safety, []
    if said.applies and document.kind is not Kind.LICENCE:
        found.append("再次申请限制只适用于行政许可（行政许可法第七十八条、第七十九条）")
    if said.applies and not said.basis.strip():
        found.append("属于直接关系公共安全、人身健康、生命财产安全的事项，应写明依据")
    return found


def _longer(document: EditionDocument) -> bool:
    law, promise = document.statutory, document.promised
    if law.unit is Unit.IMMEDIATE:
        return _promise(document) and promise.unit is not Unit.IMMEDIATE
    if not law.amount or not promise.amount or promise.unit is Unit.IMMEDIATE:
        return False
    if law.unit is promise.unit:
        return promise.amount > law.amount
    # Days against working days or months: counted from the same days over a plain year, a promise
    # that may ever end after the law's last day is too long.
    return any(_last(promise, day) > _last(law, day) for day in _DAYS)


def _last(limit: Limit, day: date) -> date:
    return last_day(_PLAIN, day, Terms(limit.amount or 0, ClockUnit(limit.unit.value)))
