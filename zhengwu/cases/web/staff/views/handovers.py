"""承办单交接: forms with me, forms signed and on their way back to the window; recusal."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Case, Handover
from zhengwu.cases.web.staff.forms.duty import HandBackForm, RecusalForm
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.queries import holders
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_SHOWN = 200


def _case(request: HttpRequest, number: str) -> Case:
    case = queries.case_for(actor_of(request), number)
    if case is None:
        raise Http404
    return case


@access(policy.may_use_desk)
@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """Forms that are out: mine to sign, and those the window waits for."""
    actor = actor_of(request)
    at_window = actor.organs_with("window_clerk")
    rows = (
        Handover.objects.filter(back_at=None)
        .filter(Q(undertaker_id=actor.id) | Q(case__organ_code__in=at_window))
        .select_related("case__matter")
        .order_by("given_at", "pk")[:_SHOWN]
    )
    lines = [
        {
            "row": row,
            "mine": row.undertaker_id == actor.id and row.signed_at is None,
            "ready": row.case.state == CaseState.DECIDED,
            "back": row.signed_at is not None and row.case.organ_code in at_window,
        }
        for row in rows
    ]
    return render(request, "cases/staff/handovers.html", {"lines": lines, "form": HandBackForm()})


@access(policy.may_use_desk)
@require_POST
@once
def hand_back(request: HttpRequest, number: str) -> HttpResponse:
    """Sign the form and return it."""
    form = HandBackForm(request.POST)
    word = form.cleaned_data["word"] if form.is_valid() else ""
    actions.hand_back(_case(request, number), word=word, by=actor_of(request), at=now())
    messages.success(request, "承办单已签字，等窗口接收。")
    return redirect("cases_staff:handovers")


@access(policy.may_use_desk)
@require_POST
@once
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm that the signed form is at the window."""
    actions.take_back(_case(request, number), by=actor_of(request), at=now())
    messages.success(request, "已接收承办单，可以答复申请人。")
    return redirect("cases_staff:handovers")


def _people(case: Case, request: HttpRequest) -> dict[str, str]:
    """Everybody with a handling duty at the organ; oneself alone, unless one is its head."""
    actor = actor_of(request)
    if not policy.may_extend(actor, case):
        return {actor.id: actor.name}
    today = local_day(now())
    return {
        str(staff.pk): staff.name
        for duty in policy.HANDLING
        for staff in holders(duty, case.organ_code, today)
    }


@access(policy.may_use_desk)
@once
def recusal(request: HttpRequest, number: str) -> HttpResponse:
    """Keep out of a case oneself; as head of the organ, decide on somebody's recusal."""
    case = _case(request, number)
    may = policy.may_handle(actor_of(request), case) and not case.over
    if request.method == "POST" and not may:
        raise Http404
    status = 200
    form = RecusalForm(request.POST or None, people=_people(case, request))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _decide(request, case, form.cleaned_data)
            except Refusal as refusal:
                for name, problems in (refusal.fields or {"": [refusal.message]}).items():
                    form.add_error(name if name in form.fields else None, list(problems))
            else:
                messages.success(request, "已记录。")
                return redirect("cases_staff:recusal", number)
    rows = case.recusals.order_by("decided_at")
    context = {"case": case, "form": form, "rows": rows, "may": may}
    return render(request, "cases/staff/recusal.html", context, status=status)


def _decide(request: HttpRequest, case: Case, data: dict[str, Any]) -> None:
    people = _people(case, request)
    actions.recuse(
        case,
        staff_id=cast("str", data["staff"]),
        staff_name=people[data["staff"]],
        asked_by=data["asked_by"],
        ground=data["ground"],
        granted=data["granted"] == "yes",
        word=data["word"],
        by=actor_of(request),
        at=now(),
    )
