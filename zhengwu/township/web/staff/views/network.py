"""The network: stations of every village, powers of every town."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.catalogue import queries as catalogue
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import OrganKind, StaffKind
from zhengwu.org.models import Organ, Region, Staff
from zhengwu.township import actions, policy, queries, registry
from zhengwu.township.enums import SECTION_NAMES, PowerKind, Section, StationState
from zhengwu.township.models import Power, Station
from zhengwu.township.web.staff.forms import PowerForm, StationForm
from zhengwu.township.web.staff.views.home import beside, town_of, villages_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def network(request: HttpRequest) -> HttpResponse:
    """County, towns, villages: how far the network reaches; the stations of one town."""
    actor, town, status = actor_of(request), town_of(request), 200
    agents = Staff.objects.filter(organ=town, kind=StaffKind.VILLAGE).order_by("number")
    form = StationForm(
        request.POST or None, villages=villages_of(town),
        agents=[(str(one.pk), one.name) for one in agents],
    )  # fmt: skip
    if request.method == "POST":
        status = 422
        if form.is_valid() and _set(request, form, status):
            return redirect(f"{request.path}?town={town.pk}")
    towns = list(queries.towns(actor))
    context = {
        "town": town,
        "rows": [(one, queries.coverage(one)) for one in towns],
        "stations": Station.objects.filter(town=town).select_related("village", "agent"),
        "form": form if policy.may_build(actor, town.pk) else None,
    }
    return render(request, "township/staff/network.html", context, status=status)


@access(policy.may_use)
@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """The nine and the seven systems of a town with this year's figures, each leading to them."""
    town, today = town_of(request), local_day(now())
    context = {
        "town": town,
        "towns": list(queries.towns(actor_of(request))),
        "systems": queries.systems_of(town, today.replace(month=1, day=1)),
        "listed": registry.systems(),
        "year": today.year,
    }
    return render(request, "township/staff/systems.html", context)


def _set(request: HttpRequest, form: StationForm, status: int) -> bool:
    data, town = form.cleaned_data, town_of(request)
    try:
        actions.set_station(
            Region.objects.get(pk=data["village"]),
            town=town,
            state=StationState(data["state"]),
            agent=Staff.objects.filter(pk=data["agent"]).first() if data["agent"] else None,
            cadre=data["cadre"],
            phone=data["phone"],
            pilot=data["pilot"],
            opened_on=data["opened_on"],
            by=actor_of(request),
            at=now(),
        )
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已保存。")
    return True


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def powers(request: HttpRequest) -> HttpResponse:
    """What the town may do with which item, by department of its centre."""
    actor, town, status = actor_of(request), town_of(request), 200
    own = [town, *town.children.filter(kind=OrganKind.VILLAGE).order_by("code")]
    form = PowerForm(request.POST or None, organs=[(one.pk, one.short_name) for one in own])
    if request.method == "POST":
        status = 422
        if form.is_valid() and _empower(request, form):
            return redirect(f"{request.path}?town={town.pk}")
    rows = Power.objects.filter(organ=town).select_related("item")
    context = {
        "town": town,
        "sections": [
            (name, [row for row in rows if row.section == section])
            for section, name in SECTION_NAMES.items()
        ],
        "communities": [
            (one, Power.objects.filter(organ=one).select_related("item")) for one in own[1:]
        ],
        "form": form if policy.may_build(actor, town.pk) else None,
    }
    return render(request, "township/staff/powers.html", context, status=status)


def _empower(request: HttpRequest, form: PowerForm) -> bool:
    data = form.cleaned_data
    item = catalogue.item_by_code(data["code"].strip())
    if item is None:
        form.add_error("code", "目录里没有这个编码")
        return False
    holder = Organ.objects.get(pk=data["organ"] or town_of(request).pk)
    try:
        actions.set_power(
            holder, item=item, kind=PowerKind(data["kind"]),
            section=Section(data["section"]), in_villages=data["in_villages"],
            basis=data["basis"], by=actor_of(request), at=now(),
        )  # fmt: skip
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已保存。")
    return True
