"""Projects, their agency windows, the rule of silence, figures of a year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhengwu.joint import policy
from zhengwu.joint.enums import KIND_NAMES, JointState, ProjectKind, ProjectState
from zhengwu.joint.models import AgencyRule, Joint, Meeting, Project, SilenceRule
from zhengwu.joint.queries.matters import visible_to
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day


def agency_of(kind: str, day: date) -> AgencyRule | None:
    """The organ whose window is agent for this kind of project on a day."""
    rules = AgencyRule.objects.filter(kind=kind, effective_on__lte=day)
    return rules.order_by("-effective_on", "-set_at").first()


def silence_on(day: date) -> SilenceRule | None:
    """What silence between organs means on a day; None: nobody has chosen."""
    return SilenceRule.objects.filter(effective_on__lte=day).first()


def projects_for(actor: Actor) -> QuerySet[Project]:
    """Project files this member of staff may read: of the agency window, of whoever opened them, of
    organs that take part in a joint matter or a meeting; the overseers read all."""
    rows = Project.objects.all()
    if not actor.is_staff or policy.oversees(actor):
        return rows if actor.is_staff else rows.none()
    mine = policy.handled(actor)
    met = Meeting.objects.filter(participants__organ_code__in={*mine, actor.organ_code})
    return rows.filter(
        Q(agency_code__in=mine)
        | Q(opened_by=actor.name)
        | Q(pk__in=visible_to(actor).filter(stage__isnull=False).values("stage__project"))
        | Q(pk__in=met.filter(project__isnull=False).values("project"))
    )


def meetings_for(actor: Actor) -> QuerySet[Meeting]:
    """Meetings about what one may read, and those one's own organ was asked to."""
    rows = Meeting.objects.select_related("matter", "project__matter", "joint__matter")
    if not actor.is_staff or policy.oversees(actor):
        return rows if actor.is_staff else rows.none()
    mine = {*policy.handled(actor), actor.organ_code}
    asked = Meeting.objects.filter(participants__organ_code__in=mine)
    return rows.filter(
        Q(project__in=projects_for(actor).values("pk"))
        | Q(joint__in=visible_to(actor).values("pk"))
        | Q(pk__in=asked.values("pk"))
    )


@dataclass(frozen=True, slots=True)
class Year:
    """Counts of one year: projects by kind, full agency among them, joint matters by service."""

    year: int
    kinds: list[dict[str, Any]]
    projects: int
    major: int
    full_agency: int
    finished: int
    meetings: int
    services: list[dict[str, Any]]


def yearly(year: int) -> Year:
    """What is reported of agency windows and joint handling in a year. 3 statements."""
    projects = list(
        Project.objects.filter(opened_on__year=year)
        .values("kind")
        .annotate(
            n=Count("pk"),
            major=Count("pk", filter=Q(major=True)),
            full=Count("pk", filter=Q(full_agency=True)),
            done=Count("pk", filter=Q(full_agency=True, state=ProjectState.FINISHED)),
        )
        .order_by("kind")
    )
    kinds: list[dict[str, Any]] = [
        {**row, "name": KIND_NAMES[ProjectKind(row["kind"])]} for row in projects
    ]
    return Year(
        year=year,
        kinds=kinds,
        projects=sum(row["n"] for row in kinds),
        major=sum(row["major"] for row in kinds),
        full_agency=sum(row["full"] for row in kinds),
        finished=sum(row["done"] for row in kinds),
        meetings=Meeting.objects.filter(held_at__year=year).count(),
        services=_services(year),
    )


def _services(year: int) -> list[dict[str, Any]]:
    """By service: received, answered, answered in time, withdrawn."""
    found: dict[str, Counter[str]] = {}
    rows = Joint.objects.filter(received_at__year=year).values_list(
        "state", "due_on", "collected_at", "edition__service__name"
    )
    for state, due_on, collected_at, name in rows:
        counts = found.setdefault(name, Counter())
        counts["received"] += 1
        if collected_at is not None:
            counts["answered"] += 1
            counts["in_time"] += local_day(collected_at) <= due_on
        counts["withdrawn"] += state == JointState.WITHDRAWN
    return [{"name": name, **counts} for name, counts in sorted(found.items())]
