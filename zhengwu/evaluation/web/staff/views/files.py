"""Case-file review: draw, the drawn files, one file with its checklist."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.evaluation import actions, policy, queries, registry
from zhengwu.evaluation.enums import FILE_STATES, FileState
from zhengwu.evaluation.models import Review, ReviewedFile
from zhengwu.evaluation.rules import reviewing
from zhengwu.evaluation.web.staff.forms import AnswerForm, CheckForm, FileForm, SampleForm
from zhengwu.evaluation.web.staff.views.followups import beside, units
from zhengwu.evaluation.web.staff.views.home import context_of
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

_MONTH = timedelta(days=30)  # not law: what the form proposes


@access(policy.may_read_files)
@require_http_methods(["GET", "POST"])
@once
def reviews(request: HttpRequest) -> HttpResponse:
    """Reviews drawn so far, the unit's own open files, draw another."""
    actor, today = actor_of(request), local_day(now())
    form = SampleForm(request.POST or None, initial={"first": today - _MONTH, "last": today})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data, seed = form.cleaned_data, secrets.token_hex(8)
            try:
                row = actions.draw_files(data["first"], data["last"], seed=seed, by=actor, at=now())
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"已从 {row.population} 份案卷中抽取 {row.drawn} 份。")
                return redirect("evaluation_staff:file_review", pk=row.pk)
    context = {
        **context_of(actor),
        "form": form,
        "rows": _drawn() if policy.oversees(actor) else [],
        "own": list(_seen(actor).filter(state=FileState.RECTIFYING)[:50]),
        "share": registry.number("file_share", today),
        "checklist": registry.files(),
        "today": today,
    }
    return render(request, "evaluation/staff/file_reviews.html", context, status=status)


def _drawn() -> list[Review]:
    closed = Count("files", filter=Q(files__state=FileState.CLOSED))
    return list(Review.objects.annotate(closed=closed)[:50])


def _seen(actor: Actor) -> Any:
    rows = ReviewedFile.objects.select_related("case__matter", "review")
    if policy.oversees(actor):
        return rows.exclude(organ_code__in=policy.lying_beyond(actor))
    return rows.filter(organ_code__in=policy.heads(actor)).exclude(state=FileState.WAITING)


@access(policy.oversees)
@require_safe
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The files of one draw."""
    row, names = get_object_or_404(Review, pk=pk), units()
    hidden = policy.lying_beyond(actor_of(request))
    table = Table(
        request, row.files.select_related("case__matter").exclude(organ_code__in=hidden),
        columns=[
            Column("number", "办件", value=lambda one: one.case.matter.number,
                   url=lambda one: reverse("evaluation_staff:file", args=[pk, one.pk])),
            Column("organ", "单位", value=lambda one: names.get(one.organ_code, "")),
            Column("state", "情况", kind="short", value=lambda one: FILE_STATES[one.state]),
            Column("score", "得分", kind="number",
                   value=lambda one: "—" if one.score is None else one.score),
            Column("reviewer", "评查人", kind="short", value=lambda one: one.reviewer or "—"),
            Column("due_on", "整改期限", kind="day"),
        ],
        order="stratum", empty_title="没有案卷",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("案卷评查"))
    strata = [
        (names.get(one["name"], one["name"]), one)
        for one in row.strata
        if one["name"] not in set(hidden)
    ]
    context = {**context_of(actor_of(request)), "row": row, "table": table, "strata": strata}
    return render(request, "evaluation/staff/file_review.html", context)


@access(policy.may_read_files)
@require_http_methods(["GET", "POST"])
@once
def one(request: HttpRequest, review: UUID, pk: UUID) -> HttpResponse:
    """One file: what the program sees, the checklist, putting right, looking again."""
    actor, status = actor_of(request), 200
    row = get_object_or_404(_seen(actor), pk=pk, review=review)
    wanted = _act(row, actor, request)
    if request.method == "POST":
        status = 422
        if wanted is None:
            raise Http404
        if wanted.is_valid() and _done(row, wanted, actor):
            messages.success(request, "已办理。")
            return redirect(request.path)
    items, seen = row.review.checklist["items"], queries.seen_beforehand(row)
    context = {
        **context_of(actor),
        "row": row,
        "unit": units().get(row.organ_code, ""),
        "items": [(item, row.faults.get(code, ""), seen.get(code)) for code, item in items.items()],
        "form": wanted,
        "grade": reviewing.grade(row.review.checklist, row.score) if row.score is not None else "",
        "late": row.late(local_day(now())),
    }
    return render(request, "evaluation/staff/file.html", context, status=status)


def _act(row: ReviewedFile, actor: Actor, request: HttpRequest) -> forms.Form | None:
    """The form of what this person may do with it now."""
    given = request.POST if request.method == "POST" else None
    outside = actor.organ_code != row.organ_code
    if row.state == FileState.WAITING and policy.reviews(actor) and outside:
        return FileForm(given, items=row.review.checklist["items"])
    if row.state == FileState.RECTIFYING and row.organ_code in policy.heads(actor):
        return AnswerForm(given)
    if row.state == FileState.ANSWERED and policy.reviews(actor) and outside:
        return CheckForm(given)
    return None


def _done(row: ReviewedFile, form: forms.Form, by: Actor) -> bool:
    data, at = form.cleaned_data, now()
    try:
        if isinstance(form, FileForm):
            actions.review_file(row, faults=form.faults(), note=data["note"], by=by, at=at)
        elif isinstance(form, AnswerForm):
            actions.answer_file(row, text=data["text"], by=by, at=at)
        else:
            actions.check_file(row, good=data["good"] == "yes", text=data["text"], by=by, at=at)
    except Refusal as refused:
        beside(form, refused)
        return False
    return True
