"""建设与验收: milestones against their days, inspections against the standard, what was held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall, Organ, Region, Staff
from zhengwu.township import actions, policy, queries, registry
from zhengwu.township.enums import OccasionKind, PlaceKind
from zhengwu.township.models import Occasion
from zhengwu.township.web.staff.forms import HeldForm, InspectionForm, MilestoneForm
from zhengwu.township.web.staff.views.home import beside, town_of, villages_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_SHOWN = 20


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def places(request: HttpRequest) -> HttpResponse:
    """How far each place is built and whether it meets the standard, all towns at a glance."""
    actor, town, status = actor_of(request), town_of(request), 200
    forms = _forms(request, town)
    if request.method == "POST":
        status = 422
        code = request.POST.get("act", "")
        if code in forms and forms[code].is_valid() and _SAVE[code](request, town, forms[code]):
            messages.success(request, "已保存。")
            return redirect(f"{request.path}?town={town.pk}")
    today = local_day(now())
    context = {
        "town": town,
        "rows": queries.building(list(queries.towns(actor)), today),
        "standard": registry.standards(),
        "milestones": queries.milestones_of(town, today),
        "inspections": queries.inspections_of(town, today)[:_SHOWN],
        "trading": Hall.objects.filter(kind=HallKind.TRADING).select_related("organ"),
        "forms": [
            (code, label, forms[code])
            for code, label, may in (
                ("milestone", "登记建设节点", policy.may_build(actor, town.pk)),
                ("inspect", "登记验收", policy.may_inspect(actor)),
            ) if may
        ],
    }  # fmt: skip
    return render(request, "township/staff/places.html", context, status=status)


def _forms(request: HttpRequest, town: Organ) -> dict[str, Any]:
    code = request.POST.get("act", "")
    villages = villages_of(town)
    return {
        "milestone": MilestoneForm(
            request.POST if code == "milestone" else None, villages=villages
        ),
        "inspect": InspectionForm(request.POST if code == "inspect" else None, villages=villages),
    }


def _place(town: Organ, data: dict[str, Any]) -> actions.Place:
    village = Region.objects.filter(pk=data.get("village") or "").first()
    return actions.Place(town, PlaceKind(data.get("place") or PlaceKind.CENTRE), village)


def _milestone(request: HttpRequest, town: Organ, form: MilestoneForm) -> bool:
    data = form.cleaned_data
    try:
        actions.set_milestone(
            _place(town, data), step=data["step"], target_on=data["target_on"],
            done_on=data["done_on"], note=data["note"], by=actor_of(request), at=now(),
        )  # fmt: skip
    except Refusal as refused:
        beside(form, refused)
        return False
    return True


def _inspect(request: HttpRequest, town: Organ, form: InspectionForm) -> bool:
    data = form.cleaned_data
    try:
        actions.inspect(
            _place(town, data), results=form.results(), rectify_by=data["rectify_by"],
            note=data["note"], by=actor_of(request), at=now(),
        )  # fmt: skip
    except Refusal as refused:
        beside(form, refused)
        return False
    return True


_SAVE: dict[str, Callable[[HttpRequest, Organ, Any], bool]] = {
    "milestone": _milestone,
    "inspect": _inspect,
}


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def occasions(request: HttpRequest) -> HttpResponse:
    """Meetings, visits on the spot, training and assessment of agents."""
    actor, town, status = actor_of(request), town_of(request), 200
    agents = Staff.objects.filter(organ=town, kind="village").order_by("number")
    form = HeldForm(
        request.POST or None, villages=villages_of(town),
        agents=[(str(one.pk), one.name) for one in agents],
    )  # fmt: skip
    if request.method == "POST":
        status = 422
        if form.is_valid() and _hold(request, town, form):
            messages.success(request, "已记录。")
            return redirect(f"{request.path}?town={town.pk}")
    rows = Occasion.objects.filter(organ=town).select_related("organ", "village", "agent")
    context = {
        "town": town,
        "rows": rows.order_by("-held_on", "-pk")[:_SHOWN],
        "form": form if policy.may_hold(actor, town.pk) else None,
    }
    return render(request, "township/staff/occasions.html", context, status=status)


def _agent(key: str) -> Staff | None:
    return Staff.objects.filter(pk=key).first() if key else None


def _hold(request: HttpRequest, town: Organ, form: HeldForm) -> bool:
    data = form.cleaned_data
    village = Region.objects.filter(pk=data["village"]).first() if data["village"] else None
    kind = PlaceKind.STATION if village else PlaceKind.CENTRE
    held = actions.Held(
        OccasionKind(data["kind"]), data["held_on"], data["present"], data["result"],
        data["problems"], _agent(data["agent"]), data["grade"],
    )  # fmt: skip
    try:
        actions.hold(actions.Place(town, kind, village), held=held, by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return False
    return True
