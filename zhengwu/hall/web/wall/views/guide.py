"""The touch guide and the reading point: items, guides to print, published papers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.models import Item
from zhengwu.hall import queries
from zhengwu.hall.web.wall.views.screen import hall_of
from zhengwu.kernel.time import now
from zhengwu.township.models import Leaflet
from zhengwu.web.access import access, anyone

_SHOWN = 30
_TEXT = 60


@access(anyone)
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Find what one wants by words or by unit; read, print, take a number."""
    hall = hall_of(code)
    text, organ = request.GET.get("q", "").strip()[:_TEXT], request.GET.get("organ", "")[:40]
    live = Item.objects.filter(live__isnull=False)
    units = live.order_by("organ_name").values_list("organ_code", "organ_name").distinct()
    items: list[Item] = []
    if text:
        items = catalogue.find(text, limit=_SHOWN).items
    elif organ:
        items = list(live.filter(organ_code=organ).order_by("name"))
    item = catalogue.item_by_code(request.GET.get("item", "")[:100])
    fitting = queries.queues_for_item(hall, item.organ_code, item.code) if item else []
    windows = [seat for seat in queries.seats_of(hall) if _takes(seat, fitting)] if item else []
    context: dict[str, Any] = {
        "hall": hall, "q": text, "organ": organ, "units": units, "items": items, "item": item,
        "queues": fitting, "windows": windows,
    }  # fmt: skip
    return render(request, "hall/wall/guide.html", context)


def _takes(seat: Any, queues: Any) -> bool:
    wanted = {queue.pk for queue in queues}
    return any(one.queue_id in wanted for one in seat.calls.all())


@access(anyone)
@require_safe
def reading(request: HttpRequest, code: str) -> HttpResponse:
    """政府信息公开查阅点: the items in use and what has been published, to read and print."""
    hall = hall_of(code)
    live = Item.objects.filter(live__isnull=False)
    context = {
        "hall": hall,
        "items": live.count(),
        "units": live.order_by("organ_name").values_list("organ_name", flat=True).distinct(),
        "leaflets": Leaflet.objects.order_by("-published_at")[:_SHOWN],
        "notices": queries.notices_on(hall, now().date()),
    }
    return render(request, "hall/wall/reading.html", context)
