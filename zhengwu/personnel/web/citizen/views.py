"""The public column of window staff; reception days and asking to be received."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.personnel import actions, queries
from zhengwu.personnel.models import RegisterEntry
from zhengwu.personnel.web.citizen.forms import BookForm
from zhengwu.web.access import access, actor_of, anyone, citizen
from zhengwu.web.once import once

_LONGEST = 30


@access(anyone)
@require_safe
def column(request: HttpRequest) -> HttpResponse:
    """Everybody with a work card who sits at a window today."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    rows = queries.public_column(local_day(now()), text=text)
    context = {"rows": rows, "text": text}
    return render(request, "personnel/citizen/column.html", context)


@access(anyone)
@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    """Reception days to come; one's own bookings."""
    actor = actor_of(request)
    mine = RegisterEntry.objects.none()
    if actor.signed_in and not actor.is_staff:
        mine = RegisterEntry.objects.filter(kind="reception", person_id=actor.id, void_reason="")
    context = {
        "days": queries.reception_days(local_day(now())),
        "mine": mine.select_related("parent").order_by("-on"),
    }
    return render(request, "personnel/citizen/receptions.html", context)


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def book(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask to be received on a day."""
    days = {one["row"].pk: one for one in queries.reception_days(local_day(now()))}
    if pk not in days:
        raise Http404
    actor, status = actor_of(request), 200
    form = BookForm(request.POST or None, initial={"visitor": actor.name})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.book_reception(days[pk]["row"], **form.cleaned_data, by=actor, at=now())
            except Refusal as refused:
                form.add_error(None, refused.message)
                status = refused.status
            else:
                messages.success(request, "已预约，请按时带身份证到接待地点。")
                return redirect("personnel_citizen:receptions")
    context = {"form": form, "day": days[pk]}
    return render(request, "personnel/citizen/book.html", context, status=status)
