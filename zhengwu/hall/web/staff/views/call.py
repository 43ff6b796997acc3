"""The call page of a window, and the bar that stands above the window's own screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zhengwu.hall import actions, policy, queries
from zhengwu.hall.enums import SeatState, TicketState
from zhengwu.hall.models import Queue, Seat, Ticket
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.polling import etagged, polled

_SHOWN = 30


def _mine(actor: Actor, code: str, at: datetime) -> Seat:
    found = next(
        (
            one
            for one in queries.seats_for(actor.id, actor.organ_code, local_day(at))
            if one.window.code == code
        ),
        None,
    )
    if found is None:
        raise Http404
    return found


@access(policy.works_at_counter, hidden=False)
@require_safe
def call(request: HttpRequest) -> HttpResponse:
    """The window's call page: the bar, who waits, who was missed or put aside."""
    actor, at = actor_of(request), now()
    seats = queries.seats_for(actor.id, actor.organ_code, local_day(at))
    wanted = request.GET.get("window", "")
    seat = next((one for one in seats if one.window.code == wanted), seats[0] if seats else None)
    context: dict[str, Any] = {"seats": seats, "seat": seat, "at": at}
    if seat is not None:
        day = local_day(at)
        waiting = queries.next_tickets(seat, seat.calls.all(), day)
        aside = Ticket.objects.filter(
            seat=seat, day=day, state__in=(TicketState.HELD, TicketState.MISSED)
        ).select_related("queue")
        back = f"{reverse('hall_staff:call')}?window={seat.window.code}"
        context |= queries.bar_facts(seat, actor, at, back)
        context |= {
            "rows": waiting.select_related("queue", "priority", "appointment")[:_SHOWN],
            "aside": aside.order_by("last_called_at"),
            "done": Ticket.objects.filter(seat=seat, day=day, state=TicketState.SERVED)
            .select_related("case__matter").order_by("-ended_at")[:5],
            "queues": queries.queues_of(seat.window.hall),
            "windows": queries.seats_of(seat.window.hall).filter(state=SeatState.OPEN)
            .exclude(pk=seat.pk),
        }  # fmt: skip
    return render(request, "hall/staff/call.html", context)


@access(policy.works_at_counter, hidden=False)
@require_safe
@polled
def bar(request: HttpRequest, code: str) -> HttpResponse:
    """The bar alone, asked every few seconds; 304 while nothing happened in the hall."""
    actor, at = actor_of(request), now()
    seat = _mine(actor, code, at)
    back = _back(request, seat)

    def show() -> HttpResponse:
        facts = queries.bar_facts(seat, actor, at, back)
        facts["poll"] = "poll" in request.GET
        return render(request, "hall/staff/_bar.html", facts)

    hall = seat.window.hall
    return etagged(request, [queries.version(hall, local_day(at)), code, back, actor.id], show)


def _back(request: HttpRequest, seat: Seat) -> str:
    """Where to return to: a page of the desk only."""
    given = request.POST.get("back") or request.GET.get("back", "")
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    if safe and given.startswith("/desk/"):
        return str(given)
    return f"{reverse('hall_staff:call')}?window={seat.window.code}"


Press = Callable[[Seat, str, HttpRequest, Actor, datetime], object]


def _hold(seat: Seat, key: str, request: HttpRequest, by: Actor, at: datetime) -> object:
    return actions.hold(seat, key=key, reason=request.POST.get("reason", ""), by=by, at=at)


def _transfer(seat: Seat, key: str, request: HttpRequest, by: Actor, at: datetime) -> object:
    kind, _, target = request.POST.get("target", "").partition(":")
    rows = queries.queues_of(seat.window.hall)
    queue: Queue | None = rows.filter(code=target).first() if kind == "queue" else None
    window = None
    if kind == "window":
        window = queries.seats_of(seat.window.hall).filter(window__code=target).first()
    return actions.transfer(
        seat, key=key, queue=queue, window=window, reason=request.POST.get("reason", ""), by=by,
        at=at,
    )  # fmt: skip


def _call_back(seat: Seat, key: str, request: HttpRequest, by: Actor, at: datetime) -> object:
    ticket = _ticket(seat, request)
    return actions.call_back(seat, ticket, key=key, by=by, at=at)


def _bring_back(seat: Seat, key: str, request: HttpRequest, by: Actor, at: datetime) -> object:
    return actions.bring_back(_ticket(seat, request), by=by, at=at)


def _ticket(seat: Seat, request: HttpRequest) -> Ticket:
    try:
        pk = UUID(request.POST.get("ticket", ""))
    except ValueError as error:
        raise Http404 from error
    found = Ticket.objects.filter(pk=pk, hall=seat.window.hall).first()
    if found is None:
        raise Http404
    return found


def _pause(seat: Seat, key: str, request: HttpRequest, by: Actor, at: datetime) -> object:
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
    return actions.pause_seat(seat, reason=reason, note=note, by=by, at=at)


_PRESSES: dict[str, Press] = {
    "next": lambda seat, key, request, by, at: actions.finish_and_call(seat, key=key, by=by, at=at),
    "call": lambda seat, key, request, by, at: actions.call_next(seat, key=key, by=by, at=at),
    "recall": lambda seat, key, request, by, at: actions.recall(seat, key=key, by=by, at=at),
    "begin": lambda seat, key, request, by, at: actions.begin(seat, key=key, by=by, at=at),
    "finish": lambda seat, key, request, by, at: actions.finish(seat, key=key, by=by, at=at),
    "pass": lambda seat, key, request, by, at: actions.pass_over(seat, key=key, by=by, at=at),
    "return": lambda seat, key, request, by, at: actions.give_back(seat, key=key, by=by, at=at),
    "hold": _hold,
    "transfer": _transfer,
    "back": _call_back,
    "line": _bring_back,
    "open": lambda seat, key, request, by, at: actions.open_seat(seat, by=by, at=at),
    "resume": lambda seat, key, request, by, at: actions.resume_seat(seat, by=by, at=at),
    "pause": _pause,
    "close": lambda seat, key, request, by, at: actions.close_seat(
        seat, reason=request.POST.get("reason", ""), by=by, at=at
    ),
}


@access(policy.works_at_counter, hidden=False)
@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One press of a button. The key in the form makes it once, however often it is sent."""
    press = _PRESSES.get(verb)
    if press is None:
        raise Http404
    actor, at = actor_of(request), now()
    seat = _mine(actor, code, at)
    try:
        found = press(seat, request.POST.get("key", ""), request, actor, at)
        if found is None:
            messages.info(request, "现在没有人在等。")
    except Refusal as refused:
        words = [words[0] for words in refused.fields.values()]
        messages.error(request, "；".join(words) or refused.message)
    return redirect(_back(request, seat))
