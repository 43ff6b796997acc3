"""Papers of a case: one function a paper, so that the acts themselves stay short to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhengwu.cases.enums import CHANNEL_NAMES, Channel, Decline, Paper
from zhengwu.cases.models import Case, CasePaper
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.rules.terms import Limit, Terms
from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day

DOCUMENT_LAWS = frozenset({"xk", "qr", "jf", "gg", "jl", "zy", "qt"})
FORMS = {
    "original": "原件",
    "copy": "复印件",
    "electronic": "电子文件",
    "shared": "部门间共享",
    "verified": "系统核验（无需提交）",
}


class NoDayPromised(Refusal):
    """本事项没有可以告知申请人的办结日期，请先在事项目录补全承诺时限。"""

    law = "优化营商环境条例 第36条"


@dataclass(frozen=True, slots=True)
class Desk:
    """The case and terms a paper is about, and who makes it when."""

    case: Case
    terms: Terms
    by: Actor
    at: datetime

    @property
    def today(self) -> date:
        """The day of the act."""
        return local_day(self.at)

    @property
    def applied_on(self) -> date:
        """The day the application came in."""
        return local_day(self.case.received_at)


def issue(
    desk: Desk,
    paper: Paper | str,
    fields: Mapping[str, Any],
    *,
    sealing: documents.Sealing | None = None,
    addressee: documents.Addressee | None = None,
) -> Document:
    """Issue one paper inside an act: completeness is checked and its number drawn here.

    No act stands without its lawful paper: what is missing raises and takes the act with it. What
    comes by net or through a village station is answered by the system in the organ's name.
    """
    case, terms = desk.case, desk.terms
    local = desk.by.is_staff and any(
        desk.by.has(duty, case.organ_code)
        for duty in ("window_clerk", "reviewer", "decider", "head")
    )
    common = {
        "item_name": terms.item_name,
        "item_code": terms.item_code,
        "contact_person": terms.contact_person,
        "contact_phone": terms.contact_phone,
        "law_basis": terms.legal_basis,
    }
    template = documents.template_fields(str(paper))
    return documents.issue(
        case.matter,
        str(paper),
        fields={
            **{code: value for code, value in common.items() if code in template},
            **{code: value for code, value in fields.items() if value not in ("", None)},
        },
        organ_code=case.organ_code,
        addressee=addressee or addressee_of(case),
        law=terms.law if terms.law in DOCUMENT_LAWS else "qt",
        sealing=sealing,
        on_demand=case.simulated,
        by=desk.by if local or sealing else SYSTEM,
        at=desk.at,
    )


def addressee_of(case: Case) -> documents.Addressee:
    """The applicant as papers name them."""
    if case.firm is not None:
        return documents.Addressee(
            name=case.firm.name,
            credit_code=case.firm.uscc,
            representative=case.firm.legal_representative,
            agent=case.agent_name,
        )
    person = case.person
    number = person.id_number if person is not None else ""
    return documents.Addressee(name=case.applicant_name, id_number=number, agent=case.agent_name)


def limit_text(limit: Limit | None, *, immediate: bool = False) -> str:
    """20个工作日 – or that it is done at once, or that no law sets one."""
    if limit is not None and limit.amount:
        return f"{limit.amount}{UNIT_ZH[Unit(limit.unit)]}"
    return "当场办结" if immediate else "法律、法规未规定"


def receipt(desk: Desk, papers: Iterable[CasePaper], digest: str) -> Document:
    """收件凭证: no acceptance, and says so; holds the digest of the journal's entry."""
    case = desk.case
    lines = [
        {"name": paper.name, "form": FORMS.get(paper.form, paper.form), "copies": "1"}
        for paper in papers
    ]
    return issue(
        desk,
        Paper.RECEIPT,
        {
            "received_at": case.received_at,
            "receiver": case.received_by,
            "channel": CHANNEL_NAMES[Channel(case.channel)],
            "materials": [{"name": "申请书", "form": "电子文件", "copies": "1"}, *lines],
            "receipt_digest": digest,
        },
    )


def correction(desk: Desk, changes: Sequence[Mapping[str, str]]) -> Document:
    """当场更正记录."""
    fields = {
        "corrected_at": desk.at,
        "corrected_by": desk.case.applicant_name,
        "clerk": desk.by.name,
        "corrections": list(changes),
    }
    return issue(desk, Paper.CORRECTION, fields)


def supplement(desk: Desk, defects: Sequence[Defect]) -> Document:
    """一次性补正告知书: everything at once."""
    terms = desk.terms
    listed = {material.code: material for material in terms.materials}
    rows = []
    for defect in defects:
        material = listed.get(defect.code)
        rows.append(
            {
                "material": material.name if material else "申请书",
                "problem": defect.problem,
                "requirement": defect.requirement,
                "legal_form": material.criterion if material else "",
                "sample": material.note if material else "",
            }
        )
    return issue(
        desk,
        Paper.SUPPLEMENT,
        {
            "received_on": desk.applied_on,
            "defects": rows,
            "how": "登录后在“我的办件”中补交，或者到窗口补交",
            "where": terms.place or "政务服务中心窗口",
        },
    )


def acceptance(desk: Desk, due: Mapping[str, date]) -> Document:
    """受理通知书: the day of acceptance, the limits, and the day by which it is decided."""
    case, terms = desk.case, desk.terms
    decide_by = due.get("promised") or due.get("statutory")
    if decide_by is None:
        raise NoDayPromised
    complete = case.supplemented_at or case.received_at
    return issue(
        desk,
        Paper.ACCEPTANCE,
        {
            "applied_on": desk.applied_on,
            "complete_on": local_day(complete),
            "accepted_on": case.accepted_on,
            "statutory_limit": limit_text(terms.statutory),
            "promised_limit": limit_text(terms.promised),
            "decide_by": decide_by,
            "excluded_times": "、".join(one.kind for one in terms.procedures),
            "fees": terms.fees,
            "above": _above(terms),
        },
    )


def _above(terms: Terms) -> str:
    """What the applicant is told where the decision is taken above."""
    if terms.upward is None:
        return ""
    return (
        f"本事项由本单位初审后报{terms.upward.organ_name}决定（{terms.upward.basis}）。"
        "上列日期是本单位完成初审并上报的最迟日期；上级机关自受理之日起另行计算办理期限，"
        "决定由本单位通知您并送达。"
    )


def deemed_acceptance(desk: Desk, due: Mapping[str, date], notice_due: date) -> Document:
    """视为受理告知书: the period ran out without a notice, so the law accepts."""
    terms = desk.terms
    decide_by = due.get("promised") or due.get("statutory")
    if decide_by is None:
        raise NoDayPromised
    return issue(
        desk,
        Paper.DEEMED,
        {
            "received_on": desk.applied_on,
            "notice_due_on": notice_due,
            "accepted_on": desk.case.accepted_on,
            "statutory_limit": limit_text(terms.statutory),
            "promised_limit": limit_text(terms.promised),
            "decide_by": decide_by,
            "fees": terms.fees,
        },
    )


def decline(desk: Desk, why: Decline, reasons: str, articles: str, competent: str) -> Document:
    """不予受理决定书, with remedies."""
    fields = {
        "ground": str(why),
        "received_on": desk.applied_on,
        "reason": reasons,
        "articles": articles,
        "competent_organ": competent,
    }
    return issue(desk, Paper.DECLINE, fields)


def withdrawal(desk: Desk, reason: str) -> Document:
    """撤回申请确认书."""
    fields = {
        "applied_on": desk.applied_on,
        "withdrawn_at": desk.at,
        "reason": reason,
        "materials_returned": "电子材料不再使用；已交的纸质材料请到窗口领回",
    }
    return issue(desk, Paper.WITHDRAWAL, fields)
