"""就近办理: where near me is this matter taken, and what can be done there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.models import Item
from zhengwu.org.models import Organ, Region
from zhengwu.township import queries, rules
from zhengwu.township.enums import PowerKind
from zhengwu.township.models import Power
from zhengwu.web.access import access, anyone

_SHOWN = 20
_TEXT = 60


@access(anyone)
@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """First where one lives, then what one wants; the answer is a list of places, nearest first."""
    town = Region.objects.filter(pk=request.GET.get("town", "")[:12], level="town").first()
    villages = list(town.children.order_by("code")) if town else []
    village = next((one for one in villages if one.pk == request.GET.get("village")), None)
    text = request.GET.get("q", "").strip()[:_TEXT]
    item = catalogue.item_by_code(request.GET.get("item", "")[:100])
    here = village.pk if village else town.pk if town else ""
    context: dict[str, Any] = {
        "towns": _towns(),
        "town": town,
        "villages": villages,
        "village": village,
        "q": text,
        "item": item,
        "found": catalogue.find(text, limit=_SHOWN).items if text and item is None else [],
        "offered": _offered() if not text and item is None else [],
        "places": [_shown(one, here) for one in queries.nearest(item.code, here)] if item else [],
    }
    return render(request, "township/citizen/near.html", context)


def _towns() -> list[Region]:
    """The streets and towns of this county."""
    county = Organ.objects.filter(kind="centre").values_list("region_id", flat=True).first()
    return list(Region.objects.filter(parent=county, level="town").order_by("code"))


def _offered() -> list[Item]:
    """What towns and communities have the power for."""
    rows = Power.objects.exclude(kind=PowerKind.PROVIDE).select_related("item")
    # Several places hold one item each under the same name: it is asked for once.
    return list({row.item.name: row.item for row in rows.order_by("item__name")}.values())


def _shown(place: dict[str, Any], here: str) -> dict[str, Any]:
    row, organ, station = place["row"], place["organ"], place["station"]
    hall = organ.halls.order_by("pk").first()
    name = f"{station.village}便民服务站" if station else (hall.name if hall else organ.name)
    may = rules.MAY[PowerKind(row.kind)] if row else "受理和决定"
    if station:
        may = "由代办员代为申请、转报"
    return {
        "name": name,
        "organ": organ,
        "may": may,
        "own": bool(here) and (station is not None or organ.region_id == here),
        "address": "" if station else (hall.address if hall else organ.address),
        "phone": station.phone if station else (hall.phone if hall else organ.phone),
        "hours": "" if station else (hall.hours if hall else ""),
        "agent": station.agent.name if station and station.agent else "",
        "item": place["item"],
        "self": bool(row) and row.kind == PowerKind.HANDLE and not station,
    }
