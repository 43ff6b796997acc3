"""首问登记: who was asked first, to whom the person was brought, what became of it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import FIRST_ASKED_NAMES, FirstAskedState
from zhengwu.cases.models import FirstAsked
from zhengwu.cases.web.staff.forms.duty import AnswerForm, PassForm, QuestionForm
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

_BRIEF = 40


def _seen(actor: Actor) -> Q:
    if policy.oversees(actor):
        return Q()
    here = actor.organ_code
    return Q(staff_id=actor.id) | Q(organ_code=here) | Q(to_organ=here, to_organ__gt="")


def _organs() -> dict[str, str]:
    return {one.pk: one.short_name or one.name for one in Organ.objects.order_by("position")}


def _state(row: FirstAsked) -> str:
    return FIRST_ASKED_NAMES[FirstAskedState(row.state)]


def _address(row: FirstAsked) -> str:
    return reverse("cases_staff:question", args=[row.pk])


@access(policy.may_use_desk)
@once
def register(request: HttpRequest) -> HttpResponse:
    """The register, and the form to enter who came."""
    actor, status = actor_of(request), 200
    form = QuestionForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            row = actions.register_question(**form.cleaned_data, by=actor, at=now())
            messages.success(request, "已登记，您是首问责任人。")
            return redirect(_address(row))
    organs = _organs()
    table = Table(
        request,
        FirstAsked.objects.filter(_seen(actor)).select_related("case__matter"),
        columns=[
            Column("asked_at", "时间", kind="instant", sort="asked_at"),
            Column("question", "问什么", value=lambda row: row.question[:_BRIEF], url=_address),
            Column("staff_name", "首问责任人"),
            Column("organ", "单位", value=lambda row: organs.get(row.organ_code, "")),
            Column("state", "情况", value=_state),
            Column("to", "转交", value=lambda row: organs.get(row.to_organ, "")),
            Column("closed_at", "答复时间", kind="instant"),
        ],
        order="-asked_at",
        empty_title="还没有登记",
        empty_text="有人来问事情，第一个接待的人在这里登记。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("首问登记"))
    return render(
        request, "cases/staff/first_asked.html", {"table": table, "form": form}, status=status
    )


def _row(request: HttpRequest, pk: UUID) -> FirstAsked:
    rows = FirstAsked.objects.filter(_seen(actor_of(request))).select_related("case__matter")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, row: FirstAsked, status: int = 200, **forms: Any) -> HttpResponse:
    organs = _organs()
    context = {
        "row": row,
        "state": _state(row),
        "organ": organs.get(row.organ_code, ""),
        "to": organs.get(row.to_organ, ""),
        "answers": row.answers,
        "may": policy.may_answer(actor_of(request), row) and row.closed_at is None,
        "passing": PassForm(organs=organs),
        "answering": AnswerForm(),
        **forms,
    }
    return render(request, "cases/staff/question.html", context, status=status)


@access(policy.may_use_desk)
def question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question and what became of it."""
    return _page(request, _row(request, pk))


@access(policy.may_use_desk)
@require_POST
@once
def pass_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring the person to the organ that is responsible."""
    row = _row(request, pk)
    form = PassForm(request.POST, organs=_organs())
    if not form.is_valid():
        return _page(request, row, 422, passing=form)
    actions.pass_question(row, **form.cleaned_data, by=actor_of(request), at=now())
    messages.success(request, "已转交。对方答复以前，您仍是首问责任人。")
    return redirect(_address(row))


@access(policy.may_use_desk)
@require_POST
@once
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the answer, or the number of the case it became."""
    row, actor = _row(request, pk), actor_of(request)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, row, 422, answering=form)
    number = form.cleaned_data["number"].strip().upper()
    case = queries.case_for(actor, number) if number else None
    if number and case is None:
        form.add_error("number", "没有找到这个编号的办件")
        return _page(request, row, 422, answering=form)
    try:
        outcome = form.cleaned_data["outcome"]
        actions.answer_question(row, outcome=outcome, case=case, by=actor, at=now())
    except Refusal as refusal:
        for name, problems in (refusal.fields or {"": [refusal.message]}).items():
            form.add_error(name if name in form.fields else None, list(problems))
        return _page(request, row, refusal.status, answering=form)
    messages.success(request, "已记录答复。")
    return redirect(_address(row))
