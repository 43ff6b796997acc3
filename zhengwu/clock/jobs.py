"""Recurring and long work of the clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from zhengwu.clock.actions import clear_late, rederive, resettle_open, sweep
from zhengwu.clock.models import DayNotice
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.time import now

# A clock started while a notice was being loaded may have been counted without it.
_LOOK_BACK = timedelta(days=1)


@periodic("clock.sweep", seconds=30)
def sweep_now() -> None:
    """Bring clocks to their new stage."""
    sweep(now())


@periodic("clock.stragglers", seconds=600)
def stragglers() -> None:
    """Derive anew what slipped through while a notice was being loaded."""
    for notice in DayNotice.objects.filter(loaded_at__gte=now() - _LOOK_BACK, superseded=False):
        for _ in rederive(notice, at=now()):
            pass


@job("clock.rederive")
def rederive_notice(handle: JobHandle) -> None:
    """Derive anew every open clock a notice touches; clear who was late by its absence only."""
    notice = DayNotice.objects.get(pk=handle.params["notice"])
    moved = 0
    for done, total, moved in rederive(notice, at=now()):
        handle.progress(done, total, f"已调整{moved}项时限")
    cleared = clear_late(notice, at=now())
    handle.finish(report={"notice": notice.label, "moved": moved, "cleared": cleared})


@job("clock.resettle")
def resettle(handle: JobHandle) -> None:
    """Derive anew every open clock after the reminder changed."""
    after = handle.state.get("after")
    done = 0
    for last, done in resettle_open(after=UUID(after) if after else None, at=now()):
        handle.state["after"] = str(last)
        handle.save_state()
        handle.progress(done, done)
    handle.finish(report={"clocks": done})
