"""Selections: list, one with its candidates, the vote, the count, the list for commendation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.assessment import actions, policy
from zhengwu.assessment.enums import SHOWN, SelectionState
from zhengwu.assessment.models import Candidate, Period, Selection
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_use)
@require_safe
def selections(request: HttpRequest) -> HttpResponse:
    """All selections; for the assessor also the periods of which one may be opened."""
    actor = actor_of(request)
    rows = Selection.objects.select_related("period__scheme").prefetch_related("candidates__score")
    ready = []
    if policy.assesses(actor):
        found = Period.objects.filter(state__in=SHOWN, selections=None).select_related(
            "scheme", "matter", "version"
        )
        ready = [one for one in found[:60] if one.version.model.selection.get(one.kind)]
    context = {"rows": rows[:100], "ready": ready, "oversees": policy.oversees(actor)}
    return render(request, "assessment/staff/selections.html", context)


@access(policy.assesses)
@require_POST
@once
def open_one(request: HttpRequest, number: str) -> HttpResponse:
    """Open the selection of a period."""
    period = get_object_or_404(Period, matter__number=number)
    try:
        row = actions.open_selection(period, by=actor_of(request), at=now())
    except Refusal as refused:
        messages.error(request, refused.message)
        return redirect("assessment_staff:selections")
    return redirect("assessment_staff:selection", pk=row.pk)


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def selection(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One selection. While votes are given nobody sees how many anybody has."""
    actor, trouble = actor_of(request), ""
    row = get_object_or_404(Selection.objects.select_related("period__scheme"), pk=pk)
    if request.method == "POST":
        trouble = _act(request, row, actor)
        if not trouble:
            return redirect("assessment_staff:selection", pk=pk)
    mine = row.voters.filter(staff_id=actor.id).first() if actor.id else None
    voting = row.state == SelectionState.VOTING
    candidates = list(row.candidates.select_related("score__period"))
    if not voting:
        candidates.sort(key=lambda one: (-(one.total or 0), one.position))
    context: dict[str, Any] = {
        "row": row, "candidates": candidates, "voting": voting, "trouble": trouble,
        "may_vote": bool(voting and mine and not mine.voted and local_day(now()) <= row.closes_on),
        "own": {one.pk for one in candidates if policy.is_concerned(actor, one.score)},
        "mine": mine,
        "voters": row.voters.count(), "voted": row.voters.filter(voted=True).count(),
        "may_count": voting and policy.assesses(actor),
        "may_approve": row.state == SelectionState.COUNTED and policy.commends(actor),
        "units": dict(Organ.objects.values_list("pk", "short_name")),
        "rule_share": 100 - row.vote_share,
    }  # fmt: skip
    return render(
        request, "assessment/staff/selection.html", context, status=409 if trouble else 200
    )


def _act(request: HttpRequest, row: Selection, by: Actor) -> str:
    """Empty when done, else what was refused."""
    act, at = request.POST.get("act", ""), now()
    try:
        match act:
            case "vote":
                chosen = _chosen(request, row)
                if chosen is None:
                    return "请选择一个候选对象"
                actions.vote(row, candidate=chosen, by=by, at=at)
                messages.success(request, "已投票。票不记名，投了谁没有记录。")
            case "count":
                actions.count_votes(row, by=by, at=at)
                messages.success(request, "已计票。")
            case "approve":
                actions.approve_list(row, by=by, at=at)
                messages.success(request, "已批准表彰名单。")
            case _:
                raise Http404
    except NotPermitted:
        raise
    except Refusal as refused:
        return refused.message
    return ""


def _chosen(request: HttpRequest, row: Selection) -> Candidate | None:
    wanted = request.POST.get("candidate", "")
    return next((one for one in row.candidates.all() if str(one.pk) == wanted), None)
