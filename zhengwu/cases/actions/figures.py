"""Public counts: maintained as of an instant, so that no visitor makes the database count."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from zhengwu.cases.enums import OVER, CaseState
from zhengwu.cases.models import Case, Figures
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight

PUBLIC = "public"
_MONTH = timedelta(days=30)  # not law: a window of a statistic


@action
def count_cases(*, by: Actor, at: datetime) -> Figures:
    """Count what the public pages show: by department, class and state, and today's work.

    Each count is one grouped statement over an index; it runs every few minutes in the worker.
    """
    cases = Case.objects.exclude(state=CaseState.MISREGISTERED).order_by()
    by_organ: dict[str, dict[str, int]] = {}
    for organ, immediate, state, count in cases.values_list(
        "organ_code", "immediate", "state"
    ).annotate(Count("pk")):
        row = by_organ.setdefault(organ, {"immediate": 0, "promised": 0, "over": 0, "open": 0})
        row["immediate" if immediate else "promised"] += count
        row["over" if state in OVER else "open"] += count
    today = midnight(local_day(at))
    counts: dict[str, Any] = {
        "organs": by_organ,
        "all": sum(row["immediate"] + row["promised"] for row in by_organ.values()),
        "over": sum(row["over"] for row in by_organ.values()),
        "immediate": sum(row["immediate"] for row in by_organ.values()),
        "received_today": cases.filter(received_at__gte=today).count(),
        "completed_today": cases.filter(completed_at__gte=today).count(),
        "completed_month": cases.filter(completed_at__gte=today - _MONTH).count(),
    }
    figures, _ = Figures.objects.update_or_create(
        key=PUBLIC, defaults={"counts": counts, "counted_at": at}
    )
    return figures
