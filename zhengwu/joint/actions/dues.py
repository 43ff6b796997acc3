"""The copies of last days that lists are sorted by, brought up to date after a calendar notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Min

from zhengwu.clock.enums import OPEN_STATES
from zhengwu.clock.models import Clock
from zhengwu.joint.enums import Label
from zhengwu.joint.models import Consultation, Joint, Part
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor


@action
def settle_dues(*, by: Actor, at: datetime) -> int:
    """Copy the clocks' last days to joint matters, parts and questions; how many differed.

    The clocks recorded the move; a copy is no act.
    """
    running = Clock.objects.filter(matter__kind="joint", state__in=OPEN_STATES)
    whole = running.filter(label__in=[Label.STATUTORY, Label.PROMISED]).order_by()
    days = dict(whole.values_list("matter").annotate(day=Min("due_on")))
    copied = _copy(Joint, "due_on", days)
    for model, column, label in (
        (Part, "due_on", Label.PART),
        (Consultation, "due_on", Label.CONSULT),
        (Consultation, "opinion_due_on", Label.OPINION),
    ):
        rows = running.filter(label=label).values_list("subject", "due_on")
        copied += _copy(model, column, {UUID(subject): day for subject, day in rows})
    return copied


def _copy(model: Any, column: str, days: Mapping[UUID, date]) -> int:
    rows = model.objects.filter(pk__in=list(days)).only("pk", column)
    moved = [one for one in rows if getattr(one, column) != days[one.pk]]
    for one in moved:
        setattr(one, column, days[one.pk])
    model.objects.bulk_update(moved, [column], batch_size=500)
    return len(moved)
