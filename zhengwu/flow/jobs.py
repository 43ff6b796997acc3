"""Long and recurring work of the flow: carrying migrations out, drafts taking effect."""

from __future__ import annotations

from zhengwu.flow import actions
from zhengwu.flow.enums import DraftState, MovingState
from zhengwu.flow.models import Draft, Migration
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now


@job("flow.migrate")
def migrate(handle: JobHandle) -> None:
    """Move batch after batch; started again it goes on with what is left."""
    rows = Migration.objects.select_related("definition", "source", "target", "origin")
    migration = rows.get(pk=handle.params["migration"])
    by = actions.actor_of(migration)
    total = migration.rows.exclude(state=MovingState.STAYS).count()
    left = migration.rows.filter(state=MovingState.PLANNED).count()
    handle.progress(total - left, total, "正在迁移")
    while done := actions.move_batch(migration, by=by, at=now()):
        left -= done
        handle.progress(total - max(left, 0), total, "正在迁移")
    actions.finish_migration(migration, by=by, at=now())
    words = {MovingState(state).chinese: n for state, n in actions.outcome_of(migration).items()}
    handle.finish(report=words)


@periodic("flow.take_effect", seconds=300)
def take_effects() -> None:
    """Approved drafts whose day has come become versions."""
    at = now()
    due = Draft.objects.filter(state=DraftState.APPROVED, effective_on__lte=local_day(at))
    for draft in due:
        actions.take_effect(draft, by=SYSTEM, at=at)
