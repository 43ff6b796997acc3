"""Long and recurring work: days are judged, one after another."""

from __future__ import annotations

from datetime import date, timedelta

from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.personnel import actions, queries, registry
from zhengwu.personnel.models import PatrolFinding, Round, Shift

JUDGE = "personnel.judge"


@job(JUDGE)
def judge(handle: JobHandle) -> None:
    """Judge the days of `params["days"]`; a job started again goes on with the next day."""
    days = [date.fromisoformat(one) for one in handle.params["days"]]
    today = local_day(now())
    for place in range(handle.state.get("done", 0), len(days)):
        if days[place] < today:
            actions.judge_day(days[place], by=SYSTEM, at=now())
        handle.state["done"] = place + 1
        handle.save_state()
        handle.progress(place + 1, len(days))
    handle.finish(report={"judged": len(days)})


@periodic("personnel.judge_yesterday", seconds=3600)
def judge_yesterday() -> None:
    """Every day is judged once it is over, also where no file came: nobody swiped at all."""
    yesterday = local_day(now()) - timedelta(days=1)
    if Shift.objects.exists() and not Round.objects.filter(pk=yesterday).exists():
        actions.judge_day(yesterday, by=SYSTEM, at=now())


@periodic("personnel.remind", seconds=3600)
def remind() -> None:
    """Findings and rows of registers that are open past their day: once a day each."""
    at = now()
    for row in queries.overdue(local_day(at)):
        if isinstance(row, PatrolFinding):
            link = f"/desk/patrols/findings/{row.pk}/"
            actions.remind(row, link=link, what="巡查发现的问题", by=SYSTEM, at=at)
        else:
            kind = registry.registers()[row.kind]
            link, what = f"/desk/registers/rows/{row.pk}/", kind["name"] + kind["follow"]["name"]
            actions.remind(row, link=link, what=what, by=SYSTEM, at=at)
