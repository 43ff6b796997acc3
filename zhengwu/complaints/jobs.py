"""Recurring work of complaints."""

from __future__ import annotations

from zhengwu.complaints import actions
from zhengwu.complaints.enums import RecordState
from zhengwu.complaints.models import Accountability
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now


@periodic("complaints.expunge", seconds=3600)
def expunge() -> None:
    """Records of accountability whose time is over."""
    at = now()
    rows = Accountability.objects.filter(
        state=RecordState.DECIDED, effective_until__lt=local_day(at)
    )
    for row in rows:
        actions.expunge(row, by=SYSTEM, at=at)
