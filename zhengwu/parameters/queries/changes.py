"""What waits for approval, what will hold, what was changed lately."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from zhengwu.jobs.enums import JobState
from zhengwu.jobs.models import Job
from zhengwu.parameters.enums import OPEN_CHANGES, ChangeState
from zhengwu.parameters.models import Change, Version

_SHOWN = 90  # how long the home page shows what was changed


def pending() -> QuerySet[Change]:
    """Open changes, those waiting for approval first."""
    return Change.objects.filter(state__in=OPEN_CHANGES).order_by("-state", "changed_at")


def open_change(kind: str, key: str) -> Change | None:
    """The open change of a parameter."""
    return Change.objects.filter(kind=kind, key=key, state__in=OPEN_CHANGES).first()


def upcoming(day: date) -> QuerySet[Version]:
    """Approved versions whose day is still to come, the next first."""
    return Version.objects.filter(effective_from__gt=day).order_by("effective_from", "pk")


def recent(day: date) -> QuerySet[Version]:
    """Versions that began to hold within the last three months, the newest first."""
    since = day - timedelta(_SHOWN)
    rows = Version.objects.filter(effective_from__gte=since, effective_from__lte=day)
    return rows.order_by("-effective_from", "-pk")


def history(kind: str, key: str) -> QuerySet[Version]:
    """All versions of a parameter, the newest first, with the change they came from."""
    return Version.objects.filter(kind=kind, key=key).order_by("-number")


def sample_of(change: Change) -> Job | None:
    """The newest sample made of what a change says now."""
    jobs = Job.objects.filter(params__change=str(change.pk), params__mark=change.mark)
    return jobs.exclude(state=JobState.CANCELLED).order_by("-pk").first()


def waiting() -> int:
    """How many changes wait for approval."""
    return Change.objects.filter(state=ChangeState.SUBMITTED).count()
