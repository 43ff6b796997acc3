"""Hours of duty, devices, numbers, outages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall, Organ
from zhengwu.parameters.queries import standing
from zhengwu.personnel import actions, policy, queries
from zhengwu.personnel.enums import Mode, Source
from zhengwu.personnel.models import Device, Enrolment, Outage, Shift
from zhengwu.personnel.web.staff.forms.attendance import (
    CardForm,
    DeviceForm,
    HoursForm,
    NumberForm,
    OutageForm,
    aware,
)
from zhengwu.personnel.web.staff.views.pages import form_page, halls, organs, people, staff_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_RECENT = 30


@access(policy.may_use)
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Hours in force and before, with their basis; parameters of this room."""
    today = local_day(now())
    rows = Shift.objects.select_related("hall", "organ").order_by("-valid_from")
    context = {
        "now": queries.shifts_on(today),
        "others": [one for one in rows if one not in queries.shifts_on(today)],
        "choices": standing("personnel", today).values(),
        "directs": policy.directs(actor_of(request)),
        "keeps": policy.keeps(actor_of(request)),
    }
    return render(request, "personnel/staff/hours.html", context)


@access(policy.directs)
@require_http_methods(["GET", "POST"])
@once
def hours_new(request: HttpRequest) -> HttpResponse:
    """Set hours from a day on."""
    options = {"hall": halls(), "organ": organs()}
    form = HoursForm(request.POST or None, options=options)

    def run(form: HoursForm) -> str:
        data = form.cleaned_data
        made = actions.Hours(
            name=data["name"], parts=form.read_parts(), valid_from=data["valid_from"],
            mode=Mode(data["mode"]), grace_late=data["grace_late"],
            grace_early=data["grace_early"], absent_after=data["absent_after"],
            desk_allowed=data["desk_allowed"], kinds=data["kinds"], source=data["source"],
            hall=Hall.objects.get(pk=data["hall"]) if data["hall"] else None,
            organ=Organ.objects.filter(pk=data["organ"]).first(), reason=data["reason"],
        )  # fmt: skip
        actions.set_shift(made, by=actor_of(request), at=now())
        return reverse("personnel_staff:hours")

    return form_page(
        request, form, run, title="设定作息", submit="设定",
        back=reverse("personnel_staff:hours"), done="已设定，从所填日期起按新作息判定。",
    )  # fmt: skip


@access(policy.keeps)
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Devices, numbers and cards, outages."""
    numbers = Enrolment.objects.filter(ended_on=None).select_related("staff__organ")
    context = {
        "devices": Device.objects.select_related("hall").order_by("code"),
        "numbers": numbers.order_by("source", "number"),
        "outages": Outage.objects.select_related("hall").order_by("-starts_at")[:_RECENT],
        "keeps": True,
    }
    return render(request, "personnel/staff/devices.html", context)


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def device_new(request: HttpRequest) -> HttpResponse:
    """Enter a device, or change the one with this code."""
    form = DeviceForm(request.POST or None, options={"hall": halls()})

    def run(form: DeviceForm) -> str:
        data = form.cleaned_data
        actions.set_device(
            data["code"], name=data["name"], hall=Hall.objects.get(pk=data["hall"]),
            retired_on=data["retired_on"], by=actor_of(request), at=now(),
        )  # fmt: skip
        return reverse("personnel_staff:devices")

    return form_page(
        request, form, run, title="登记考勤机", submit="保存",
        back=reverse("personnel_staff:devices"), done="已保存。",
    )  # fmt: skip


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def number_new(request: HttpRequest) -> HttpResponse:
    """Give a number or card to a person."""
    seen = queries.people_seen(actor_of(request), local_day(now()))
    form = NumberForm(request.POST or None, options={"staff": people(seen)})

    def run(form: NumberForm) -> str:
        data = form.cleaned_data
        actions.enrol(
            staff_of(data["staff"]), source=Source(data["source"]), number=data["number"],
            by=actor_of(request), at=now(),
        )  # fmt: skip
        return reverse("personnel_staff:devices")

    return form_page(
        request, form, run, title="登记考勤号或者卡", submit="登记",
        back=reverse("personnel_staff:devices"), done="已登记。",
    )  # fmt: skip


@access(policy.keeps)
@require_POST
@once
def number_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A card was lost, a number given back."""
    row = get_object_or_404(Enrolment, pk=pk)
    actions.end_enrolment(row, by=actor_of(request), at=now())
    messages.success(request, "已停用。")
    return redirect("personnel_staff:devices")


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def card(request: HttpRequest) -> HttpResponse:
    """The page beside a card reader: each card that is held to it is a swipe."""
    rows = Device.objects.filter(retired_on=None)
    options = {"device": [(str(one.pk), one.name) for one in rows]}
    start = {"device": request.GET.get("device", "")}
    form = CardForm(request.POST or None, options=options, initial=start)

    def run(form: CardForm) -> str:
        data = form.cleaned_data
        device = Device.objects.get(pk=data["device"])
        actions.swipe_card(data["number"], device=device, by=actor_of(request), at=now())
        return f"{reverse('personnel_staff:card')}?device={device.pk}"

    return form_page(
        request, form, run, title="刷卡", submit="登记", done="已登记。",
        back=reverse("personnel_staff:devices"),
    )  # fmt: skip


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def outage_new(request: HttpRequest) -> HttpResponse:
    """Write down when a hall could take no swipes."""
    form = OutageForm(request.POST or None, options={"hall": halls()})

    def run(form: OutageForm) -> str:
        data = form.cleaned_data
        actions.write_outage(
            Hall.objects.get(pk=data["hall"]), starts_at=aware(data["starts_at"]),
            ends_at=aware(data["ends_at"]), reason=data["reason"], by=actor_of(request), at=now(),
        )  # fmt: skip
        return reverse("personnel_staff:devices")

    return form_page(
        request, form, run, title="登记考勤停用", submit="登记",
        back=reverse("personnel_staff:devices"), done="已登记，这段时间的考勤会重新判定。",
    )  # fmt: skip
