"""The charged immediate case between two windows: notice out, money in, result handed over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import CaseState, Verdict
from zhengwu.cases.models import Case
from zhengwu.documents import queries as documents
from zhengwu.fees.models import Bill
from zhengwu.fees.queries import charged, pending, receipts_of
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_use_window)
@once
@require_http_methods(["GET", "POST"])
def paying(request: HttpRequest, number: str) -> HttpResponse:
    """Where the money is; the button that hands over opens by itself when it has come."""
    case = queries.case_for(actor_of(request), number)
    if case is None:
        raise NotThere
    refused = None
    if request.method == "POST":
        try:
            case = _go_on(request, case)
        except Refusal as refusal:
            refused = refusal
    if case.over:
        return redirect(f"{reverse('cases_staff:window')}?done={number}")
    return _show(request, case, refused)


def _go_on(request: HttpRequest, case: Case) -> Case:
    terms = queries.terms_of(case.edition_id)
    ruling = actions.Ruling(Verdict.GRANTED if terms.decides else Verdict.DONE)
    return actions.go_on_the_spot(case, ruling=ruling, by=actor_of(request), at=now())


def _show(request: HttpRequest, case: Case, refused: Refusal | None) -> HttpResponse:
    terms = queries.terms_of(case.edition_id)
    found = charged(case.matter_id)
    bill: Bill | None = found["bill"]
    papers = {one.template_code: one for one in documents.of_matter(case.matter_id)}
    context: dict[str, Any] = {
        **found,
        "case": case,
        "terms": terms,
        "refused": refused,
        "withheld": _withheld(found),
        "running": pending(bill) if bill else None,
        "receipts": receipts_of(bill) if bill else [],
        "notice": papers.get("charge_notice"),
        "decided": case.state == CaseState.DECIDED,
        "accepted": case.state != CaseState.RECEIVED,
    }
    status = refused.status if refused else 200
    return render(request, "cases/staff/window_paying.html", context, status=status)


def _withheld(found: dict[str, Any]) -> str:
    """Why the result cannot be handed over yet; empty when it can."""
    if found["bill"] is None:
        return "收费还没有核定。"
    if found["back"]:
        return "财政收费窗口已退回，请重新核定。"
    due = found["total"].due
    return f"还有 {due:,} 元没有到账。" if due else ""
