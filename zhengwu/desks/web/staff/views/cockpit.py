"""The leader's cockpit: read in ten seconds on a phone, or on a wall."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.kernel.time import now
from zhengwu.statistics import policy, queries
from zhengwu.web.access import access
from zhengwu.web.polling import etagged, polled


def _facts() -> dict[str, Any]:
    told = queries.cockpit(now())
    behind = reverse("statistics_staff:behind")

    def link(tile: Any) -> str:
        if tile.id == "late_open":
            return reverse("statistics_staff:late")
        measure = {"cards_open": "cards_red", "waiting": "tickets"}.get(tile.id, tile.behind)
        since, until = told.today_span if tile.span == "today" else told.month_span
        return f"{behind}?measure={measure}&since={since}&until={until}"

    groups = [
        ("现在", told.state),
        ("今天", told.today),
        ("本月", told.month),
    ]
    return {
        "told": told,
        "groups": [(title, [(tile, link(tile)) for tile in tiles]) for title, tiles in groups],
        "month": told.month_span,
    }


@access(policy.oversees)
@require_safe
def cockpit(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "desks/staff/cockpit.html", _facts())


@access(policy.oversees)
@require_safe
@polled
def cockpit_now(request: HttpRequest) -> HttpResponse:
    """The part that moves; 304 while nothing was counted."""
    return etagged(
        request,
        ["page", *queries.fingerprint(now())],
        lambda: render(request, "desks/staff/_cockpit.html", _facts()),
    )


@access(policy.oversees)
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The same for a large display."""
    return render(request, "desks/staff/cockpit_wall.html", _facts())


@access(policy.oversees)
@require_safe
def wall_now(request: HttpRequest) -> HttpResponse:
    """What moves on the wall."""
    return etagged(
        request,
        ["wall", *queries.fingerprint(now())],
        lambda: render(request, "desks/staff/_cockpit_wall.html", _facts()),
    )
