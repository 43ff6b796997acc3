"""A page for every town: what it discloses, what it does for people, how well it does it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.org.enums import Duty, OrganKind
from zhengwu.org.models import Organ
from zhengwu.org.queries import holders
from zhengwu.township import queries, registry
from zhengwu.township.enums import RECEPTION_NAMES, SECTION_NAMES, Section
from zhengwu.township.models import LeafletCopy, Power, Station
from zhengwu.web.access import access, anyone

_LEAFLETS = 10


@access(anyone)
@require_safe
def towns(request: HttpRequest) -> HttpResponse:
    """All towns of the county."""
    rows = [
        (one, queries.coverage(one))
        for one in Organ.objects.filter(kind=OrganKind.TOWN).select_related("region")
    ]
    return render(request, "township/citizen/towns.html", {"rows": rows})


@access(anyone)
@require_safe
def town(request: HttpRequest, code: str) -> HttpResponse:
    """Disclosure, service and efficiency of one town in one place."""
    organ = Organ.objects.filter(pk=code, kind=OrganKind.TOWN).select_related("region").first()
    if organ is None:
        raise Http404
    today = local_day(now())
    powers = list(Power.objects.filter(organ=organ).select_related("item__live"))
    context = {
        "town": organ,
        "hall": organ.halls.order_by("pk").first(),
        "directors": holders(Duty.TOWN_MANAGER, organ.pk, today),
        "sections": [
            (name, [one for one in powers if one.section == section])
            for section, name in SECTION_NAMES.items()
        ],
        "scope": [
            (RECEPTION_NAMES[kind], row["law"], SECTION_NAMES[Section(row["section"])],
             row.get("to_confirm", ""))
            for kind in RECEPTION_NAMES if (row := registry.scope()[kind])
        ],
        "stations": Station.objects.filter(town=organ, state="open").select_related("village"),
        "leaflets": LeafletCopy.objects.filter(
            organ=organ, village=None, read_at__isnull=False
        ).select_related("leaflet").order_by("-leaflet__published_at")[:_LEAFLETS],
        "figures": queries.efficiency(organ, midnight(today.replace(month=1, day=1))),
        "supervised": registry.efficiency(organ.pk, today.replace(month=1, day=1)),
        "year": today.year,
    }  # fmt: skip
    return render(request, "township/citizen/town.html", context)


@access(anyone)
@require_safe
def systems(request: HttpRequest, code: str) -> HttpResponse:
    """The nine and the seven systems of a town, each with what is recorded of it this year."""
    organ = get_object_or_404(Organ, pk=code, kind=OrganKind.TOWN)
    today = local_day(now())
    context = {
        "town": organ,
        "systems": queries.systems_of(organ, today.replace(month=1, day=1)),
        "listed": registry.systems(),
        "year": today.year,
    }
    return render(request, "township/citizen/systems.html", context)
