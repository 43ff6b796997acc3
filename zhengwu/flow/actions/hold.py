"""First lines of every verb on a task: the matter locked, the task read again, a key remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhengwu.flow.enums import TaskState, Verb
from zhengwu.flow.models import Task, TaskOpinion
from zhengwu.flow.rules.refusals import AlreadyDone, NotYours, TaskRests
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.prepared import Prepared
from zhengwu.kernel.text import clean
from zhengwu.matters.actions import lock
from zhengwu.matters.models import Matter

_OPINION = 4000


@dataclass(slots=True)
class Held:
    """A task under its matter's lock, with the other tasks of the same stay."""

    matter: Matter
    task: Task
    group: list[Task]


_stay = Prepared[Task](
    (UUID, int),
    lambda instance, visit: (
        Task.objects.select_related("instance", "token", "clock")
        .filter(instance_id=instance, visit=visit)
        .order_by("place", "id")
    ),
)


def hold(task: Task, *, locked: Matter | None = None) -> Held:
    """Lock the matter and read the task's stay. `locked`: the caller holds that lock already."""
    matter = locked if locked is not None else lock(task.matter_id)
    group = _stay(task.instance_id, task.visit)
    for one in group:
        one.matter = matter
        if one.pk == task.pk:
            return Held(matter, one, group)
    raise NotThere(task=str(task.pk))


def check_pending(task: Task, *, resting: bool = False) -> None:
    """Refuse what is no longer to be done, or rests."""
    if not task.pending:
        raise AlreadyDone(task=task.name, state=TaskState(task.state).chinese)
    if task.state == TaskState.SUSPENDED and not resting:
        raise TaskRests(task=task.name)


def check_permitted(permitted: bool, task: Task) -> None:
    """Refuse whoever the policy does not name."""
    if not permitted:
        raise NotYours(task=task.name)


def done_before(task: Task, verb: Verb, key: str) -> bool:
    """Whether this very act (same key) was done already: a double click gets the same answer."""
    return bool(key) and TaskOpinion.objects.filter(task=task, verb=verb, key=key).exists()


def say(
    task: Task,
    verb: Verb,
    *,
    by: Actor,
    at: datetime,
    opinion: str = "",
    outcome: str = "",
    to_name: str = "",
    key: str = "",
) -> TaskOpinion:
    """Keep what was done with a task and said about it."""
    return TaskOpinion.objects.create(
        task=task,
        verb=verb,
        opinion=clean(opinion)[:_OPINION],
        outcome=outcome,
        person_id=by.id,
        person_name=by.name,
        post=by.post[:120],
        organ_code=by.organ_code,
        to_name=to_name,
        key=key[:80],
        at=at,
    )
