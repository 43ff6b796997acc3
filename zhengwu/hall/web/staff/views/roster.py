"""The roster of the shared window."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.hall import actions, policy, queries, registry
from zhengwu.hall.enums import SeatKind
from zhengwu.hall.models import RosterDay, Seat
from zhengwu.hall.web.staff.forms import DrawForm, SwapForm
from zhengwu.hall.web.staff.views.desk import beside, hall_of, page
from zhengwu.hall.web.staff.views.manage import organ_pairs
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall, Organ, Staff
from zhengwu.org.queries import in_office
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


def _shared(hall: Hall) -> Seat | None:
    return queries.seats_of(hall).filter(kind=SeatKind.MOBILE).first()


@access(policy.may_see)
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """流动窗口轮值表: who mans the shared window in the next weeks."""
    hall, today = hall_of(request), local_day(now())
    seat = _shared(hall)
    last = today + timedelta(days=registry.value("mobile_ahead", today))
    rows = queries.roster_of(seat, today - timedelta(days=today.weekday()), last) if seat else []
    own = actor_of(request).organ_code
    context = page(request, hall, "roster") | {
        "seat": seat, "today": today, "last": last, "own": own,
        "rows": [{"row": one, "may": one.on >= today} for one in rows],
    }  # fmt: skip
    return render(request, "hall/staff/roster.html", context)


@access(policy.manages)
@require_http_methods(["GET", "POST"])
@once
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the roster of a period: the unit with fewest days comes next."""
    hall, today, status = hall_of(request), local_day(now()), 200
    seat = _shared(hall)
    if seat is None:
        raise Http404
    had = set(seat.roster.values_list("organ_id", flat=True))
    last = today + timedelta(days=registry.value("mobile_ahead", today))
    initial = {"first": today.isoformat(), "last": last.isoformat(), "organs": list(had)}
    form = DrawForm(request.POST or None, organs=organ_pairs(), initial=initial)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            organs = list(Organ.objects.filter(pk__in=data["organs"]))
            try:
                actions.draw_roster(
                    seat, organs=organs, first=data["first"], last=data["last"],
                    by=actor_of(request), at=now(),
                )  # fmt: skip
                return redirect(f"{reverse('hall_staff:roster')}?hall={hall.code}")
            except Refusal as refused:
                beside(form, refused)
    context = page(request, hall, "roster") | {"form": form, "title": "排轮值表"}
    return render(request, "hall/staff/form.html", context, status=status)


@access(policy.may_see)
@require_http_methods(["GET", "POST"])
@once
def swap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name the person of a day, or let another unit take it."""
    row = RosterDay.objects.filter(pk=pk).select_related("seat__window__hall", "organ").first()
    actor = actor_of(request)
    if row is None:
        raise Http404
    hall, today, status = row.seat.window.hall, local_day(now()), 200
    if not policy.may_manage(actor, hall) and actor.organ_code != row.organ_id:
        raise Http404
    wanted = request.POST.get("organ") or row.organ_id
    people = Staff.objects.filter(in_office(row.on), organ_id=wanted)
    form = SwapForm(
        request.POST or None, organs=organ_pairs(),
        staff=[(str(one.pk), one.name) for one in people],
        initial={"organ": row.organ_id, "staff": str(row.staff_id or "")},
    )  # fmt: skip
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                actions.swap_roster(
                    row, organ=Organ.objects.get(pk=data["organ"]),
                    staff=people.filter(pk=data["staff"]).first() if data["staff"] else None,
                    reason=data["reason"], by=actor, at=now(),
                )  # fmt: skip
                return redirect(f"{reverse('hall_staff:roster')}?hall={hall.code}")
            except Refusal as refused:
                beside(form, refused)
    words = (
        f"{row.on.month}月{row.on.day}日（{'已过' if row.on < today else row.organ.short_name}）"
    )
    context = page(request, hall, "roster") | {"form": form, "title": words}
    return render(request, "hall/staff/form.html", context, status=status)
