"""The annual clean-up at the desk."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhengwu.catalogue import actions, policy
from zhengwu.catalogue.enums import CleanUpState, Proposal
from zhengwu.catalogue.models import CleanUp, CleanUpLine
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


@access(policy.may_see_drafts)
@once
def listing(request: HttpRequest) -> HttpResponse:
    """All years; the centre opens the next one."""
    errors: dict[str, str] = {}
    status, at, actor = 200, now(), actor_of(request)
    if request.method == "POST":
        try:
            year = int(request.POST.get("year", "") or local_day(at).year)
            one = actions.open_clean_up(
                year, principle=request.POST.get("principle", ""), by=actor, at=at
            )
            return redirect("catalogue_staff:clean_up", year=one.year)
        except ValueError:
            errors, status = {"year": "年份请写四位数字。"}, 422
        except Refusal as refusal:
            errors = {name: words[0] for name, words in refusal.fields.items()}
            errors, status = errors or {"year": refusal.message}, refusal.status
    context = {
        "years": CleanUp.objects.order_by("-year"),
        "may_open": policy.may_approve(actor),
        "errors": errors,
        "year": request.POST.get("year") or local_day(at).year,
        "principle": request.POST.get("principle", ""),
    }
    return render(request, "catalogue/staff/clean_ups.html", context, status=status)


@access(policy.may_see_drafts)
def one(request: HttpRequest, year: int) -> HttpResponse:
    """One year: departments with their counts; the lines of one department to report on."""
    clean_up = get_object_or_404(CleanUp, year=year)
    if request.GET.get("export") == "xlsx":
        return cast("HttpResponse", _table(request, clean_up).export(f"{year}年事项清理"))
    return _one(request, clean_up)


def _table(request: HttpRequest, clean_up: CleanUp) -> Table:
    return Table(
        request,
        CleanUpLine.objects.filter(clean_up=clean_up),
        columns=[
            Column("organ_name", "部门", sort="organ_name"),
            Column("item_name", "事项"),
            Column("kind", "类型", value=lambda line: line.get_kind_display()),
            Column("charged", "收费", value=lambda line: "收费" if line.charged else ""),
            Column("proposal", "意见", value=lambda line: line.get_proposal_display()),
            Column("reason", "理由"),
        ],
        order="organ_name",
    )


def _one(
    request: HttpRequest, clean_up: CleanUp, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    organ, actor = request.GET.get("organ") or request.POST.get("organ", ""), actor_of(request)
    lines = list(clean_up.lines.filter(organ_name=organ).select_related("item")) if organ else []
    may_report = bool(lines) and all(policy.may_report(actor, x.item.organ_code) for x in lines)
    departments = clean_up.lines.values("organ_name").annotate(
        n=Count("id"),
        silent=Count("id", filter=Q(proposal="")),
        cancel=Count("id", filter=Q(proposal=str(Proposal.CANCEL))),
    )
    for line in lines if request.method == "POST" else []:
        line.proposal = request.POST.get(f"proposal-{line.item_id}", line.proposal)
        line.reason = request.POST.get(f"reason-{line.item_id}", line.reason)
    context = {
        "clean_up": clean_up,
        "departments": departments.order_by("organ_name"),
        "silent": clean_up.lines.filter(proposal="").count(),
        "organ": organ,
        "lines": [(line, (errors or {}).get(f"reason-{line.item_id}", "")) for line in lines],
        "proposals": [(str(one), one.label) for one in Proposal],
        "may_report": may_report and clean_up.state == CleanUpState.OPEN,
        "may_approve": policy.may_approve(actor),
        "errors": errors or {},
    }
    return render(request, "catalogue/staff/clean_up.html", context, status=status)


@access(policy.may_see_drafts)
@require_POST
@once
def report(request: HttpRequest, year: int) -> HttpResponse:
    """A department's proposals."""
    clean_up = get_object_or_404(CleanUp, year=year)
    proposals = {
        name.removeprefix("proposal-"): (
            str(value),
            request.POST.get(name.replace("proposal-", "reason-"), ""),
        )
        for name, value in request.POST.items()
        if name.startswith("proposal-") and value in {str(one) for one in Proposal}
    }
    organ = request.POST.get("organ", "")
    try:
        count = actions.report(clean_up, organ, proposals, by=actor_of(request), at=now())
    except Refusal as refusal:
        errors = {name: words[0] for name, words in refusal.fields.items()}
        return _one(request, clean_up, errors or {"": refusal.message}, refusal.status)
    messages.success(request, f"已申报 {count} 个事项。")
    return redirect("catalogue_staff:clean_up", year=year)


@access(policy.may_approve)
@require_POST
@once
def approve(request: HttpRequest, year: int) -> HttpResponse:
    """The centre approves the list."""
    clean_up = get_object_or_404(CleanUp, year=year)
    opinion = request.POST.get("opinion", "")
    try:
        actions.approve_clean_up(clean_up, opinion=opinion, by=actor_of(request), at=now())
    except Refusal as refusal:
        return _one(request, clean_up, {"": refusal.message}, refusal.status)
    messages.success(request, "已核准。")
    return redirect("catalogue_staff:clean_up", year=year)


@access(policy.may_approve)
@require_POST
@once
def publish(request: HttpRequest, year: int) -> HttpResponse:
    """Publish the retained list."""
    clean_up = get_object_or_404(CleanUp, year=year)
    try:
        actions.publish_clean_up(clean_up, by=actor_of(request), at=now())
    except Refusal as refusal:
        return _one(request, clean_up, {"": refusal.message}, refusal.status)
    messages.success(request, "已公布。")
    return redirect("catalogue_staff:clean_up", year=year)
