"""What waits for a second person: corrections of days, work elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.personnel import actions, policy, queries
from zhengwu.personnel.enums import Answer, Away
from zhengwu.personnel.models import Assignment, Correction
from zhengwu.personnel.web.staff.forms.attendance import DecisionForm, TripForm, aware
from zhengwu.personnel.web.staff.views.pages import beside, form_page, people, staff_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_RECENT = 30


@access(policy.may_read)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Corrections and work elsewhere: what waits, what was decided last."""
    actor = actor_of(request)
    corrections = Correction.objects.select_related("day__staff", "day__organ")
    trips = Assignment.objects.select_related("staff__organ")
    if not policy.oversees(actor):
        corrections = corrections.filter(day__organ_id__in=policy.headed(actor))
        trips = trips.filter(staff__organ_id__in=policy.headed(actor))
    asked, over = {"state": Answer.ASKED}, {"state__in": [Answer.AGREED, Answer.DENIED]}
    context = {
        "corrections": corrections.filter(**asked).order_by("asked_at"),
        "trips": trips.filter(**asked).order_by("starts_at"),
        "corrections_over": corrections.filter(**over).order_by("-decided_at")[:_RECENT],
        "trips_over": trips.filter(**over).order_by("-decided_at")[:_RECENT],
        "keeps": policy.keeps(actor),
    }
    return render(request, "personnel/staff/waiting.html", context)


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def correction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree to a correction or not."""
    actor = actor_of(request)
    row = get_object_or_404(Correction.objects.select_related("day__staff", "day__organ"), pk=pk)
    form, status = DecisionForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_correction(
                row, agreed=form.cleaned_data["agreed"] == "yes",
                answer=form.cleaned_data["answer"], by=actor, at=now(),
            )  # fmt: skip
        except Refusal as refused:
            beside(form, refused)
            status = refused.status
        else:
            messages.success(request, "已审核。")
            return redirect("personnel_staff:waiting")
    may = policy.may_decide(actor, row.day.staff, row.asker_id)
    context = {"row": row, "form": form, "may": may, "open": row.state == Answer.ASKED}
    return render(request, "personnel/staff/correction.html", context, status=status)


@access(policy.may_read)
@require_http_methods(["GET", "POST"])
@once
def trip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree to work elsewhere or not."""
    actor = actor_of(request)
    row = get_object_or_404(Assignment.objects.select_related("staff__organ"), pk=pk)
    if not policy.may_see(actor, row.staff):
        raise Http404
    form, status = DecisionForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_assignment(
                row, agreed=form.cleaned_data["agreed"] == "yes",
                answer=form.cleaned_data["answer"], by=actor, at=now(),
            )  # fmt: skip
        except Refusal as refused:
            beside(form, refused)
            status = refused.status
        else:
            messages.success(request, "已审核。")
            return redirect("personnel_staff:waiting")
    may = policy.may_release(actor, row.staff, row.asker_id)
    context = {"row": row, "form": form, "may": may, "open": row.state == Answer.ASKED}
    return render(request, "personnel/staff/trip.html", context, status=status)


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def trip_new(request: HttpRequest) -> HttpResponse:
    """Ask for work elsewhere: for oneself, or for people one answers for."""
    actor = actor_of(request)
    seen = queries.people_seen(actor, local_day(now()))
    options = {"staff": people(seen)}
    form = TripForm(request.POST or None, options=options, initial={"staff": actor.id})

    def run(form: TripForm) -> str:
        data = form.cleaned_data
        found = actions.Trip(
            Away(data["kind"]), aware(data["starts_at"]), aware(data["ends_at"]), data["place"],
            data["reason"],
        )  # fmt: skip
        actions.ask_assignment(staff_of(data["staff"]), trip=found, by=actor, at=now())
        return reverse("personnel_staff:mine")

    return form_page(
        request, form, run, title="申请公出、下乡", submit="提交审核",
        back=reverse("personnel_staff:mine"), done="已提交，等待本单位负责人或者大厅管理审核。",
    )  # fmt: skip
