"""The town's centre at a glance, and which town one looks at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ
from zhengwu.township import actions, policy, queries
from zhengwu.township.enums import (
    OVERTIME_NAMES,
    REGISTER_NAMES,
    OvertimeDefault,
    ReceptionState,
    Register,
)
from zhengwu.township.models import Power, Reception, RegisterRow, Station
from zhengwu.township.web.staff.forms import OvertimeForm
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_LAST = 8


def town_of(request: HttpRequest) -> Organ:
    """The town asked for, or the person's own; who sees none is told there is none."""
    rows = queries.towns(actor_of(request))
    if wanted := request.GET.get("town", ""):
        rows = rows.filter(pk=wanted)
    town = rows.first()
    if town is None:
        raise Http404
    return town


def villages_of(town: Organ) -> list[tuple[str, str]]:
    """Villages of a town by code."""
    return list(town.region.children.order_by("code").values_list("pk", "name"))


def beside(form: forms.Form, refused: Refusal) -> None:
    """Errors beside the fields a refusal names."""
    for name, texts in (refused.fields or {"": [refused.message]}).items():
        form.add_error(name if name in form.fields else None, list(texts))


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def home(request: HttpRequest) -> HttpResponse:
    """Figures of today, what waits, the choice for what is late."""
    actor, town, status = actor_of(request), town_of(request), 200
    form = OvertimeForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen = OvertimeDefault(form.cleaned_data["overtime"])
            reason = form.cleaned_data["reason"]
            try:
                actions.choose_overtime(town, overtime=chosen, reason=reason, by=actor, at=now())
                return redirect(f"{request.path}?town={town.pk}")
            except Refusal as refused:
                beside(form, refused)
    return render(request, "township/staff/home.html", _context(request, town, form), status=status)


def _context(request: HttpRequest, town: Organ, form: OvertimeForm) -> dict[str, Any]:
    actor = actor_of(request)
    visits = Reception.objects.filter(town=town).select_related("matter")
    mine = queries.cases_of(town).filter(agent_id=actor.id).select_related("matter")
    told = RegisterRow.objects.filter(register=Register.AGENCY, case__isnull=False)
    untold = mine.filter(completed_at__isnull=False).exclude(pk__in=told.values("case"))
    lines = RegisterRow.objects.filter(town=town, closed_at=None)
    return {
        "town": town,
        "towns": list(queries.towns(actor)),
        "coverage": queries.coverage(town),
        "waiting": visits.exclude(state=ReceptionState.DONE).order_by("registered_at")[:_LAST],
        "waiting_count": visits.exclude(state=ReceptionState.DONE).count(),
        "open_lines": lines.order_by("planned_at", "written_at")[:_LAST],
        "open_lines_count": lines.count(),
        "cases": queries.cases_of(town).select_related("matter").order_by("-matter")[:_LAST],
        "mine": mine.order_by("-matter")[:_LAST],
        "untold": untold.order_by("-matter")[:_LAST],
        "stations": Station.objects.filter(agent__pk=UUID(actor.id)).select_related("village")
        if actor.id
        else [],
        "powers": Power.objects.filter(organ=town).count(),
        "registers": REGISTER_NAMES.items(),
        "overtime": OVERTIME_NAMES[queries.overtime_of(town.pk, now())],
        "form": form if policy.may_direct(actor, town.pk) else None,
        "is_agent": actor.has_anywhere("village_agent"),
    }
