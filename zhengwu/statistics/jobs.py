"""Recurring work: every night the figures are held against a full recount."""

from __future__ import annotations

from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.statistics import actions
from zhengwu.statistics.models import Comparison
from zhengwu.statistics.registry.definitions import read


@periodic("statistics.compare", seconds=1800)
def compare_at_night() -> None:
    """Once a night, in the hour that data/parameters.yaml names."""
    at = now()
    if at.hour != int(read("parameters.yaml")["compare_hour"]["value"]):
        return
    last = Comparison.objects.filter(rebuilt=False).first()
    if last is None or local_day(last.compared_at) < local_day(at):
        actions.compare(by=SYSTEM, at=at)
