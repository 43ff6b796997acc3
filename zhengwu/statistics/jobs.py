"""Recurring work: every night the figures are held against a full recount."""

from __future__ import annotations

from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.parameters.queries import choice_value
from zhengwu.statistics import actions
from zhengwu.statistics.models import Comparison


@periodic("statistics.compare", seconds=1800)
def compare_at_night() -> None:
    """Once a night, in the hour that data/parameters.yaml names."""
    at = now()
    if at.hour != int(choice_value("statistics", "compare_hour", at)):
        return
    last = Comparison.objects.filter(rebuilt=False).first()
    if last is None or local_day(last.compared_at) < local_day(at):
        actions.compare(by=SYSTEM, at=at)
