"""Periodic work: towns are reminded of reports they owe."""

from __future__ import annotations

from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import OrganKind
from zhengwu.org.models import Organ
from zhengwu.township import registry
from zhengwu.township.actions import remind
from zhengwu.township.enums import ReportKind

_QUARTER_MONTHS = (1, 4, 7, 10)


@periodic("township.remind", seconds=3600)
def remind_towns() -> None:
    """From the day before the report day until it is handed in, once a day."""
    at = now()
    today = local_day(at)
    if today.day < int(registry.value("remind_from_day", today)):
        return
    for town in Organ.objects.filter(kind=OrganKind.TOWN):
        remind(town, kind=ReportKind.MONTH, by=SYSTEM, at=at)
        if today.month in _QUARTER_MONTHS:
            remind(town, kind=ReportKind.QUARTER, by=SYSTEM, at=at)
