"""Readings of patrols and registers: for pages, for reminders, and for those who count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from zhengwu.cases.models import FirstAsked
from zhengwu.clock.queries import known
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import midnight
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Hall, Organ
from zhengwu.org.queries import admitted_organs, supervised
from zhengwu.personnel import policy, registry
from zhengwu.personnel.enums import FollowState
from zhengwu.personnel.models import Patrol, PatrolFinding, RegisterEntry
from zhengwu.personnel.rules import registers
from zhengwu.personnel.rules.qualifying import tour
from zhengwu.township.models import Inspection


def patrol_findings(first: date, last: date, *, organ: str = "") -> QuerySet[PatrolFinding]:
    """Findings of a period; one that fell away (`upheld` false) is left out."""
    rows = PatrolFinding.objects.filter(on__range=(first, last)).exclude(upheld=False)
    rows = rows.filter(organ_id=organ) if organ else rows
    return rows.select_related("staff", "organ", "window", "patrol").order_by("on", "pk")


def register_rows(kind: str, first: date, last: date) -> QuerySet[RegisterEntry]:
    """Rows of a register in a period; voided ones are left out. `content` holds the fields."""
    rows = RegisterEntry.objects.filter(kind=kind, on__range=(first, last), void_reason="")
    return rows.select_related("staff", "organ").order_by("on", "pk")


def findings_seen(actor: Actor) -> QuerySet[PatrolFinding]:
    """All for those who oversee; a head sees the unit's, everybody else what concerns him."""
    rows = PatrolFinding.objects.select_related("staff", "organ", "window", "patrol", "picture")
    if policy.oversees(actor):
        return rows
    return rows.filter(Q(organ_id__in=policy.headed(actor)) | Q(staff_id=actor.id))


def overdue(today: date) -> list[PatrolFinding | RegisterEntry]:
    """What is open past its day, of both."""
    late = {"follow": FollowState.OPEN, "due_on__lt": today}
    return [
        *PatrolFinding.objects.filter(**late).select_related("organ", "staff"),
        *RegisterEntry.objects.filter(**late, void_reason="").select_related("organ", "staff"),
    ]


def proposed_tour(hall: Hall, day: date) -> list[Any]:
    """Windows for today's random tour; the same day gives the same tour."""
    windows = list(supervised(hall, day).order_by("code"))
    last: dict[str, date | None] = {one.code: None for one in windows}
    for patrol in Patrol.objects.filter(hall=hall).order_by("on"):
        for code in patrol.windows:
            if code in last:
                last[code] = patrol.on
    chosen = tour(last, registry.value("patrol_tour", day), f"{hall.pk}/{day.isoformat()}")
    by_code = {one.code: one for one in windows}
    return [{"window": by_code[code], "last": last[code]} for code in chosen]


def first_asked_open(at: Any) -> QuerySet[FirstAsked]:
    """Who was asked first and neither answered nor passed it on for too long, not yet a finding."""
    day = (
        known()
        .calendar()
        .nth_working_before(
            at.date() + timedelta(days=1), registry.value("first_asked_limit", at) + 1
        )
    )
    limit = midnight(day + timedelta(days=1))
    rows = FirstAsked.objects.filter(state="open", asked_at__lt=limit)
    linked = PatrolFinding.objects.exclude(first_asked=None).values("first_asked")
    return rows.exclude(pk__in=linked).order_by("asked_at")


def registers_seen(actor: Actor) -> list[dict[str, Any]]:
    """The registers this person may read, with how much is open and late."""
    codes = [one for one in registry.registers() if policy.may_read_register(actor, one)]
    last = dict(
        RegisterEntry.objects.filter(kind__in=codes, void_reason="")
        .order_by().values_list("kind").annotate(Max("on"))
    )  # fmt: skip
    waiting: dict[str, list[date | None]] = {}
    rows = RegisterEntry.objects.filter(kind__in=codes, follow=FollowState.OPEN, void_reason="")
    for code, due in rows.values_list("kind", "due_on"):
        waiting.setdefault(code, []).append(due)
    return [
        {"code": code, "kind": registry.registers()[code], "last": last.get(code),
         "open": waiting.get(code, []), "keeps": policy.may_keep(actor, code)}
        for code in codes
    ]  # fmt: skip


def lacking(code: str, today: date) -> list[str]:
    """What a register should hold and does not: days of this month, months of this year, units."""
    expects = registry.registers()[code].get("expects")
    if not expects:
        return []
    every = expects["every"]
    first = today.replace(day=1) if every == "day" else today.replace(month=1, day=1)
    rows = register_rows(code, first, today)
    if expects["of"] == "units":
        there = set(rows.values_list("organ_id", flat=True))
        return [one.short_name for one in _units(today) if one.pk not in there]
    calendar = known().calendar()
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    working = [one for one in days if calendar.is_working(one)]
    return registers.lacking_days(every, first, today, rows.values_list("on", flat=True), working)


def _units(today: date) -> Iterable[Organ]:
    """Units in the centre, and the towns: those whose heads sign."""
    yield from admitted_organs(today).order_by("position", "code")
    yield from Organ.objects.filter(kind=OrganKind.TOWN).order_by("position", "code")


def talks_owed() -> dict[str, list[Organ]]:
    """Towns whose last acceptance failed without a talk, and passed without a reward (EVAL-14)."""
    latest: dict[tuple[str, str, Any], Inspection] = {}
    for row in Inspection.objects.select_related("organ").order_by("inspected_at", "pk"):
        latest[(row.organ_id, row.place, row.village_id)] = row
    found: dict[str, dict[str, Organ]] = {"admonition": {}, "acceptance_reward": {}}
    for row in latest.values():
        code = "acceptance_reward" if row.passed else "admonition"
        since = row.inspected_at.date()
        done = RegisterEntry.objects.filter(
            kind=code, organ_id=row.organ_id, on__gte=since, void_reason=""
        )
        if not done.exists():
            found[code][row.organ_id] = row.organ
    return {code: list(organs.values()) for code, organs in found.items()}


def reception_days(today: date) -> list[dict[str, Any]]:
    """Reception days to come with the places that are left."""
    rows = RegisterEntry.objects.filter(kind="reception_day", on__gte=today, void_reason="")
    found = []
    for row in rows.order_by("on", "pk"):
        content = row.content
        taken = row.children.filter(void_reason="").count()
        found.append({"row": row, "content": content, "left": int(content["seats"]) - taken})
    return found
