"""Step clocks and boundary timers: the flow starts and stops them, the clock counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from zhengwu.clock import actions as clock
from zhengwu.clock.actions import Start
from zhengwu.clock.models import Clock
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters.models import Matter

if TYPE_CHECKING:
    from zhengwu.flow.actions.run import Run
    from zhengwu.flow.models import Task
    from zhengwu.flow.rules.engine import Token
    from zhengwu.flow.rules.graph import Node

_STEP, _TIMER = "step", "timer"


def start_steps(
    matter: Matter, tasks: Sequence[tuple[Node, Task]], *, by: Actor, at: datetime
) -> None:
    """Clocks of steps, by the amounts of the published diagram; the subject is the task.

    Several cost as many statements as one.
    """
    timed = [(node, task) for node, task in tasks if node.days is not None]
    if timed:
        what = [_step(node, task, at) for node, task in timed]
        started = clock.start_many(matter, what, by=by, at=at)
        for (_, task), running in zip(timed, started, strict=True):
            task.clock = running


def _step(node: Node, task: Task, at: datetime) -> Start:
    return Start(
        node.clock,
        _STEP,
        local_day(at),
        amount=node.days,
        unit=node.unit.value,
        subject=str(task.pk),
    )


def start_timers(run: Run, token: Token, node: Node) -> dict[str, str]:
    """Clocks of the boundary timers that have a time of their own: timer id → clock id.

    A timer without one follows the step's clock.
    """
    found: dict[str, str] = {}
    for timer in run.graph.timers(node.id):
        if timer.days is not None:
            started = clock.start(
                run.matter,
                timer.clock,
                label=_TIMER,
                on=local_day(run.at),
                amount=timer.days,
                unit=timer.unit.value,
                subject=f"{token.id}/{timer.id}"[:80],
                by=run.by,
                at=run.at,
            )
            found[timer.id] = str(started.pk)
    return found


def stop(running: Clock | None, outcome: str, *, matter: Matter, by: Actor, at: datetime) -> None:
    """Stop an open clock: "met" when the work is done, "cancelled" when it fell away.

    It was read under the matter's lock, so the clock need not read it again.
    """
    if running is not None and running.open:
        running.matter = matter
        clock.stop(running, outcome=outcome, on=local_day(at), by=by, at=at)


def stop_all(clocks: Iterable[str], *, matter: Matter, by: Actor, at: datetime) -> None:
    """Cancel timers whose node was left."""
    for running in Clock.objects.filter(pk__in=list(clocks)):
        stop(running, "cancelled", matter=matter, by=by, at=at)
