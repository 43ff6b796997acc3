"""Figures: what the statistics, the assessment and the public page count; the rows decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from zhengwu.complaints.enums import FAULTED, STANDING, Finding, State
from zhengwu.complaints.models import Accountability, Complaint
from zhengwu.kernel.time import midnight
from zhengwu.org.models import Organ


class Period(NamedTuple):
    """First day and the first day after."""

    first: date
    end: date

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Both as instants, the end exclusive."""
        return midnight(self.first), midnight(self.end)


def _received(period: Period) -> QuerySet[Complaint]:
    start, end = period.span
    return Complaint.objects.filter(received_at__gte=start, received_at__lt=end).order_by()


def _by(rows: QuerySet[Complaint], field: str) -> dict[str, int]:
    return dict(rows.values_list(field).annotate(Count("pk")))


def figures(
    period: Period, organ: str = "", hidden: QuerySet[Organ, str] | tuple[str, ...] = ()
) -> dict[str, Any]:
    """Counts of complaints received in a period: total, by kind, channel, organ, state, month, and
    by finding (of those received); `late` had a limit of ours that was not kept. `hidden`: organs
    left out, those another level oversees."""
    rows = _received(period).exclude(about_organ__in=hidden)
    if organ:
        rows = rows.filter(about_organ=organ)
    late = rows.filter(
        Q(matter__clocks__label__in=("decide", "finish", "review"), matter__clocks__in_time=False)
        | Q(
            matter__clocks__label__in=("decide", "finish", "review"),
            matter__clocks__state__in=("running", "suspended"),
            matter__clocks__stage="overdue",
        )
    )
    months = rows.annotate(month=TruncMonth("received_at")).values_list("month")
    counted = months.annotate(number=Count("pk")).values_list("month", "number")
    return {
        "total": rows.count(),
        "kinds": _by(rows, "kind"),
        "channels": _by(rows, "channel"),
        "organs": _by(rows, "about_organ"),
        "states": _by(rows, "state"),
        "findings": _by(rows.exclude(finding=""), "finding"),
        "faults": _by(rows.filter(finding__in=FAULTED), "fault"),
        "satisfaction": _by(rows.exclude(satisfaction=""), "satisfaction"),
        "open": rows.filter(
            state__in=(State.RECEIVED, State.ACCEPTED, State.REVIEWING)
        ).count(),
        "late": late.values("pk").distinct().count(),
        "months": [(month.date(), number) for month, number in sorted(counted)],
    }  # fmt: skip


def upheld(period: Period) -> list[dict[str, Any]]:
    """Complaints found (partly) true in a period: one row each, for the assessment's trace."""
    start, end = period.span
    rows = Complaint.objects.filter(
        decided_at__gte=start, decided_at__lt=end, finding__in=FAULTED
    ).select_related("matter")
    return [
        {
            "number": row.matter.number,
            "matter": str(row.pk),
            "organ": row.about_organ,
            "staff": row.staff_id,
            "staff_name": row.staff_name,
            "kind": row.kind,
            "fault": row.fault,
            "finding": row.finding,
            "whole": row.finding == Finding.UPHELD,
            "decided_at": row.decided_at,
        }
        for row in rows.order_by("decided_at", "pk")
    ]


def accountability(period: Period) -> list[dict[str, Any]]:
    """Measures decided in a period which stand: one row each."""
    start, end = period.span
    rows = Accountability.objects.filter(
        decided_at__gte=start, decided_at__lt=end, state__in=STANDING
    ).select_related("matter")
    return [
        {
            "number": row.matter.number,
            "matter": str(row.pk),
            "organ": row.organ_code,
            "staff": row.staff_id,
            "staff_name": row.staff_name,
            "measure": row.measure,
            "measure_name": row.measure_name,
            "cause": row.cause,
            "reference": row.reference,
            "decided_at": row.decided_at,
            "effective_until": row.effective_until,
        }
        for row in rows.order_by("decided_at", "pk")
    ]


def years() -> list[dict[str, Any]]:
    """By year, newest first: received, decided, upheld, and by kind; for the public page."""
    first = Complaint.objects.order_by("received_at").values_list("received_at", flat=True).first()
    last = Complaint.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    if first is None or last is None:
        return []
    found = []
    for year in range(last.year, first.year - 1, -1):
        counted = figures(Period(date(year, 1, 1), date(year + 1, 1, 1)))
        faulted = sum(counted["findings"].get(one, 0) for one in FAULTED)
        found.append({"year": year, "upheld": faulted, **counted})
    return found
