"""A number by phone, and its page."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import qrcode
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from zhengwu.catalogue.queries import item_by_code
from zhengwu.hall import actions, queries, registry
from zhengwu.hall.enums import OPEN_TICKETS, Channel
from zhengwu.hall.models import PriorityKind, Ticket
from zhengwu.hall.rules.turns import announcement
from zhengwu.hall.web.citizen.views.halls import hall_or_404
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, anyone, citizen
from zhengwu.web.once import key_of, once
from zhengwu.web.polling import etagged


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the business and take a number; signed in, so nobody takes ten."""
    place, at, actor = hall_or_404(code), now(), actor_of(request)
    chosen = request.POST.get("queue", request.GET.get("queue", ""))
    item = item_by_code(request.GET.get("item", "")[:100])
    error, status = "", 200
    if request.method == "POST":
        queue = queries.queues_of(place).filter(code=chosen).first()
        how = actions.Taken(
            Channel.PHONE, key_of(request) or f"{actor.account}/{at.timestamp()}",
            priority=request.POST.get("priority", ""), person_id=UUID(actor.id),
            item_code=item.code if item else "", item_name=item.name if item else "",
        )  # fmt: skip
        try:
            if queue is None:
                error, status = "请选择要办的业务", 422
            else:
                ticket = actions.take(queue, how, by=actor, at=at)
                return redirect("hall_citizen:ticket", secret=ticket.secret)
        except Refusal as refused:
            error, status = refused.message, refused.status
    if not chosen and item is not None:
        fitting = queries.queues_for_item(place, item.organ_code, item.code).first()
        chosen = fitting.code if fitting else ""
    context = {
        "hall": place, "lines": queries.queue_lines(place, local_day(at)), "chosen": chosen,
        "priorities": PriorityKind.objects.filter(offered=True), "error": error, "item": item,
    }  # fmt: skip
    return render(request, "hall/citizen/take.html", context, status=status)


def _ticket(secret: str) -> Ticket:
    rows = Ticket.objects.select_related("hall", "queue", "seat__window", "priority", "appointment")
    found = rows.filter(secret=secret).first()
    if found is None:
        raise Http404
    return found


def _facts(ticket: Ticket) -> dict[str, Any]:
    window = ticket.seat.window if ticket.seat else None
    return {
        "ticket": ticket,
        "place": queries.place_of(ticket),
        "window": window,
        "words": announcement(ticket.code, window.counter, window.name) if window else "",
        "open": ticket.state in OPEN_TICKETS,
        "most": registry.value("most_misses", ticket.day),
        "penalty": registry.value("miss_penalty", ticket.day),
        "links": registry.links_of(ticket) if ticket.state == "served" else [],
    }


@access(anyone)
@require_safe
def ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """The ticket on the phone: where it stands, who is before, about how long."""
    return render(request, "hall/citizen/ticket.html", _facts(_ticket(secret)))


@access(anyone)
@require_safe
def now_fragment(request: HttpRequest, secret: str) -> HttpResponse:
    """What moves; 304 while nothing happened in the hall."""
    found = _ticket(secret)

    def show() -> HttpResponse:
        return render(request, "hall/citizen/_ticket.html", _facts(found))

    links = [one.url for one in registry.links_of(found)] if found.state == "served" else []
    mark = [queries.version(found.hall, found.day), found.journal_seq, links]
    return etagged(request, mark, show)


@access(anyone)
@require_POST
@once
def act(request: HttpRequest, secret: str, verb: str) -> HttpResponse:
    """Give the number up, or stand in line again after having missed the call."""
    found, by, at = _ticket(secret), actor_of(request), now()
    try:
        if verb == "cancel":
            actions.cancel(found, secret=secret, by=by, at=at)
            messages.success(request, "已取消。")
        elif verb == "line":
            actions.bring_back(found, secret=secret, by=by, at=at)
            messages.success(request, "已经重新排队。")
        else:
            raise Http404
    except Refusal as refused:
        messages.error(request, refused.message)
    return redirect("hall_citizen:ticket", secret=secret)


@access(anyone)
@require_safe
def code(request: HttpRequest, secret: str) -> HttpResponse:
    """The QR code of a number's page, for the slip: how the queue moves, and when the number was
    served the way to rate the visit."""
    ticket = _ticket(secret)
    address = f"{settings.SITE_URL}{reverse('hall_citizen:ticket', args=[ticket.secret])}"
    buffer = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, box_size=12, border=2).save(buffer)
    return HttpResponse(buffer.getvalue(), content_type="image/svg+xml")
