"""One complaint on the desk; the page of those who were asked; its files; its sealed name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases.models import Case
from zhengwu.clock import queries as clock
from zhengwu.complaints import actions, policy, queries, registry
from zhengwu.complaints.enums import State
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules.conflict import WHY_NAMES
from zhengwu.complaints.web.citizen.views.write import beside
from zhengwu.complaints.web.staff.forms import TextForm
from zhengwu.complaints.web.staff.views.acts import ACTS, Doing, offered
from zhengwu.complaints.web.staff.views.listing import units
from zhengwu.documents import queries as papers
from zhengwu.files import queries as files
from zhengwu.flow.queries import waiting
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


def _found(request: HttpRequest, number: str) -> Complaint:
    row = queries.complaints_of(actor_of(request)).filter(matter__number=number).first()
    if row is None:
        raise Http404
    return row


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """What was said, what was done, what is next; only what this person may see and do."""
    row, actor, at = _found(request, number), actor_of(request), now()
    codes, bound, status = offered(actor, row), {}, 200
    code = request.POST.get("act", "")
    if request.method == "POST":
        if code not in codes:
            messages.error(request, "这件投诉的情况已经变了，请看现在能做什么。")
            return redirect("complaints_staff:complaint", number=number)
        act = ACTS[code]
        form, status = act.form(request.POST, request.FILES), 422
        bound[code] = form
        if form.is_valid():
            try:
                act.do(Doing(row, form.cleaned_data, request, actor, at))
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"{act.label}：已办理。")
                if queries.complaints_of(actor).filter(pk=row.pk).exists():
                    return redirect("complaints_staff:complaint", number=number)
                return redirect("complaints_staff:list")
    context = {
        "acts": [(one, ACTS[one], bound.get(one) or ACTS[one].form()) for one in codes],
        "opened": code,
        **_context(row, actor),
    }
    return render(request, "complaints/staff/complaint.html", context, status=status)


def _context(row: Complaint, actor: Actor) -> dict[str, Any]:
    day, at = local_day(now()), now()
    reads = policy.may_read_words(actor, row)
    handles = policy.may_handle(actor, row)
    why = queries.conflict_of(row, queries.standing_of_actor(actor, day), day) if handles else None
    clocks = [one for one in clock.of_matter(row.pk) if one.label != "review_ask"]
    return {
        "row": row,
        "names": units(),
        "unit": units().get(row.about_organ, row.about_organ),
        "office": units().get(row.office, row.office),
        "words": row.words if reads else "",
        "records": list(row.records.select_related("file")) if reads else [],
        "files": list(row.papers.select_related("file")) if handles else [],
        "similar": list(queries.similar(row)) if handles else [],
        "merged": list(row.merged.select_related("matter")) if reads else [],
        "extensions": list(row.extensions.all()),
        "handles": handles,
        "conflict": WHY_NAMES[why] if why else "",
        "way": registry.ways().get(row.way, {}),
        "bars": clock.bars(clocks, at),
        "papers": papers.of_matter(row.matter_id) if reads or policy.oversees(actor) else [],
        "case": _case(row),
        "history": Entry.objects.filter(matter_id=row.pk, code__startswith="complaints.")
        .order_by("seq"),
        "free": queries.free_to_investigate(row, day)
        if handles and row.state == State.ACCEPTED and not row.investigator_id else [],
        "may_account": policy.may_propose(actor) and row.finding in ("upheld", "partly"),
    }  # fmt: skip


def _case(row: Complaint) -> dict[str, Any] | None:
    """同步监督: the case as it runs now."""
    if row.about_matter_id is None:
        return None
    case = Case.objects.select_related("matter").filter(pk=row.about_matter_id).first()
    if case is None:
        return None
    clocks = list(clock.running(case.pk))
    return {
        "case": case,
        "bars": clock.bars(clocks, now()),
        "tasks": waiting().filter(matter_id=case.pk),
    }


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def identity(request: HttpRequest, number: str) -> HttpResponse:
    """Who complains: asked with a reason, shown once, recorded."""
    row = _found(request, number)
    if not policy.may_open_identity(actor_of(request), row):
        raise Http404
    form, status, who = TextForm(request.POST or None), 200, None
    form.fields["text"].label = "为什么要看"
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                text = form.cleaned_data["text"]
                who = actions.open_identity(row, reason=text, by=actor_of(request), at=now())
                status = 200
            except Refusal as refused:
                beside(form, refused)
    context = {"row": row, "form": form, "who": who}
    return render(request, "complaints/staff/identity.html", context, status=status)


@access(policy.may_use)
@require_safe
def file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file the complainant handed in (the desk), or of the investigation."""
    row, actor = _found(request, number), actor_of(request)
    if policy.may_handle(actor, row):
        paper = row.papers.filter(file_id=file_id).select_related("file").first()
        if paper is not None:
            return cast("HttpResponse", files.response(paper.file, inline=True))
    if policy.may_read_words(actor, row):
        kept = row.records.filter(file_id=file_id).select_related("file").first()
        if kept is not None and kept.file is not None:
            return cast("HttpResponse", files.response(kept.file, inline=True))
    raise Http404


def _opinion(row: Complaint, text: str, by: Actor) -> Any:
    return actions.give_opinion(row, text=text, by=by, at=now())


def _rectified(row: Complaint, text: str, by: Actor) -> Any:
    return actions.rectify(row, text=text, by=by, at=now())


def _asked_acts(
    actor: Actor, row: Complaint
) -> dict[str, tuple[str, Callable[[Complaint, str, Actor], Any]]]:
    found: dict[str, tuple[str, Callable[[Complaint, str, Actor], Any]]] = {}
    if row.state == State.ACCEPTED and policy.may_explain(actor, row):
        found["opinion"] = ("说明情况", _opinion)
    waits = "rectify" in row.disposals and row.rectified_at is None
    if row.state in (State.DECIDED, State.REVIEWING) and waits and policy.may_rectify(actor, row):
        found["rectify"] = ("报告整改情况", _rectified)
    return found


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def asked(request: HttpRequest, number: str) -> HttpResponse:
    """For the one complained about and the unit: what is said of them, never who says it."""
    actor = actor_of(request)
    row = queries.asked_of(actor).filter(matter__number=number).first()
    if row is None:
        raise Http404
    acts, bound, status = _asked_acts(actor, row), {}, 200
    code = request.POST.get("act", "")
    if request.method == "POST" and code in acts:
        form, status = TextForm(request.POST), 422
        bound[code] = form
        if form.is_valid() and _done(form, acts[code][1], row, actor):
            messages.success(request, f"{acts[code][0]}：已提交。")
            return redirect("complaints_staff:asked", number=number)
    shown = [one for one in clock.of_matter(row.pk) if one.label in ("explain", "rectify")]
    context = {
        "row": row,
        "unit": units().get(row.about_organ, row.about_organ),
        "acts": [(one, label, bound.get(one) or TextForm()) for one, (label, _) in acts.items()],
        "opinions": row.records.filter(what="opinion"),
        "bars": clock.bars(shown, now()),
    }
    return render(request, "complaints/staff/asked.html", context, status=status)


def _done(
    form: forms.Form, verb: Callable[[Complaint, str, Actor], Any], row: Complaint, actor: Actor
) -> bool:
    try:
        verb(row, form.cleaned_data["text"], actor)
    except Refusal as refused:
        beside(form, refused)
        return False
    return True
