"""Recurring and long work of the catalogue."""

from __future__ import annotations

from zhengwu.catalogue.actions import take_effect
from zhengwu.catalogue.enums import EditionState
from zhengwu.catalogue.models import Edition
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now


@periodic("catalogue.take_effect", seconds=300)
def take_effects() -> None:
    """Approved editions whose day has come go live."""
    at = now()
    due = Edition.objects.filter(state=EditionState.APPROVED, effective_on__lte=local_day(at))
    for edition in due.select_related("item"):
        take_effect(edition, by=SYSTEM, at=at)
