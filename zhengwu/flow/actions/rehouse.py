"""What waits at one organ waits at another: the work passed over as a whole."""

from __future__ import annotations

from datetime import datetime

from zhengwu.flow.enums import PENDING, TaskState
from zhengwu.flow.events import TaskRehoused
from zhengwu.flow.models import Task
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.matters.models import Matter


@action
def rehouse(
    matter: Matter, *, old: str, new: str, reason: str, by: Actor, at: datetime
) -> list[Task]:
    """Move every waiting task of the matter from one organ's desks to another's.

    The caller holds the matter's lock and has decided that the other organ has the power. Whoever
    had a task in hand has it no longer; what was done stays done.
    """
    moved = list(
        Task.objects.select_for_update()
        .filter(matter=matter, organ_code=old, state__in=PENDING)
        .order_by("pk")
    )
    for task in moved:
        task.organ_code, task.state, task.claimed_at = new, TaskState.OPEN, None
        task.assignee_id = task.assignee_name = task.delegator_id = task.delegator_name = ""
        task.lie()
        task.save()
        event = TaskRehoused(task=str(task.pk), node=task.node_id, name=task.name, old=old, new=new)
        record(matter, event, by=by, at=at, reason=reason)
    return moved
