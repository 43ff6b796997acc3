"""Setting a hall up: queues, windows, hours, priorities, terminals, notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.hall import actions, policy, queries
from zhengwu.hall.enums import HoursKind, QueueKind, SeatKind
from zhengwu.hall.models import HallNotice, OpenHours, PriorityKind, Seat, Terminal
from zhengwu.hall.web.staff.forms import (
    HoursForm,
    NoticeForm,
    PriorityForm,
    QueueForm,
    SeatForm,
    TerminalForm,
)
from zhengwu.hall.web.staff.views.desk import beside, hall_of, page
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall, Organ, Window
from zhengwu.org.queries import admitted_organs, open_windows
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


def to_settings(hall: Hall) -> HttpResponse:
    """Back to the page of all settings."""
    return redirect(f"{reverse('hall_staff:settings')}?hall={hall.code}")


@access(policy.manages)
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """All settings of a hall on one page."""
    hall, at = hall_of(request), now()
    seats = {seat.pk: seat for seat in queries.seats_of(hall)}
    windows = open_windows(local_day(at)).filter(hall=hall).select_related("organ")
    context = page(request, hall, "settings") | {
        "queues": queries.queues_of(hall).prefetch_related("scopes__organ"),
        "windows": [{"window": one, "seat": seats.get(one.pk)} for one in windows],
        "hours": OpenHours.objects.filter(hall=hall, ended_at=None).select_related("seat__window"),
        "priorities": PriorityKind.objects.all(),
        "terminals": Terminal.objects.filter(hall=hall, closed_at=None),
        "notices": HallNotice.objects.filter(
            hall=hall, taken_down_at=None, until_on__gte=local_day(at)
        ),
    }
    return render(request, "hall/staff/settings.html", context)


Done = Callable[[], object]


def shown(
    request: HttpRequest, hall: Hall, form: forms.Form, title: str, done: Done
) -> HttpResponse:
    """One form on one page; `done` acts on it, refusals stand beside the fields."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done()
                messages.success(request, "已保存。")
                return to_settings(hall)
            except Refusal as refused:
                beside(form, refused)
    context = page(request, hall, "settings") | {"form": form, "title": title}
    return render(request, "hall/staff/form.html", context, status=status)


def organ_pairs() -> list[tuple[str, str]]:
    """Units that stand in the centre."""
    day = local_day(now())
    return [(one.pk, one.short_name) for one in admitted_organs(day)]


@access(policy.manages)
@require_http_methods(["GET", "POST"])
@once
def queue(request: HttpRequest) -> HttpResponse:
    """Found a queue, or change one."""
    hall, by = hall_of(request), actor_of(request)
    known = queries.queues_of(hall).filter(code=request.GET.get("code", "")).first()
    initial: dict[str, Any] = {"slot_capacity": 0, "taking": True, "position": 10}
    if known is not None:
        organs = list(known.scopes.filter(item_code="").values_list("organ_id", flat=True))
        names = ("code", "name", "kind", "slot_capacity", "position", "taking")
        initial = {name: getattr(known, name) for name in names} | {"organs": organs}
    form = QueueForm(request.POST or None, organs=organ_pairs(), initial=initial)

    def done() -> object:
        data = dict(form.cleaned_data)
        data["organs"] = list(Organ.objects.filter(pk__in=data["organs"]))
        data["kind"] = QueueKind(data["kind"])
        if known is not None:
            kept = known.scopes.exclude(item_code="").select_related("organ")
            data["items"] = [(one.organ, one.item_code) for one in kept]
        return actions.set_queue(hall, actions.QueuePlan(**data), by=by, at=now())

    return shown(request, hall, form, "业务队列", done)


@access(policy.manages)
@require_http_methods(["GET", "POST"])
@once
def seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What kind of window it is and from which queues it calls."""
    window = Window.objects.filter(pk=pk).select_related("hall").first()
    if window is None:
        raise Http404
    known = Seat.objects.filter(pk=pk).prefetch_related("calls__queue").first()
    initial: dict[str, Any] = {"kind": known.kind if known else SeatKind.INDEPENDENT}
    if known is not None:
        initial |= {f"delay_{one.queue.code}": one.delay_minutes for one in known.calls.all()}
    queues = {one.code: one for one in queries.queues_of(window.hall)}
    pairs = [(code, one.name) for code, one in queues.items()]
    form = SeatForm(request.POST or None, queues=pairs, initial=initial)

    def done() -> object:
        chosen = [(queues[code], delay) for code, delay in form.chosen().items()]
        return actions.set_seat(
            window, kind=SeatKind(form.cleaned_data["kind"]), queues=chosen,
            by=actor_of(request), at=now(),
        )  # fmt: skip

    return shown(request, window.hall, form, window.name, done)


@access(policy.manages)
@require_http_methods(["GET", "POST"])
@once
def hours(request: HttpRequest) -> HttpResponse:
    """A line of opening hours: of a kind of day, or of one day."""
    hall = hall_of(request)
    seats = {one.window.code: one for one in queries.seats_of(hall)}
    pairs = [(code, one.window.name) for code, one in seats.items()]
    form = HoursForm(request.POST or None, windows=pairs)

    def done() -> object:
        data = form.cleaned_data
        plan = actions.HoursPlan(
            HoursKind(data["kind"]), data["opens"], data["closes"],
            on=data["on"] if data["kind"] == HoursKind.DAY else None,
            seat=seats.get(data["window"]), reason=data["reason"], source=data["source"],
        )  # fmt: skip
        return actions.add_hours(hall, plan, by=actor_of(request), at=now())

    return shown(request, hall, form, "开放时间", done)


@access(policy.manages)
@require_POST
@once
def end_hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a line out of force."""
    row = OpenHours.objects.filter(pk=pk).select_related("hall").first()
    if row is None:
        raise Http404
    actions.end_hours(row, by=actor_of(request), at=now())
    return to_settings(row.hall)


@access(policy.manages)
@require_http_methods(["GET", "POST"])
@once
def priority(request: HttpRequest, code: str) -> HttpResponse:
    """A line of the table of priorities."""
    hall = hall_of(request)
    known = PriorityKind.objects.filter(pk=code).first()
    names = PriorityForm.base_fields
    initial = {name: getattr(known, name) for name in names} if known else {"confidence": "local"}
    form = PriorityForm(request.POST or None, initial=initial)

    def done() -> object:
        values = {"code": code, **form.cleaned_data}
        return actions.set_priority(values, by=actor_of(request), at=now())

    return shown(request, hall, form, "优先规则", done)


@access(policy.manages)
@require_http_methods(["GET", "POST"])
@once
def terminal(request: HttpRequest) -> HttpResponse:
    """Admit a device; the address with its key is shown once."""
    hall = hall_of(request)
    form = TerminalForm(request.POST or None)

    def done() -> object:
        name = form.cleaned_data["name"]
        _, key = actions.add_terminal(hall, name=name, by=actor_of(request), at=now())
        address = request.build_absolute_uri(reverse("hall_wall:admit", args=[hall.code, key]))
        words = "请在取号机上打开这个地址（只显示这一次）"
        messages.info(request, f"{words}：{address}")
        return key

    return shown(request, hall, form, "登记取号机", done)


@access(policy.manages)
@require_POST
@once
def close_terminal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The device takes no numbers any more."""
    row = Terminal.objects.filter(pk=pk).select_related("hall").first()
    if row is None:
        raise Http404
    actions.close_terminal(row, by=actor_of(request), at=now())
    return to_settings(row.hall)


@access(policy.manages)
@require_http_methods(["GET", "POST"])
@once
def notice(request: HttpRequest) -> HttpResponse:
    """A line on the screens."""
    hall, today = hall_of(request), local_day(now())
    initial = {"from_on": today.isoformat(), "until_on": today.isoformat()}
    form = NoticeForm(request.POST or None, initial=initial)

    def done() -> object:
        return actions.put_notice(hall, **form.cleaned_data, by=actor_of(request), at=now())

    return shown(request, hall, form, "大屏公告", done)


@access(policy.manages)
@require_POST
@once
def take_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a line off the screens."""
    row = HallNotice.objects.filter(pk=pk).select_related("hall").first()
    if row is None:
        raise Http404
    actions.take_down_notice(row, by=actor_of(request), at=now())
    return to_settings(row.hall)
