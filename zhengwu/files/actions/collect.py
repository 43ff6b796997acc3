"""Orphans: bytes whose act was rolled back or never came."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from zhengwu.files.models import StoredFile

_AGE = timedelta(days=1)


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
