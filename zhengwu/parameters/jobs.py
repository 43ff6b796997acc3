"""Recurring work: versions whose day has come."""

from __future__ import annotations

from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.parameters.actions import take_effect
from zhengwu.parameters.models import Version


@periodic("parameters.take_effect", seconds=300)
def take_effects() -> None:
    """What follows from versions that hold from today on."""
    at = now()
    for version in Version.objects.filter(taken_at=None, effective_from__lte=local_day(at)):
        take_effect(version, by=SYSTEM, at=at)
