"""Long and recurring work: computing periods, keeping the running month, ending objections."""

from __future__ import annotations

from datetime import date, timedelta

from zhengwu.assessment import actions
from zhengwu.assessment.enums import PeriodKind, PeriodState
from zhengwu.assessment.models import Period, Scheme
from zhengwu.assessment.rules import periods, refusals
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Collided, Refusal
from zhengwu.kernel.time import local_day, now

_HOURS = 4 * 3600


@job("assessment.compute")
def compute(handle: JobHandle) -> None:
    """Compute periods [(scheme, kind, first day)] one after the other; what is done stays done."""
    wanted = handle.params["periods"]
    done: dict[str, str] = handle.state.setdefault("done", {})
    for place, (code, kind, first) in enumerate(wanted):
        key = f"{code}/{kind}/{first}"
        if key not in done:
            done[key] = _one(code, PeriodKind(kind), date.fromisoformat(first))
            handle.save_state()
        handle.progress(place + 1, len(wanted), key)
    handle.finish(report={"考核期": done})


def _one(code: str, kind: PeriodKind, first: date) -> str:
    scheme = Scheme.objects.get(pk=code)
    try:
        period = actions.compute(scheme, kind=kind, first=first, by=SYSTEM, at=now())
    except Collided:
        raise  # not an answer: the period is not done, the job may be run again
    except Refusal as refused:
        return refused.message
    return f"{period.scores.count()} 个得分"


@periodic("assessment.provisional", seconds=_HOURS)
def keep_running_month() -> None:
    """The running month, and the last one until somebody has reviewed it, are kept up to date."""
    at = now()
    this = periods.first_of(PeriodKind.MONTH, local_day(at))
    last = periods.first_of(PeriodKind.MONTH, this - timedelta(days=1))
    for scheme in Scheme.objects.all():
        for first in (last, this):
            fixed = Period.objects.filter(
                scheme=scheme, kind=PeriodKind.MONTH, first_day=first
            ).exclude(state=PeriodState.COMPUTED)
            if fixed.exists():
                continue
            try:
                actions.compute(scheme, kind=PeriodKind.MONTH, first=first, by=SYSTEM, at=at)
            except refusals.NoVersion:
                continue


@periodic("assessment.freeze", seconds=3600)
def freeze_what_is_over() -> None:
    """Published periods whose days for objections are over, all objections decided."""
    at = now()
    for period in Period.objects.filter(state=PeriodState.PUBLISHED).select_related("matter"):
        try:
            actions.freeze(period, by=SYSTEM, at=at)
        except (refusals.ObjectionRuns, refusals.ObjectionOpen):
            continue
