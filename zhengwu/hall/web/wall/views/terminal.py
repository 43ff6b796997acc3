"""The terminal in the hall: take a number, check in with an appointment, a slip to take along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.hall import actions, queries
from zhengwu.hall.enums import Channel
from zhengwu.hall.models import PriorityKind, Terminal, Ticket
from zhengwu.hall.rules.hours import in_words
from zhengwu.hall.web.wall.views.screen import hall_of
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall
from zhengwu.web.access import access, anyone
from zhengwu.web.once import key_of, once

COOKIE = "hall_terminal"
_YEAR_SECONDS = 31_536_000


def device(request: HttpRequest, hall: Hall) -> Actor | None:
    """The admitted device that asks, or nobody."""
    key = request.COOKIES.get(COOKIE, "")
    row = Terminal.objects.filter(key_digest=digest(key), hall=hall, closed_at=None).first()
    if not key or row is None:
        return None
    return Actor(kind=ActorKind.MACHINE, id=str(row.pk), name=f"{hall.name}{row.name}")


@access(anyone)
@require_safe
def admit(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Opened once on the device, with the address the hall manager was given: it is known then."""
    hall = hall_of(code)
    if not Terminal.objects.filter(key_digest=digest(key), hall=hall, closed_at=None).exists():
        raise Http404
    answer = redirect("hall_wall:terminal", code=code)
    answer.set_cookie(
        COOKIE, key, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings.SECURE,
        path="/wall/",
    )  # fmt: skip
    return answer


def _facts(hall: Hall, at: datetime, **more: Any) -> dict[str, Any]:
    taking, spans = queries.taking_now(hall, at)
    return {
        "hall": hall, "at": at, "taking": taking, "hours": in_words(spans),
        "lines": queries.queue_lines(hall, local_day(at)),
        "priorities": PriorityKind.objects.filter(offered=True), **more,
    }  # fmt: skip


@access(anyone)
@require_http_methods(["GET", "POST"])
@once
def terminal(request: HttpRequest, code: str) -> HttpResponse:
    """The first page of the terminal; a number with one touch."""
    hall, at = hall_of(code), now()
    by = device(request, hall)
    if by is None:
        return render(request, "hall/wall/not_admitted.html", {"hall": hall}, status=403)
    if request.method != "POST":
        return render(request, "hall/wall/terminal.html", _facts(hall, at))
    queue = queries.queues_of(hall).filter(code=request.POST.get("queue", "")).first()
    if queue is None:
        context = _facts(hall, at, error="请选择要办的业务")
        return render(request, "hall/wall/terminal.html", context, status=422)
    how = actions.Taken(
        Channel.TERMINAL, key_of(request) or f"{by.id}/{at.timestamp()}",
        priority=request.POST.get("priority", ""),
    )  # fmt: skip
    try:
        ticket = actions.take(queue, how, by=by, at=at)
    except Refusal as refused:
        context = _facts(hall, at, error=refused.message)
        return render(request, "hall/wall/terminal.html", context, status=refused.status)
    return redirect("hall_wall:slip", code=code, secret=ticket.secret)


@access(anyone)
@require_POST
@once
def arrive(request: HttpRequest, code: str) -> HttpResponse:
    """Check in by the code of the appointment or by the identity number it was made with."""
    hall, at = hall_of(code), now()
    by = device(request, hall)
    if by is None:
        return render(request, "hall/wall/not_admitted.html", {"hall": hall}, status=403)
    row = queries.appointment_at(hall, request.POST.get("number", ""), local_day(at))
    if row is None:
        context = _facts(
            hall, at, error="没有找到今天的预约，请核对预约码或者身份证号，也可以直接取号。"
        )
        return render(request, "hall/wall/terminal.html", context, status=404)
    try:
        ticket = actions.check_in(row, by=by, at=at)
    except Refusal as refused:
        context = _facts(hall, at, error=refused.message)
        return render(request, "hall/wall/terminal.html", context, status=refused.status)
    return redirect("hall_wall:slip", code=code, secret=ticket.secret)


@access(anyone)
@require_safe
def slip(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The number, large, to print or to photograph; the terminal goes back by itself."""
    hall = hall_of(code)
    rows = Ticket.objects.filter(hall=hall, secret=secret).select_related(
        "queue", "priority", "appointment"
    )
    ticket = rows.first()
    if ticket is None:
        raise Http404
    context = {"hall": hall, "ticket": ticket, "place": queries.place_of(ticket),
               "site_url": settings.SITE_URL}  # fmt: skip
    return render(request, "hall/wall/slip.html", context)
