"""The statistics of the demonstration county: services at windows, last month's report."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ, Window
from zhengwu.statistics import actions
from zhengwu.statistics.rules import periods
from zhengwu.statistics.rules.periods import Period

from .supervision import holder

# Days before today, kind, how many people; all invented.
_SERVICES = (
    (0, "consult", 6, "问社保卡补办"), (0, "reimbursement", 9, ""), (1, "reissue", 2, "补社保卡"),
    (2, "household_check", 3, "低保入户"), (3, "transfer_opinion", 1, ""),
    (4, "reimbursement", 12, ""), (6, "consult", 8, ""),
    (8, "household_check", 4, ""), (40, "reimbursement", 7, ""),
)  # fmt: skip


def report(*, at: datetime) -> None:
    """Lines of the register of services; the reports of the last month and quarter, issued."""
    today = local_day(at)
    organs = Organ.objects.filter(posts__duties__duty=Duty.WINDOW_CLERK).distinct().order_by("code")
    clerks = [clerk for organ in organs[:3] if (clerk := holder(Duty.WINDOW_CLERK, organ.pk, at))]
    for place, (back, kind, people, note) in enumerate(_SERVICES):
        if not clerks:
            break
        clerk = clerks[place % len(clerks)]
        actions.write_service(
            kind=kind, people=people, on=today - timedelta(days=back),
            window=Window.objects.filter(organ=clerk.organ_code).first(),
            note=note and f"（演示）{note}", key=str(uuid4()), by=clerk, at=at,
        )  # fmt: skip
    deliver_all()
    manager = holder(Duty.CENTRE_MANAGER, "", at)
    if manager is None:
        return
    for period in (Period.MONTH, Period.QUARTER):
        first = periods.before(period, periods.start_of(period, today))
        centre = Organ.objects.get(pk=manager.organ_code)
        actions.issue(centre, period=period, first=first, by=manager, at=at)
    deliver_all()
