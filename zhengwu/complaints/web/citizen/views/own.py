"""One's own complaint: by number and code, or signed in; what may be done with it now."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.clock import queries as clock
from zhengwu.complaints import actions, queries, registry
from zhengwu.complaints.enums import WITHDRAWABLE, Satisfaction, State
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules.intake import SENDER
from zhengwu.complaints.web.citizen.forms import ReasonForm, SatisfactionForm
from zhengwu.documents import actions as documents
from zhengwu.documents import queries as papers
from zhengwu.files import queries as files
from zhengwu.identity import actions as identity
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, anyone, citizen
from zhengwu.web.once import once

_LIMIT = "track.query_code"
_KNOWN = "complaints_known"
_MOST_KNOWN = 20
_CODE_LENGTH = 8
# Papers the unit gets are not the complainant's.
_INTERNAL = ("complaint_order", "archive_index")


def remember(request: HttpRequest, row: Complaint) -> None:
    """This visitor has shown number and code (or has just written it)."""
    known = [one for one in request.session.get(_KNOWN, []) if one != row.matter.number]
    request.session[_KNOWN] = [*known, row.matter.number][-_MOST_KNOWN:]


@access(anyone)
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Number and query code; wrong tries are counted by address."""
    source = request.POST if request.method == "POST" else request.GET
    typed = {name: clean(source.get(name, "")).strip()[:80] for name in ("number", "code")}
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        status = 422
        errors = {
            name: f"请填写{word}"
            for name, word in (("number", "投诉编号"), ("code", "查询码"))
            if not typed[name]
        }
        if not errors:
            found, errors, status = _tried(request, typed)
            if found is not None:
                return redirect("complaints_citizen:complaint", number=found.matter.number)
    context = {"typed": typed, "errors": errors}
    return render(request, "complaints/citizen/track.html", context, status=status)


def _tried(
    request: HttpRequest, typed: dict[str, str]
) -> tuple[Complaint | None, dict[str, str], int]:
    origin, at = identity.origin_of(request), now()
    try:
        identity.spend_or_refuse(origin, _LIMIT, at=at)
    except Refusal as refused:
        return None, {"number": refused.message}, refused.status
    number = typed["number"].upper().replace(" ", "")
    row = Complaint.objects.select_related("matter").filter(matter__number=number).first()
    # Compared in constant time, and something is compared even where there is no such number.
    right = row.matter.query_code if row else "0" * _CODE_LENGTH
    given = typed["code"].upper().replace(" ", "").replace("-", "")
    if hmac.compare_digest(right.upper().encode(), given.encode()) and row is not None:
        identity.give_back(origin, _LIMIT, at=at)
        remember(request, row)
        return row, {}, 200
    return None, {"number": "编号和查询码对不上，请核对后再查"}, 422


@access(citizen)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Complaints this account sent by name; anonymous ones are found by number and code only."""
    rows = queries.own(actor_of(request)).order_by("-received_at")
    return render(request, "complaints/citizen/mine.html", {"rows": rows})


def _known(request: HttpRequest, number: str) -> Complaint | None:
    rows = Complaint.objects.select_related("matter", "merged_into__matter")
    row = rows.filter(matter__number=number).first()
    if row is None:
        return None
    if number in request.session.get(_KNOWN, []):
        return row
    return row if queries.own(actor_of(request)).filter(pk=row.pk).exists() else None


def _withdraw(row: Complaint, data: dict[str, Any]) -> Complaint:
    return actions.withdraw(row, reason=data["reason"], by=SENDER, at=now())


def _review(row: Complaint, data: dict[str, Any]) -> Complaint:
    return actions.ask_review(row, reason=data["reason"], by=SENDER, at=now())


def _satisfied(row: Complaint, data: dict[str, Any]) -> Complaint:
    said = Satisfaction(data["satisfaction"])
    return actions.say_satisfied(
        row, satisfaction=said, comment=data["comment"], by=SENDER, at=now()
    )


# code: (title, button, form, verb)
_ACTS: dict[str, tuple[str, str, type[forms.Form], Callable[[Complaint, Any], Complaint]]] = {
    "satisfied": ("对答复满意吗", "提交评价", SatisfactionForm, _satisfied),
    "review": ("不服答复，申请复核", "申请复核", ReasonForm, _review),
    "withdraw": ("撤回", "撤回投诉", ReasonForm, _withdraw),
}


def _offered(row: Complaint) -> list[str]:
    found = []
    if row.state in (State.DECIDED, State.CLOSED) and not row.satisfaction:
        found.append("satisfied")
    asks = row.matter.clocks.filter(label="review_ask", state="running", due_at__gt=now())
    if row.state == State.DECIDED and row.objected_at is None and asks.exists():
        found.append("review")
    if row.state in WITHDRAWABLE:
        found.append("withdraw")
    return found


@access(anyone)
@require_http_methods(["GET", "POST"])
@once
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """What became of it, its papers, and what the complainant may do now."""
    row = _known(request, number)
    if row is None:
        return redirect(f"/complaints/track/?number={number}")
    offered, bound, status = _offered(row), {}, 200
    code = request.POST.get("act", "")
    if request.method == "POST" and code in offered:
        title, _, made, verb = _ACTS[code]
        form, status = made(request.POST), 422
        bound[code] = form
        if form.is_valid():
            try:
                verb(row, form.cleaned_data)
            except Refusal as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, f"{title}：已提交。")
                return redirect("complaints_citizen:complaint", number=number)
    elif request.method == "POST":
        return redirect("complaints_citizen:complaint", number=number)
    context = {
        "row": row,
        "way": registry.ways().get(row.way, {}),
        "acts": [(one, *_ACTS[one][:2], bound.get(one) or _ACTS[one][2]()) for one in offered],
        "clocks": _clocks(row),
        "papers": _papers(row),
        "code": row.matter.query_code if number in request.session.get(_KNOWN, []) else "",
    }
    return render(request, "complaints/citizen/complaint.html", context, status=status)


def _clocks(row: Complaint) -> list[Any]:
    shown = ("decide", "finish", "review", "review_ask")
    rows = [one for one in clock.of_matter(row.pk) if one.label in shown and one.open]
    return list(zip(rows, clock.bars(rows, now()), strict=True))


def _papers(row: Complaint) -> list[Any]:
    rows = papers.of_matter(row.matter_id)
    return [one for one in rows if one.template_code not in _INTERNAL]


@access(anyone)
@require_safe
def paper(request: HttpRequest, number: str, paper_id: UUID) -> HttpResponse:
    """A paper of one's own complaint."""
    row = _known(request, number)
    found = next((one for one in _papers(row) if one.pk == paper_id), None) if row else None
    if found is None:
        raise Http404
    return cast("HttpResponse", files.response(documents.produce(found, at=now()), inline=True))
