"""Sweep: bring clocks whose instant has come to their new stage, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import Q, QuerySet

from zhengwu.clock.actions.derive import advance_all
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.matters.models import Matter

log = structlog.get_logger(__name__)

_BATCH = 1000
# A row that failed is looked at again after this long, so that it cannot hold up the others.
_POSTPONE = timedelta(minutes=10)


@dataclass(slots=True)
class Swept:
    """What a sweep did: clocks changed, clocks that failed, batches."""

    changed: int = 0
    failed: int = 0
    batches: int = 0


def sweep(at: datetime, *, batch: int = _BATCH) -> Swept:
    """Advance every clock whose next change is at or before `at`.

    Each batch is a transaction of its own. Matters that somebody else holds are left to that
    act or to the next sweep. A row that fails is postponed and logged; the others go on.
    """
    swept = Swept()
    while ids := list(
        ripe(at).order_by("next_change_at", "pk").values_list("pk", flat=True)[:batch]
    ):
        swept.batches += 1
        try:
            done, changed = _advance_batch(ids, by=SYSTEM, at=at)
        except Exception:
            log.exception("sweep batch failed", clocks=len(ids))
            done, changed = _one_by_one(ids, at, swept)
        swept.changed += changed
        if not done:
            break
    return swept


def ripe(at: datetime) -> QuerySet[Clock]:
    """Clocks whose instant has come and that are not postponed."""
    waiting = Q(postponed_until__isnull=True) | Q(postponed_until__lte=at)
    return Clock.objects.filter(waiting, next_change_at__lte=at)


def _one_by_one(ids: Sequence[UUID], at: datetime, swept: Swept) -> tuple[int, int]:
    done = changed = 0
    for pk in ids:
        try:
            one_done, one_changed = _advance_batch([pk], by=SYSTEM, at=at)
        except Exception:
            log.exception("clock cannot be advanced", clock=str(pk))
            _postpone(pk, by=SYSTEM, at=at)
            swept.failed += 1
            one_done, one_changed = 1, 0
        done, changed = done + one_done, changed + one_changed
    return done, changed


@action
def _advance_batch(ids: Sequence[UUID], *, by: Actor, at: datetime) -> tuple[int, int]:
    """How many rows were dealt with, and how many changed stage."""
    matters = {
        matter.pk: matter
        for matter in Matter.objects.select_for_update(skip_locked=True)
        .filter(pk__in=Clock.objects.filter(pk__in=ids).values("matter_id"))
        .only("journal_seq", "journal_head")
        .order_by("pk")
    }
    # Read after the lock: another sweeper may have been here meanwhile.
    clocks = list(ripe(at).filter(pk__in=ids, matter_id__in=list(matters)).order_by("pk"))
    for clock in clocks:
        clock.matter = matters[clock.matter_id]
    changed = advance_all(clocks, at, by=by)
    return len(clocks), len(changed)


@action
def _postpone(pk: UUID, *, by: Actor, at: datetime) -> None:
    Clock.objects.filter(pk=pk).update(postponed_until=at + _POSTPONE)
