"""The network, its powers, its places and its figures."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from zhengwu.cases.enums import OVER, ROUTE_NAMES, CaseState
from zhengwu.cases.models import Case
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ, Staff
from zhengwu.parameters.queries import write_number
from zhengwu.township import policy, registry
from zhengwu.township.enums import OvertimeDefault, PowerKind
from zhengwu.township.models import (
    Inspection,
    Milestone,
    Power,
    Reception,
    RegisterRow,
    Station,
    TownSetting,
)


def towns(actor: Actor) -> QuerySet[Organ]:
    """Towns this person sees: all for the county's centre, else one's own."""
    rows = Organ.objects.filter(kind=OrganKind.TOWN).select_related("region").order_by("code")
    return rows if policy.oversees(actor) else rows.filter(pk__in=policy.towns_of(actor))


def overtime_of(town_code: str, at: date | datetime) -> OvertimeDefault:
    """The town's choice, else the shipped one."""
    row = TownSetting.objects.filter(pk=town_code).first()
    return OvertimeDefault(row.overtime if row else registry.value("overtime_default", at))


def next_number(town: Organ, at: datetime) -> str:
    """The next number of the town's receptions; the town's row is the lock of its series."""
    Organ.objects.select_for_update().get(pk=town.pk)
    day = local_day(at)
    used = Reception.objects.filter(town=town, registered_at__year=day.year).count()
    return write_number(
        "reception",
        day,
        used + 1,
        place=settings.CASE_PREFIX,
        kind=registry.RECEPTION_KIND,
        organ=registry.place_of(town.pk),
    )


def cases_of(town: Organ) -> QuerySet[Case]:
    """What the town handles, and what its agents handed in anywhere."""
    people = [str(pk) for pk in Staff.objects.filter(organ=town).values_list("pk", flat=True)]
    mine = Q(organ_code=town.pk) | (Q(agent_id__in=people) & ~Q(agent_id=""))
    return Case.objects.filter(mine).exclude(state=CaseState.MISREGISTERED)


def figures(town: Organ, first: date, end: date) -> dict[str, Any]:
    """The counts of a period: cases by class, receptions by kind, lines by register."""
    start, stop = midnight(first), midnight(end)
    cases = cases_of(town).filter(received_at__gte=start, received_at__lt=stop).order_by()
    by_route = dict(cases.values_list("route").annotate(Count("pk")))
    visits = Reception.objects.filter(
        town=town, registered_at__gte=start, registered_at__lt=stop
    ).order_by()
    lines = RegisterRow.objects.filter(
        town=town, written_at__gte=start, written_at__lt=stop
    ).order_by()
    return {
        "received": sum(by_route.values()),
        "over": cases.filter(state__in=OVER).count(),
        "by_agents": cases.filter(channel="agent").count(),
        "routes": {route.value: by_route.get(route.value, 0) for route in ROUTE_NAMES},
        "receptions": dict(visits.values_list("kind").annotate(Count("pk"))),
        "registers": dict(lines.values_list("register").annotate(Count("pk"))),
    }


def coverage(organ: Organ) -> dict[str, Any]:
    """How many villages a town has, and how far their stations are."""
    villages = organ.region.children.count()
    states = dict(Station.objects.filter(town=organ).order_by().values_list("state")
                  .annotate(Count("pk")))  # fmt: skip
    opened = states.get("open", 0)
    share = round(opened / villages * 100) if villages else 0  # not law: per cent
    return {"villages": villages, "states": states, "open": opened, "share": share}


def kinds_allowed(organ_code: str, item: Item) -> frozenset[PowerKind]:
    """Kinds of power the item's live edition leaves room for; of another's item only to serve it.

    Decided by the organ itself: everything. Reviewed here, decided above: up to acceptance.
    Only collected for above: up to agency.
    """
    mine = {PowerKind.AGENT, PowerKind.PROVIDE}
    if item.live is None:
        return frozenset(PowerKind)
    document = item.live.document
    if document.organ_code != organ_code:
        return frozenset(mine)
    if not document.upward.item:
        return frozenset(PowerKind)
    return frozenset(mine | {PowerKind.ACCEPT}) if document.upward.review else frozenset(mine)


def nearest(item_code: str, region_code: str) -> list[dict[str, Any]]:
    """Where a matter may be taken, nearest first: the village, the town, other towns, the county.

    Places are those whose powers are listed for the item or for one with the same code of the
    basic catalogue; and the organ that decides it.
    """
    items = linked(item_code)
    rows = Power.objects.filter(item__in=items).exclude(kind=PowerKind.PROVIDE)
    stations = {row.village_id: row for row in Station.objects.filter(state="open")}
    found: list[dict[str, Any]] = []
    for row in rows.select_related("organ__region", "item"):
        found.append({"organ": row.organ, "row": row, "item": row.item, "station": None})
        station = stations.get(region_code) if row.in_villages else None
        if station and station.town_id == row.organ_id:
            found.append({"organ": row.organ, "row": row, "item": row.item, "station": station})
    listed = {*Power.objects.filter(item__in=items).values_list("organ", flat=True)}
    for item in items:
        organ = Organ.objects.filter(pk=item.organ_code).select_related("region").first()
        if organ and organ.pk not in listed and item.open_for_application:
            found.append({"organ": organ, "row": None, "item": item, "station": None})
    for one in found:
        one["near"] = _near(one, region_code)
    return sorted(found, key=lambda one: (-one["near"], one["organ"].position, one["organ"].pk))


def _near(place: dict[str, Any], region_code: str) -> int:
    """How many digits of the region agree: the village itself, its town, the county, further."""
    if place["station"] is not None:
        return len(region_code)
    own = place["organ"].region_id
    if not region_code:
        return 0
    return next((n for n in (12, 9, 6, 4, 2) if own[:n] == region_code[:n]), 0)


def linked(item_code: str) -> list[Item]:
    """The items of all levels that carry the same code of the basic catalogue; else this one."""
    item = Item.objects.select_related("live").filter(code=item_code).first()
    if item is None:
        return []
    code = item.live.document.basic_code if item.live else ""
    if not code:
        return [item]
    live = Item.objects.select_related("live").filter(live__isnull=False)
    return [one for one in live.filter(live__canonical__contains=f'"{code}"')
            if one.live and one.live.document.basic_code == code]  # fmt: skip


def agent_figures(agent: Staff, until: date) -> dict[str, Any]:
    """What an agent did in the twelve months before a day: the ground of the assessment."""
    start, stop = midnight(until.replace(year=until.year - 1)), midnight(until)
    rows = Case.objects.filter(
        agent_id=str(agent.pk), channel="agent", received_at__gte=start, received_at__lt=stop
    )
    told = RegisterRow.objects.filter(register="agency", case__in=rows, closed_at__isnull=False)
    return {
        "handed_in": rows.count(),
        "over": rows.filter(state__in=OVER).count(),
        "told": told.values("case").distinct().count(),
    }


def building(towns: list[Organ], today: date) -> list[dict[str, Any]]:
    """Each town: steps reached of those set, late ones, and what the last inspections found."""
    rows = []
    for town in towns:
        steps = Milestone.objects.filter(organ=town)
        last = inspections_of(town, today)
        rows.append({
            "town": town,
            "set": steps.count(),
            "done": steps.filter(done_on__isnull=False).count(),
            "late": steps.filter(done_on=None, target_on__lt=today).count(),
            "passed": sum(one["row"].passed for one in last),
            "failed": sum(not one["row"].passed for one in last),
            "overdue": sum(one["overdue"] for one in last),
        })  # fmt: skip
    return rows


def milestones_of(town: Organ, today: date) -> list[dict[str, Any]]:
    """The steps of every place of a town, late ones marked."""
    names = registry.standards()["milestones"]["rows"]
    order = list(names)
    rows = Milestone.objects.filter(organ=town).select_related("organ", "village")
    found = [
        {"row": row, "step": names.get(row.step, row.step),
         "late": row.done_on is None and row.target_on < today}
        for row in rows
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda one: (one["row"].place, str(one["row"].village_id or ""),
                         order.index(one["row"].step)),
    )  # fmt: skip


def inspections_of(town: Organ, today: date) -> list[dict[str, Any]]:
    """The last inspection of every place of a town; a failed one is overdue after its day."""
    rows = Inspection.objects.filter(organ=town).select_related("organ", "village")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows.order_by("-inspected_at", "-pk"):
        key = (row.place, str(row.village_id or ""))
        if key in found:
            continue
        names = registry.standards()[row.place]
        overdue = row.rectify_by is not None and row.rectify_by < today
        found[key] = {
            "row": row,
            "failed": [names[code]["name"] for code in row.failed if code in names],
            "overdue": overdue,
        }
    return list(found.values())


def contradictions(document: EditionDocument) -> list[str]:
    """What an edition says otherwise than those above it that bind it."""
    return catalogue.deviations(document)


def carried() -> dict[str, Any]:
    """Kinds of declaration the platform carries: open items by kind, their flows and forms."""
    items = list(catalogue.open_items())
    documents = [one.live.document for one in items if one.live]
    kinds = Counter(document.kind.label for document in documents)
    return {
        "items": len(items),
        "kinds": sorted(kinds.items(), key=lambda one: -one[1]),
        "flows": len({document.flow.code for document in documents if document.flow.code}),
        "forms": len({document.form.code for document in documents if document.form.code}),
        "organs": len({document.organ_code for document in documents}),
        "listed": Item.objects.filter(state="active").count(),
    }
