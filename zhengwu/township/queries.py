"""Readings of a town's centre with more than one caller."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from zhengwu.cases.enums import OVER, ROUTE_NAMES, CaseState
from zhengwu.cases.models import Case
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.matters.models import Matter
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ, Staff
from zhengwu.township import policy, registry
from zhengwu.township.enums import OvertimeDefault
from zhengwu.township.models import Reception, RegisterRow, Station, TownSetting


def towns(actor: Actor) -> QuerySet[Organ]:
    """Towns this person sees: all for the county's centre, else one's own."""
    rows = Organ.objects.filter(kind=OrganKind.TOWN).select_related("region").order_by("code")
    return rows if policy.oversees(actor) else rows.filter(pk__in=policy.towns_of(actor))


def overtime_of(town_code: str) -> OvertimeDefault:
    """The town's choice, else the shipped one."""
    row = TownSetting.objects.filter(pk=town_code).first()
    return OvertimeDefault(row.overtime if row else registry.value("overtime_default"))


def next_number(town: Organ, at: datetime) -> str:
    """GA-LF-T101-2026-0007; the town's row is the lock of its series."""
    Organ.objects.select_for_update().get(pk=town.pk)
    place = town.pk.rpartition("-")[2]
    prefix = f"{settings.CASE_PREFIX}-LF-{place}-{local_day(at).year}-"
    used = Matter.objects.filter(kind="reception", number__startswith=prefix).count()
    return f"{prefix}{used + 1:04d}"


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
