"""Orphans: bytes whose act was rolled back or never came, and rows that nothing names.

A page that takes files keeps them in an act of its own, so that a refusal further on does not lose
what was uploaded. Where the person never comes back, or the file was taken out of a draft again,
the row is named by nothing: it is given up, and its bytes go with the next collection.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from zhengwu.files.events import FileUnclaimed
from zhengwu.files.models import StoredFile
from zhengwu.files.queries import shelf
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import NotPermitted

_AGE = timedelta(days=1)
_BATCH = 200


def unclaimed(at: datetime) -> QuerySet[StoredFile]:
    """Rows older than the days of grace that no row of any room refers to.

    Every reference to a file is a foreign key, so the models themselves say who may name one; what
    this program made itself is never given up.
    """
    kinds = shelf()
    before = at - timedelta(days=kinds.unclaimed_days)
    rows = StoredFile.objects.filter(discarded_at=None, kept_at__lt=before)
    rows = rows.exclude(purpose__in=kinds.own)
    for model, field in references():
        rows = rows.exclude(Exists(model._default_manager.filter(**{field: OuterRef("pk")})))
    return rows.order_by("pk")


@lru_cache(maxsize=1)
def references() -> tuple[tuple[Any, str], ...]:
    """Models and fields that point at a stored file, in every room."""
    hidden: Any = StoredFile._meta.get_fields(include_hidden=True)
    return tuple(
        (one.related_model, one.field.name)
        for one in hidden
        if one.auto_created and not one.concrete and one.related_model is not StoredFile
    )


@action
def give_up(stored: StoredFile, *, by: Actor, at: datetime) -> bool:
    """Mark an unclaimed file as given up; False where somebody has named it meanwhile."""
    if by is not SYSTEM:
        raise NotPermitted
    locked = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if not unclaimed(at).filter(pk=locked.pk).exists():
        return False
    record(locked, FileUnclaimed(digest=locked.digest, kept_at=locked.kept_at.isoformat()),
           by=by, at=at)  # fmt: skip
    locked.discarded_at = at
    locked.save(update_fields=["discarded_at"])
    return True


def give_up_unclaimed(*, at: datetime) -> int:
    """Give up a batch of unclaimed files; how many."""
    return sum(give_up(one, by=SYSTEM, at=at) for one in unclaimed(at)[:_BATCH])


def collect_orphans(*, at: datetime) -> int:
    """Remove bytes older than a day that no row names, and abandoned temporaries; how many.

    A day's grace covers the time between the bytes' arrival and the row of a slow act.
    """
    before = (at - _AGE).timestamp()
    old = [path for path in _lying() if path.stat().st_mtime < before]
    named: set[str] = set()
    for start in range(0, len(old), 500):
        names = [path.name for path in old[start : start + 500]]
        named |= set(
            StoredFile.objects.filter(digest__in=names, discarded_at__isnull=True).values_list(
                "digest", flat=True
            )
        )
    gone = [path for path in old if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _lying() -> list[Path]:
    folder: Path = settings.FILES_DIR
    return [path for path in folder.glob("*/**/*") if path.is_file()] if folder.exists() else []
