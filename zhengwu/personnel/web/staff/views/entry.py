"""Entry and exit of window staff, training, examinations, work cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall, Staff, Window
from zhengwu.org.queries import open_windows
from zhengwu.parameters.queries import standing
from zhengwu.personnel import actions, policy, queries, registry
from zhengwu.personnel.enums import CandidateState, CourseKind, CourseResult
from zhengwu.personnel.models import Candidate, Course, Exam, WorkCard
from zhengwu.personnel.rules.refusals import Missing
from zhengwu.personnel.web.staff.forms.entry import (
    CandidateForm,
    CardForm,
    CourseForm,
    EnterForm,
    ExamForm,
    ExamineForm,
    ExitForm,
)
from zhengwu.personnel.web.staff.views.pages import beside, form_page, halls, people, staff_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_SHOWN = 50


def _names(row: Candidate) -> list[str]:
    rules = registry.entry_rules(row.proposed_at)
    return [rules[one]["name"] for one in row.failed if one in rules]


@access(policy.may_read)
@require_safe
def candidates(request: HttpRequest) -> HttpResponse:
    """Who is on the way, who is on post, who stands at a window without having gone the way."""
    actor, today = actor_of(request), local_day(now())
    rows = queries.candidates_seen(actor).order_by("-proposed_at")
    over = (CandidateState.EXITED, CandidateState.REFUSED)
    context = {
        "rows": [(one, _names(one)) for one in rows.exclude(state__in=over)[:_SHOWN]],
        "over": [(one, _names(one)) for one in rows.filter(state__in=over)[:_SHOWN]],
        "without": queries.without_entry(actor, today),
        "may": policy.may_propose_any(actor),
        "keeps": policy.keeps(actor),
        "rules": registry.qualification(),
    }
    return render(request, "personnel/staff/candidates.html", context)


@access(policy.may_propose_any)
@require_http_methods(["GET", "POST"])
@once
def candidate_new(request: HttpRequest) -> HttpResponse:
    """Propose somebody for a window."""
    actor, today = actor_of(request), local_day(now())
    options = {
        "staff": people(queries.people_seen(actor, today)),
        "window": [(str(one.pk), one.name) for one in open_windows(today)],
    }
    start = {"staff": request.GET.get("staff", ""), "education": "大专"}
    form = CandidateForm(request.POST or None, options=options, initial=start)

    def run(form: CandidateForm) -> str:
        data = form.cleaned_data
        known = actions.Particulars(
            data["education"], data["born_on"], data["regular"], data["computer"], data["business"]
        )
        row = actions.propose(
            staff_of(data["staff"]), window=Window.objects.get(pk=data["window"]),
            particulars=known, by=actor, at=now(),
        )  # fmt: skip
        return reverse("personnel_staff:candidate", args=[row.pk])

    return form_page(
        request, form, run, title="提出拟派窗口人员", submit="提交中心考察",
        back=reverse("personnel_staff:candidates"), done="已提交中心考察。",
        note=registry.qualification()["source"],
    )  # fmt: skip


def _examine(row: Candidate, data: dict[str, Any], by: Actor) -> None:
    actions.examine(
        row, fit=data["fit"] == "yes", opinion=data["opinion"], exception=data["exception"],
        by=by, at=now(),
    )  # fmt: skip


def _confirm(row: Candidate, data: dict[str, Any], by: Actor) -> None:
    actions.confirm_training(row, by=by, at=now())


def _enter(row: Candidate, data: dict[str, Any], by: Actor) -> None:
    actions.enter_post(row, on=data["on"], by=by, at=now())


def _exit(row: Candidate, data: dict[str, Any], by: Actor) -> None:
    actions.exit_post(row, kind=data["kind"], reason=data["reason"], on=data["on"], by=by, at=now())


# state → label, form, verb, who
_STEPS: dict[
    str,
    tuple[str, type[forms.Form], Callable[[Candidate, Any, Actor], None], Callable[[Actor], bool]],
] = {
    CandidateState.PROPOSED: ("中心考察", ExamineForm, _examine, policy.directs),
    CandidateState.EXAMINED: ("确认岗前培训合格", forms.Form, _confirm, policy.keeps),
    CandidateState.TRAINED: ("上岗", EnterForm, _enter, policy.keeps),
    CandidateState.ON_POST: ("退出窗口岗位", ExitForm, _exit, policy.directs),
}


@access(policy.may_read)
@require_http_methods(["GET", "POST"])
@once
def candidate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One candidate: the rules, how far he is, the next step."""
    actor = actor_of(request)
    row = queries.candidates_seen(actor).select_related("course").filter(pk=pk).first()
    if row is None:
        raise Http404
    label, made, verb, who = _STEPS.get(row.state, ("", None, None, None))
    data = request.POST if request.method == "POST" else None
    form = made(data) if made and who and who(actor) else None
    status = 200
    if request.method == "POST" and form is not None and verb is not None:
        status = 422
        if form.is_valid():
            try:
                verb(row, form.cleaned_data, actor)
            except Refusal as refused:
                beside(form, refused)
                status = refused.status
            else:
                messages.success(request, f"{label}：已办理。")
                return redirect("personnel_staff:candidate", pk=pk)
    rules = registry.qualification()
    asked = registry.entry_rules(row.proposed_at).items()
    context = {
        "row": row, "form": form, "label": label,
        "checks": [(one["name"], code not in row.failed) for code, one in asked],
        "exit_name": rules["exits"].get(row.exit_kind, ""), "source": rules["source"],
    }  # fmt: skip
    return render(request, "personnel/staff/candidate.html", context, status=status)


@access(policy.may_use)
@require_safe
def training(request: HttpRequest) -> HttpResponse:
    """Courses and examinations with who took part; everybody sees them."""
    actor = actor_of(request)
    courses = Course.objects.prefetch_related("rows__staff__organ").select_related("hall")
    exams = Exam.objects.prefetch_related("rows__staff__organ")
    context = {
        "courses": courses.order_by("-held_on", "-pk")[:_SHOWN],
        "exams": exams.order_by("-held_on", "-pk")[:_SHOWN],
        "keeps": policy.keeps(actor),
        "sees": policy.may_read(actor),
        "mine": actor.id,
    }
    return render(request, "personnel/staff/training.html", context)


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def course_new(request: HttpRequest) -> HttpResponse:
    """Write down a course."""
    form = CourseForm(request.POST or None, options={"hall": halls()})

    def run(form: CourseForm) -> str:
        data = form.cleaned_data
        held = actions.Held(
            CourseKind(data["kind"]), data["title"], data["held_on"], data["hours"],
            data["place"], data["teacher"], data["subjects"],
            Hall.objects.get(pk=data["hall"]) if data["hall"] else None, _results(data),
        )  # fmt: skip
        actions.hold_course(held, by=actor_of(request), at=now())
        return reverse("personnel_staff:training")

    return form_page(
        request, form, run, title="登记培训", submit="登记", done="已登记。",
        back=reverse("personnel_staff:training"),
    )  # fmt: skip


def _results(data: dict[str, Any]) -> dict[UUID, CourseResult]:
    """Numbers typed in by result → results by person; a number unknown or typed twice is told."""
    typed = [
        (number, result)
        for result in CourseResult
        for number in re.split(r"[\s,，、;；]+", data[result.value].strip())
        if number
    ]
    rows = Staff.objects.filter(number__in=[number for number, _ in typed])
    staff = {one.number: one.pk for one in rows}
    found: dict[UUID, CourseResult] = {}
    wrong: dict[str, list[str]] = {} if typed else {"passed": ["请填写参加人员的工号"]}
    for number, result in typed:
        if number not in staff:
            wrong.setdefault(result.value, []).append(f"没有工号 {number[:20]}")
        elif staff[number] in found:
            wrong.setdefault(result.value, []).append(f"工号 {number} 写了两次")
        else:
            found[staff[number]] = result
    if wrong:
        raise Missing(fields=wrong)
    return found


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def exam_new(request: HttpRequest) -> HttpResponse:
    """Write down an examination with all marks."""

    def run(form: ExamForm) -> str:
        data = form.cleaned_data
        actions.write_exam(
            data["title"], held_on=data["held_on"], full=data["full"], least=data["least"],
            marks=data["marks"], by=actor_of(request), at=now(),
        )  # fmt: skip
        return reverse("personnel_staff:training")

    return form_page(
        request, ExamForm(request.POST or None), run, title="登记业务考试", submit="登记",
        done="已登记。", back=reverse("personnel_staff:training"),
    )  # fmt: skip


@access(policy.may_read)
@require_http_methods(["GET", "POST"])
@once
def exam(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The results of an examination, the best first; the centre rewards the best."""
    actor = actor_of(request)
    row = get_object_or_404(Exam, pk=pk)
    rows = row.rows.select_related("staff__organ").order_by("-marks", "staff__number")
    if not policy.oversees(actor):
        rows = rows.filter(staff__organ_id__in=policy.headed(actor))
    if request.method == "POST":
        try:
            made = actions.reward_best(row, by=actor, at=now())
        except Refusal as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"已为 {len(made)} 人登记奖励。")
        return redirect("personnel_staff:exam", pk=pk)
    context = {
        "row": row, "rows": rows, "best": standing("personnel", now())["rewarded_best"],
        "rewards": policy.directs(actor) and row.rewarded_at is None,
    }  # fmt: skip
    return render(request, "personnel/staff/exam.html", context)


@access(policy.keeps)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Work cards and plates; whom the public column shows."""
    rows = WorkCard.objects.select_related("staff__organ")
    context = {
        "rows": rows.filter(returned_on=None).order_by("staff__organ__position", "number"),
        "over": rows.exclude(returned_on=None).order_by("-returned_on")[:_SHOWN],
    }
    return render(request, "personnel/staff/cards.html", context)


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def card_new(request: HttpRequest) -> HttpResponse:
    """Give a work card."""
    seen = queries.people_seen(actor_of(request), _today())
    without = seen.exclude(work_cards__in=WorkCard.objects.filter(returned_on=None))
    form = CardForm(request.POST or None, options={"staff": people(without)})

    def run(form: CardForm) -> str:
        data = form.cleaned_data
        actions.issue_card(
            staff_of(data["staff"]), number=data["number"], plate=data["plate"],
            phone=data["phone"], by=actor_of(request), at=now(),
        )  # fmt: skip
        return reverse("personnel_staff:cards")

    return form_page(
        request, form, run, title="发工作证", submit="登记", done="已登记，公开栏里会出现。",
        back=reverse("personnel_staff:cards"),
    )  # fmt: skip


def _today() -> date:
    return local_day(now())


@access(policy.keeps)
@require_POST
@once
def card_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a work card back."""
    actions.return_card(get_object_or_404(WorkCard, pk=pk), by=actor_of(request), at=now())
    messages.success(request, "已收回。")
    return redirect("personnel_staff:cards")
