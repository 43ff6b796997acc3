"""Appointments of a citizen: make, see, change, cancel, check in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.catalogue.queries import item_by_code
from zhengwu.hall import actions, queries, registry
from zhengwu.hall.enums import AppointmentState, BookedBy
from zhengwu.hall.models import Appointment, Queue
from zhengwu.hall.web.citizen.views.halls import hall_or_404
from zhengwu.identity.models import Person
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import key_of, once

_LAST = 20


def day_of(text: str) -> date | None:
    """A day of an address, or nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instant_of(text: str) -> datetime | None:
    """An instant of a form, with its zone, or nothing."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def offer(place: Hall, request: HttpRequest, at: datetime) -> dict[str, Any]:
    """What can be chosen: business, then day, then time – each step in the address."""
    given = request.POST if request.method == "POST" else request.GET
    item = item_by_code(given.get("item", "")[:100])
    queues = queries.queues_of(place).filter(slot_capacity__gt=0)
    queue: Queue | None = queues.filter(code=given.get("queue", "")).first()
    if queue is None and item is not None:
        queue = queries.queues_for_item(place, item.organ_code, item.code).filter(
            slot_capacity__gt=0
        ).first()  # fmt: skip
    days = queries.bookable_days(place, at) if queue else []
    day = day_of(given.get("day", ""))
    day = day if day in days else None
    slots = queries.free_slots(queue, day, at) if queue and day else []
    return {
        "hall": place, "queues": queues, "queue": queue, "days": days, "day": day, "item": item,
        "slots": slots, "ahead": registry.value("book_ahead", at),
    }  # fmt: skip


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def book(request: HttpRequest, code: str) -> HttpResponse:
    """Book a time; name and phone are those of the account, and may be corrected."""
    place, at, actor = hall_or_404(code), now(), actor_of(request)
    context = offer(place, request, at)
    person = Person.objects.get(pk=UUID(actor.id))
    context |= {"name": request.POST.get("name", person.name),
                "phone": request.POST.get("phone", person.phone), "errors": {}}  # fmt: skip
    status, queue = 200, context["queue"]
    if request.method == "POST" and queue is not None:
        starts = instant_of(request.POST.get("slot", ""))
        item = context["item"]
        if starts is None:
            context["errors"], status = {"slot": "请选择时间"}, 422
        else:
            wish = actions.Wish(
                key=key_of(request) or f"{actor.account}/{at.timestamp()}", starts_at=starts,
                booked_by=BookedBy.ONLINE, name=context["name"], phone=context["phone"],
                id_number=person.id_number, person_id=person.pk,
                item_code=item.code if item else "", item_name=item.name if item else "",
            )  # fmt: skip
            try:
                row = actions.book(queue, wish, by=actor, at=at)
                messages.success(request, "预约成功。")
                return redirect("hall_citizen:appointment", code=row.code)
            except Refusal as refused:
                words = {name: said[0] for name, said in refused.fields.items()}
                context["errors"], status = words or {"slot": refused.message}, refused.status
                if "slot" in words:
                    context["errors"]["slot"] = refused.message
    return render(request, "hall/citizen/book.html", context, status=status)


@access(citizen)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My appointments, the next first."""
    rows = Appointment.objects.filter(person_id=UUID(actor_of(request).id)).select_related(
        "hall", "queue", "ticket"
    )
    context = {
        "open": rows.filter(state=AppointmentState.BOOKED).order_by("starts_at"),
        "past": rows.exclude(state=AppointmentState.BOOKED).order_by("-starts_at")[:_LAST],
        "halls": Hall.objects.filter(queues__slot_capacity__gt=0).distinct(),
    }
    return render(request, "hall/citizen/appointments.html", context)


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One appointment: its code, where to go, and what may still be changed."""
    actor, at = actor_of(request), now()
    row = (
        Appointment.objects.filter(code=code, person_id=UUID(actor.id))
        .select_related("hall", "queue__hall", "ticket")
        .first()
    )
    if row is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            if answer := _act(request, row, at):
                return answer
            error = "请选择新的时间"
        except Refusal as refused:
            error = refused.message
    days = queries.bookable_days(row.hall, at)
    day = day_of(request.GET.get("day", "")) or row.day
    context = {
        "row": row, "who": row.who, "error": error, "days": days, "day": day,
        "booked": row.state == AppointmentState.BOOKED,
        "slots": queries.free_slots(row.queue, day, at) if day in days else [],
        "today": row.day == local_day(at), "early": registry.value("check_in_before", at),
        "grace": registry.value("late_grace", at), "ticket": getattr(row, "ticket", None),
    }  # fmt: skip
    return render(request, "hall/citizen/appointment.html", context, status=409 if error else 200)


def _act(request: HttpRequest, row: Appointment, at: datetime) -> HttpResponse | None:
    by, verb = actor_of(request), request.POST.get("verb", "")
    if verb == "cancel":
        actions.cancel_appointment(row, by=by, at=at)
        messages.success(request, "已取消预约，时段已经让给别人。")
        return redirect("hall_citizen:appointments")
    if verb == "arrive":
        ticket = actions.check_in(row, by=by, at=at)
        return redirect("hall_citizen:ticket", secret=ticket.secret)
    starts = instant_of(request.POST.get("slot", ""))
    if starts is None:
        return None
    actions.change(row, starts_at=starts, by=by, at=at)
    messages.success(request, "已经改约。")
    return redirect("hall_citizen:appointment", code=row.code)
