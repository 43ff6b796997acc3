"""The copy of the due day that lists are sorted by, brought up to date after a calendar notice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateField, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from zhengwu.cases.enums import IN_TRAY, RUNNING, HearingClock, Label
from zhengwu.cases.models import NO_LIMIT, Case, Party, Sitting
from zhengwu.clock.enums import OPEN_STATES
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor


@action
def settle_dues(*, by: Actor, at: datetime) -> int:
    """Copy the clocks' due days to open cases whose copy differs; how many differed.

    One statement for any number of cases. The clocks recorded the move; a copy is no act.
    """
    running = Clock.objects.filter(
        matter=OuterRef("pk"), state__in=OPEN_STATES, label__in=list(Label)
    ).order_by()
    earliest = running.values("matter").annotate(day=Min("due_on")).values("day")
    due = Coalesce(Subquery(earliest), NO_LIMIT, output_field=DateField())
    cases = Case.objects.filter(state__in=IN_TRAY | RUNNING).exclude(due_on=due)
    return cases.update(due_on=due) + _settle_hearings()


def _settle_hearings() -> int:
    """The last day to ask for a hearing, and to tell of its time, as their clocks now say."""
    copies: tuple[tuple[HearingClock, Any, str], ...] = (
        (HearingClock.APPLY, Party, "apply_by"),
        (HearingClock.NOTICE, Sitting, "notify_by"),
    )
    moved = 0
    for kind, model, column in copies:
        rows = Clock.objects.filter(label=kind.label, state__in=OPEN_STATES)
        days = {UUID(subject): day for subject, day in rows.values_list("subject", "due_on")}
        held = model.objects.filter(pk__in=list(days)).only("pk", column)
        found = [one for one in held if getattr(one, column) != days[one.pk]]
        for one in found:
            setattr(one, column, days[one.pk])
        model.objects.bulk_update(found, [column])
        moved += len(found)
    return moved
