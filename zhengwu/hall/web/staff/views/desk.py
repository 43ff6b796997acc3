"""The hall's day at the desk: overview, appointments, numbers for people, figures, parameters."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.hall import actions, policy, queries, registry
from zhengwu.hall.enums import BookedBy, Channel, TicketState
from zhengwu.hall.models import Appointment, PriorityKind, Ticket
from zhengwu.hall.rules.hours import in_words
from zhengwu.hall.web.staff.forms import BookForm, TakeForm
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import SHANGHAI, format_day, local_day, now
from zhengwu.org.models import Hall
from zhengwu.parameters.queries import standing
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import key_of, once
from zhengwu.web.tables import Column, Table


def halls_of(request: HttpRequest) -> list[Hall]:
    """Halls with queues; the person's own first."""
    organ = actor_of(request).organ_code
    rows = list(Hall.objects.filter(queues__isnull=False).distinct().select_related("organ"))
    return sorted(rows, key=lambda hall: (hall.organ_id != organ, hall.kind, hall.code))


def hall_of(request: HttpRequest) -> Hall:
    """The hall of the address, else the person's own, else the first."""
    return _chosen(request, halls_of(request))


def _chosen(request: HttpRequest, halls: list[Hall]) -> Hall:
    wanted = request.POST.get("hall") or request.GET.get("hall", "")
    found = next((one for one in halls if one.code == wanted), halls[0] if halls else None)
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, hall: Hall, here: str) -> dict[str, Any]:
    """What every page of the hall needs."""
    actor = actor_of(request)
    return {
        "hall": hall, "halls": halls_of(request), "here": here,
        "manages": policy.may_manage(actor, hall), "helps": policy.may_help(actor),
        "reads_figures": policy.may_read_figures(actor),
    }  # fmt: skip


def beside(form: forms.Form, refused: Refusal) -> None:
    """The words of a refusal beside the fields they concern."""
    for name, words in refused.fields.items():
        form.add_error(name if name in form.fields else None, words[0])
    if not refused.fields:
        form.add_error(None, refused.message)


@access(policy.may_see)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The hall now: queues, windows with who sits there, who should."""
    at = now()
    rows = halls_of(request)
    if not rows:
        return render(request, "hall/staff/none.html", {})
    hall = hall_of(request)
    day = local_day(at)
    lines = queries.seat_lines(hall, day)
    duty = [{"line": line, "people": queries.on_duty(line.seat, day)} for line in lines]
    missed = Ticket.objects.filter(hall=hall, day=day, state=TicketState.MISSED)
    context = page(request, hall, "home") | {
        "at": at, "lines": queries.queue_lines(hall, day), "duty": duty,
        "hours": in_words(queries.spans_of(hall, day)), "missed": missed.count(),
        "open": queries.open_now(hall, at) is not None,
        "notices": queries.notices_on(hall, day),
    }  # fmt: skip
    return render(request, "hall/staff/home.html", context)


@access(policy.may_help)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """预约登记: all appointments of a hall, by telephone, online and at the counter."""
    hall = hall_of(request)
    table = Table(
        request,
        Appointment.objects.filter(hall=hall).select_related("queue", "ticket"),
        columns=[
            Column("starts_at", "时间", kind="instant", sort="starts_at"),
            Column("name", "姓名", value=lambda row: row.who.get("name", "")),
            Column("phone", "电话", kind="short", value=lambda row: row.who.get("phone", "")),
            Column("queue", "业务", value=lambda row: row.item_name or row.queue.name),
            Column("booked_by", "方式", kind="short", value=lambda row: row.booked_by_name),
            Column("state", "状态", kind="short", value=lambda row: row.state_name),
            Column("code", "预约码", kind="short"),
            Column("written_by", "登记人", kind="short"),
            Column("act", "", value=lambda row: "", template="hall/staff/_appointment_acts.html"),
        ],
        order="-starts_at",
        empty_title="还没有预约",
        empty_text="电话预约在这里登记；网上预约自动出现。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("预约登记"))
    context = page(request, hall, "register") | {"table": table, "at": now()}
    return render(request, "hall/staff/register.html", context)


@access(policy.may_help)
@require_http_methods(["GET", "POST"])
@once
def book(request: HttpRequest) -> HttpResponse:
    """Register a telephone appointment, or one made at the counter."""
    hall, at = hall_of(request), now()
    given = request.POST if request.method == "POST" else request.GET
    queues = queries.queues_of(hall).filter(slot_capacity__gt=0)
    queue = queues.filter(code=given.get("queue", "")).first() or queues.first()
    slots: list[tuple[str, str]] = []
    if queue is not None:
        for day in queries.bookable_days(hall, at):
            slots += [
                (one.starts_at.isoformat(),
                 f"{format_day(day)} {one.starts_at.astimezone(SHANGHAI):%H:%M}（剩 {one.left}）")
                for one in queries.free_slots(queue, day, at) if one.left
            ]  # fmt: skip
    form, status = BookForm(request.POST or None, slots=slots), 200
    if request.method == "POST" and queue is not None:
        status = 422
        if form.is_valid() and _booked(request, queue, form, at):
            return redirect(f"{reverse('hall_staff:register')}?hall={hall.code}")
    context = page(request, hall, "register") | {"form": form, "queues": queues, "queue": queue}
    return render(request, "hall/staff/book.html", context, status=status)


def _booked(request: HttpRequest, queue: Any, form: BookForm, at: datetime) -> bool:
    data, by = form.cleaned_data, actor_of(request)
    wish = actions.Wish(
        key=key_of(request) or f"{by.id}/{at.timestamp()}",
        starts_at=datetime.fromisoformat(data["slot"]), booked_by=BookedBy(data["way"]),
        name=data["name"], phone=data["phone"], id_number=data["id_number"],
        item_name=data["item_name"], note=data["note"],
    )  # fmt: skip
    try:
        row = actions.book(queue, wish, by=by, at=at)
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, f"已登记，预约码 {row.code}，请告诉对方。")
    return True


@access(policy.may_help)
@require_POST
@once
def arrive(request: HttpRequest) -> HttpResponse:
    """Check somebody in by code or identity number, at the counter."""
    hall, at = hall_of(request), now()
    row = queries.appointment_at(hall, request.POST.get("number", ""), local_day(at))
    try:
        if row is None:
            messages.error(request, "没有找到今天的预约，请核对预约码或者身份证号。")
        else:
            ticket = actions.check_in(row, by=actor_of(request), at=at)
            messages.success(request, f"已签到，排队号 {ticket.code}。")
    except Refusal as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('hall_staff:register')}?hall={hall.code}")


@access(policy.may_help)
@require_POST
@once
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel for somebody who telephoned."""
    row = Appointment.objects.filter(pk=pk).select_related("hall").first()
    if row is None:
        raise Http404
    try:
        actions.cancel_appointment(row, reason="来电取消", by=actor_of(request), at=now())
        messages.success(request, "已取消预约。")
    except Refusal as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('hall_staff:register')}?hall={row.hall.code}")


@access(policy.may_help)
@require_http_methods(["GET", "POST"])
@once
def take(request: HttpRequest) -> HttpResponse:
    """Take a number for somebody: for the elderly, the urgent, whoever cannot use the terminal."""
    hall, at, by = hall_of(request), now(), actor_of(request)
    form = TakeForm(
        request.POST or None,
        queues=[(one.code, one.name) for one in queries.queues_of(hall).filter(taking=True)],
        priorities=[(one.code, one.name) for one in PriorityKind.objects.all()],
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            queue = queries.queues_of(hall).get(code=data["queue"])
            how = actions.Taken(
                Channel.CLERK, key_of(request) or f"{by.id}/{at.timestamp()}",
                priority=data["priority"], item_name=data["item_name"], reason=data["reason"],
            )  # fmt: skip
            try:
                ticket = actions.take(queue, how, by=by, at=at)
                return redirect("hall_wall:slip", code=hall.code, secret=ticket.secret)
            except Refusal as refused:
                beside(form, refused)
    context = page(request, hall, "take") | {"form": form}
    return render(request, "hall/staff/take.html", context, status=status)


@access(policy.may_read_figures)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """A day's figures of the hall, its windows and people."""
    hidden, at = set(policy.lying_beyond(actor_of(request))), now()
    halls = [one for one in halls_of(request) if one.organ_id not in hidden]
    hall = _chosen(request, halls)
    try:
        day = datetime.fromisoformat(request.GET.get("day", "")).date()
    except ValueError:
        day = local_day(at)
    found = next(iter(queries.day_figures(day, hall)), None)
    context = page(request, hall, "figures") | {
        "figures": found, "day": day, "at": at, "halls": halls,
    }  # fmt: skip
    return render(request, "hall/staff/figures.html", context)


@access(policy.may_see)
@require_safe
def parameters(request: HttpRequest) -> HttpResponse:
    """大厅参数: every local figure with its source and whether somebody confirmed it."""
    hall = hall_of(request)
    context = page(request, hall, "parameters") | {
        "rows": standing("hall", now()).values(), "pauses": registry.pauses().values(),
        "priorities": PriorityKind.objects.all(),
    }  # fmt: skip
    return render(request, "hall/staff/parameters.html", context)
