"""Follow-ups of negative ratings: each person sees those acts that are his now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.clock import queries as clock
from zhengwu.evaluation import actions, policy, queries
from zhengwu.evaluation.enums import FOLLOWUP_STATES, Complexity, Finding, FollowUpState, Reached
from zhengwu.evaluation.models import FollowUp
from zhengwu.evaluation.rules.masking import masked
from zhengwu.evaluation.web.staff import forms as ours
from zhengwu.evaluation.web.staff.views.home import context_of
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ, Staff
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

S = FollowUpState
Data = dict[str, Any]


def units() -> dict[str, str]:
    """Short names of all units."""
    return dict(Organ.objects.values_list("pk", "short_name"))


def url_of(row: FollowUp) -> str:
    """The page of a follow-up."""
    return reverse("evaluation_staff:followup", args=[row.matter.number])


def beside(form: forms.Form, refused: Refusal) -> None:
    """What was refused, beside its field or above the form."""
    for name, problems in refused.fields.items():
        for problem in problems:
            form.add_error(name if name in form.fields else None, problem)
    if not refused.fields:
        form.add_error(None, refused.message)


@access(policy.may_use)
@require_safe
def followups(request: HttpRequest) -> HttpResponse:
    """All, what is assigned to me, or the unit's."""
    actor, names = actor_of(request), units()
    rows = queries.followups_of(actor)
    if (state := request.GET.get("state", "")) in FOLLOWUP_STATES:
        rows = rows.filter(state=state)
    table = Table(
        request, rows,
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.matter.number, url=url_of),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("item", "事项", value=lambda row: row.rating.service.item_name),
            Column("level", "评价", kind="short", value=lambda row: row.rating.level_name),
            Column("state", "情况", kind="short", value=lambda row: row.state_name),
            Column("handler", "核实回访人", kind="short", value=lambda row: row.handler_name),
            Column("late", "逾期", kind="short", value=lambda row: "逾期" if row.late else ""),
            Column("opened_at", "评价时间", kind="instant", sort="opened_at"),
        ],
        order="-opened_at",
        empty_title="没有差评整改件",
        empty_text="不满意和非常不满意的评价会自动成为整改件，列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("差评整改件"))
    context = {
        **context_of(actor), "table": table, "states": list(FOLLOWUP_STATES.items()),
        "state": state,
    }  # fmt: skip
    return render(request, "evaluation/staff/followups.html", context)


class Act(NamedTuple):
    """One button: its word, its form, in which states, for whom, and what it does."""

    label: str
    form: type[forms.Form]
    states: tuple[FollowUpState, ...]
    who: Callable[[Actor, FollowUp], bool]
    verb: Callable[[FollowUp, Data, Actor], FollowUp]


def _mine(actor: Actor, row: FollowUp) -> bool:
    return row.handler_id == actor.id and policy.may_handle(actor, row.rating)


def _handles(actor: Actor, row: FollowUp) -> bool:
    return policy.may_handle(actor, row.rating)


def _decides(actor: Actor, row: FollowUp) -> bool:
    again = row.state == S.APPEALED and row.found_by_id == actor.id
    return policy.judges(actor) and not policy.is_concerned(actor, row.rating) and not again


def _keeps(actor: Actor, row: FollowUp) -> bool:
    return policy.keeps_quality(actor)


def _unit_may_appeal(actor: Actor, row: FollowUp) -> bool:
    return policy.may_answer(actor, row) and "unit" not in row.appeal_from.split()


def _still_bad(actor: Actor, row: FollowUp) -> bool:
    return policy.judges(actor) and bool(row.second_level)


_ACTS: dict[str, Act] = {
    "assign": Act("分派", ours.AssignForm, (S.OPENED, S.ASSIGNED), _keeps, lambda row, data, by: (
        actions.assign(row, staff=Staff.objects.get(pk=data["staff"]),
                       complexity=Complexity(data["complexity"]), by=by, at=now()))),
    "contact": Act("登记联系", ours.ContactForm, (S.ASSIGNED,), _mine, lambda row, data, by: (
        actions.contact(row, outcome=Reached(data["outcome"]), text=data["text"], by=by,
                        at=now()))),
    "hear": Act("单位情况说明", ours.TextForm, (S.ASSIGNED, S.CONTACTED, S.VERIFIED),
                policy.may_answer, lambda row, data, by: (
        actions.hear_unit(row, text=data["text"], by=by, at=now()))),
    "verify": Act("提交核实情况", ours.VerifyForm, (S.CONTACTED,), _mine, lambda row, data, by: (
        actions.verify(row, facts=data["facts"], proposed=Finding(data["proposed"]),
                       evidence=data["evidence"], by=by, at=now()))),
    "judge": Act("认定", ours.JudgeForm, (S.VERIFIED, S.APPEALED), _decides, lambda row, data, by: (
        actions.judge(row, finding=Finding(data["finding"]), reason=data["reason"], by=by,
                      at=now()))),
    "rectify": Act("提交整改情况", ours.TextForm, (S.RECTIFYING,), policy.may_answer,
                   lambda row, data, by: (
        actions.rectify(row, text=data["text"], by=by, at=now()))),
    "appeal": Act("对认定申诉", ours.TextForm, (S.RECTIFYING,), _unit_may_appeal,
                  lambda row, data, by: (
        actions.appeal(row, text=data["text"], by=by, at=now()))),
    "review": Act("审核整改", ours.ReviewForm, (S.RECTIFIED,), _decides, lambda row, data, by: (
        actions.review(row, good=data["good"] == "yes", reason=data["reason"], by=by,
                       at=now()))),
    "call": Act("登记回访", ours.CallBackForm, (S.REVIEWED,), _handles, lambda row, data, by: (
        actions.call_back(row, outcome=Reached(data["outcome"]), level=data["level"],
                          text=data["text"], by=by, at=now()))),
    "close": Act("办结", ours.ReasonForm, (S.CALLED, S.SETTLED), _decides, lambda row, data, by: (
        actions.close_followup(row, reason=data["reason"], by=by, at=now()))),
    "return": Act("退回继续整改", ours.TextForm, (S.CALLED,), _still_bad, lambda row, data, by: (
        actions.return_to_unit(row, reason=data["text"], by=by, at=now()))),
}  # fmt: skip


def _form(code: str, row: FollowUp, data: Any = None) -> forms.Form:
    kind = _ACTS[code].form
    if kind is ours.AssignForm:
        people = [(str(one.pk), one.name) for one in queries.handlers(row.rating, now())]
        return ours.AssignForm(data, people=people)
    return kind(data)


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def followup(request: HttpRequest, number: str) -> HttpResponse:
    """One negative rating: what was said, what was done, what is to do now."""
    actor = actor_of(request)
    row = queries.followups_of(actor).filter(matter__number=number).first()
    if row is None:
        raise Http404
    offered = [
        code for code, act in _ACTS.items() if row.state in act.states and act.who(actor, row)
    ]
    code, status, bound = request.POST.get("act", ""), 200, {}
    if request.method == "POST" and code in offered:
        form, status = _form(code, row, request.POST), 422
        bound[code] = form
        if form.is_valid():
            try:
                done = _ACTS[code].verb(row, form.cleaned_data, actor)
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"{_ACTS[code].label}：已办理。")
                return redirect(url_of(done))
    elif request.method == "POST":
        messages.error(request, "这件整改件已经到了下一步，请看现在的情况。")
        return redirect(url_of(row))
    known = policy.may_see_evaluator(actor, row)
    full = known or policy.oversees(actor)
    rating = row.rating
    context: dict[str, Any] = {
        **context_of(actor),
        "row": row,
        "rating": rating,
        "unit": units().get(row.organ_code, row.organ_code),
        "words": rating.text if full else masked(rating.text),
        "more": rating.appended_text if full else masked(rating.appended_text),
        "shows_number": full or rating.name_agreed,
        "shows_staff": rating.service.staff_name,
        "phone": queries.phone_of(rating) if known else "",
        "known": known,
        "acts": [(one, _ACTS[one].label, bound.get(one) or _form(one, row)) for one in offered],
        "bars": clock.bars(list(clock.of_matter(row.pk)), now()),
        "contacts": list(row.contacts.all()) if full else [],
    }
    return render(request, "evaluation/staff/followup.html", context, status=status)
