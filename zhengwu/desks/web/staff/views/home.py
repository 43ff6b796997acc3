"""The first page of the desk: what waits for me – steps of cases, then what the rooms hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.desks import policy, queries
from zhengwu.flow.enums import TaskState
from zhengwu.flow.models import Task
from zhengwu.flow.queries import tasks_for
from zhengwu.kernel.time import local_day, now
from zhengwu.statistics import policy as statistics
from zhengwu.web.access import access, actor_of

_SHOWN = 30
_TONES = {"received": "", "decide": "", "today": "good", "paused": ""}


@access(policy.may_use_desk)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Tiles of my duties, the steps that wait for me, longest waiting first, and the rooms."""
    actor, at = actor_of(request), now()
    handles = queries.handles_cases(actor)
    context = {
        "tiles": _tiles(request) if handles else [],
        "tasks": [_line(task) for task in tasks_for(actor)[:_SHOWN]] if handles else [],
        "rooms": queries.waiting(actor, at),
        "today": local_day(at),
        "handles": handles,
        "oversees": statistics.oversees(actor),
    }
    return render(request, "desks/staff/home.html", context)


def _tiles(request: HttpRequest) -> list[dict[str, Any]]:
    counts = queries.counts_for(request)
    base = reverse("cases_staff:list")
    tiles = [
        _tile("事项期限已超期", counts["mine_late"], f"{base}?view=mine&stage=late", "bad"),
        _tile("事项期限将到期", counts["mine_near"], f"{base}?view=mine&stage=soon", "warn"),
    ]
    for one in queries.views_of(actor_of(request)):
        if one.view in counts:
            tone = _TONES.get(one.view, "")
            tiles.append(_tile(one.label, counts[one.view], f"{base}?view={one.view}", tone))
    return tiles


def _tile(label: str, count: int, url: str, tone: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": queries.shown(count),
        "href": url,
        "tone": tone if count else "",
    }


def _line(task: Task) -> dict[str, Any]:
    clock = task.clock
    return {
        "task": task,
        "url": f"{reverse('cases_staff:case', args=[task.matter.number])}?view=mine",
        "due_on": clock.due_on if clock else None,
        "mine": task.state == TaskState.CLAIMED,
        "urged": task.urged,
    }
