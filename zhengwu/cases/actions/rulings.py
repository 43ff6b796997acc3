"""The papers of a decision: which, by the law that governs the item, and who may seal them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhengwu.authority.models import Letter
from zhengwu.cases import queries
from zhengwu.cases.actions.hearing_minutes import heard_text
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.enums import Paper, Verdict
from zhengwu.cases.queries.licences import renewed_term
from zhengwu.documents.actions import Sealing
from zhengwu.documents.models import Document
from zhengwu.kernel.errors import InvalidInput, Refusal


class MayNotSeal(Refusal):
    """您的授权委托书（{letter}）没有授予用印权限，决定书不能盖章。"""

    law = "行政许可法 第39条"


class PaymentDetailsMissing(InvalidInput):
    """给付决定要写明金额、标准和发放方式。"""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided, why and on which basis. `extra` holds what the paper of the item's kind
    asks for besides: scope, conditions; amount, standard, pay_how of a payment; `heard`, how the
    decision rests on the minutes of the hearing (许可法 48(2))."""

    verdict: Verdict
    reasons: str = ""
    basis: str = ""
    content: str = ""
    valid_to: date | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Papers:
    """The decision and, where there is one, its result document."""

    decision: Document
    result: Document | None


def write(desk: Desk, ruling: Ruling, letter: Letter) -> Papers:
    """Issue the decision and the result document."""
    if ruling.verdict is not Verdict.REFUSED and not desk.terms.decides:
        return Papers(_done(desk, ruling), None)
    sealing = sealing_of(desk, letter)
    paper = queries.decision_paper(desk.terms, ruling.verdict)
    if paper is Paper.GRANT:
        return _licence(desk, ruling, sealing)
    fields = _common(desk, ruling) | _by_kind(desk, ruling, paper)
    template = {Paper.DONE: None}.get(paper, sealing)
    return Papers(issue(desk, paper, fields, sealing=template), None)


def sealing_of(desk: Desk, letter: Letter) -> Sealing:
    """The right to the organ's seal comes from the letter, as the right to decide does."""
    if not letter.may_seal:
        raise MayNotSeal(letter=letter.number)
    return Sealing(
        organ_code=desk.case.organ_code,
        holder_id=desk.by.id,
        holder_name=desk.by.name,
        basis=f"授权委托书 {letter.number}",
        at_window=True,
    )


def _common(desk: Desk, ruling: Ruling) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "applied_on": desk.applied_on,
        "accepted_on": desk.case.accepted_on,
        "facts": queries.facts_text(desk.case),
        "articles": ruling.basis or desk.terms.legal_basis,
    }
    if desk.terms.law == "xk":
        fields["heard"] = heard_text(desk.case, str(ruling.extra.get("heard", "")))
    if ruling.verdict is Verdict.REFUSED:
        fields["reasons"] = [line for line in ruling.reasons.splitlines() if line.strip()]
    return fields


def _by_kind(desk: Desk, ruling: Ruling, paper: Paper) -> dict[str, Any]:
    content = ruling.content or desk.terms.result_name or desk.terms.item_name
    valid_to = ruling.valid_to or queries.validity_end(desk.terms, desk.today)
    if paper is Paper.CONFIRMATION:
        return {"content": content, "effective_on": desk.today, "valid_to": valid_to}
    if paper is Paper.BENEFIT:
        return {"content": content, "from_on": desk.today, "to_on": valid_to, **_payment(ruling)}
    if paper is Paper.DONE:
        return {"finished_on": desk.today, "result": content, "accepted_on": None,
                "facts": None, "articles": None}  # fmt: skip
    return {}


def _payment(ruling: Ruling) -> dict[str, Any]:
    names = {"amount": "金额", "standard": "标准", "pay_how": "发放方式"}
    absent = {code: [f"请填写{name}"] for code, name in names.items() if not ruling.extra.get(code)}
    if absent:
        raise PaymentDetailsMissing(fields=absent)
    return {code: ruling.extra[code] for code in names}


def _licence(desk: Desk, ruling: Ruling, sealing: Sealing) -> Papers:
    """The decision first, for the licence names its number (许可法 39)."""
    terms = desk.terms
    content = ruling.content or terms.result_name or terms.item_name
    first, last = renewed_term(desk.case, terms, desk.today)
    valid_to = ruling.valid_to or last
    validity: dict[str, Any] = {"valid_from": first}
    validity |= {"valid_to": valid_to} if valid_to else {"valid_text": "长期有效"}
    scope = str(ruling.extra.get("scope") or content)
    decision = issue(
        desk,
        Paper.GRANT,
        _common(desk, ruling)
        | validity
        | {"content": content, "scope": scope, "conditions": ruling.extra.get("conditions", "")},
        sealing=sealing,
    )
    if terms.result_template != Paper.LICENCE:
        return Papers(decision, None)
    licence = issue(
        desk, Paper.LICENCE, _licence_fields(desk, decision, content, scope) | validity,
        sealing=sealing,
    )  # fmt: skip
    return Papers(decision, licence)


def _licence_fields(desk: Desk, decision: Document, content: str, scope: str) -> dict[str, Any]:
    case = desk.case
    answers = case.answers
    firm = case.firm
    return {
        "licence_name": desk.terms.result_name or desk.terms.item_name,
        "holder": case.applicant_name,
        "holder_code": firm.uscc if firm else (case.person.id_number if case.person else "—"),
        "representative": firm.legal_representative if firm else "",
        "address": str(answers.get("address") or answers.get("place") or ""),
        "content": content,
        "scope": scope,
        "decision_number": decision.number,
    }


def _done(desk: Desk, ruling: Ruling) -> Document:
    """A service without decision ends with a sheet, not with a decision."""
    result = ruling.content or desk.terms.result_name or "已办结"
    if desk.terms.immediate:
        fields = {
            "received_at": desk.case.received_at,
            "decided_at": desk.at,
            "clerk": desk.by.name,
            "result": result,
            "fees": desk.terms.fees,
        }
        return issue(desk, Paper.IMMEDIATE, fields)
    fields = {"applied_on": desk.applied_on, "finished_on": desk.today, "result": result}
    return issue(desk, Paper.DONE, fields)
