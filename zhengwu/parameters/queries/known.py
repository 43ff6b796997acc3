"""Versions in memory: they only grow, so one small question tells whether any is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from zhengwu.journal.actions import remembered
from zhengwu.parameters.models import Version

# The newest id alone is not enough: of two approved at once the older may be committed last.
_STATE = (
    "SELECT (SELECT count(*) FROM parameters_version), "
    "(SELECT id FROM parameters_version ORDER BY id DESC LIMIT 1)"
)
Held = dict[tuple[str, str], list[Version]]
_cache: dict[tuple[Any, ...], Held] = {}


def known() -> Held:
    """All versions by kind and key, oldest first; asked once an act."""
    return remembered("parameters.known", _known)


def _known() -> Held:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        key = tuple(cursor.fetchone())
    held = _cache.get(key)
    if held is None:
        rows: Held = defaultdict(list)
        for version in Version.objects.order_by("kind", "key", "number"):
            rows[version.kind, version.key].append(version)
        held = dict(rows)
        _cache.clear()
        _cache[key] = held
    return held


def versions_of(kind: str, key: str) -> Sequence[Version]:
    """All versions of one parameter, oldest first."""
    return known().get((kind, key), ())


def in_force(kind: str, key: str, day: date) -> Version | None:
    """The version that holds on a day; None: the values of the program."""
    rows = [one for one in versions_of(kind, key) if one.effective_from <= day]
    return rows[-1] if rows else None


def newest(kind: str, key: str) -> Version | None:
    """The last approved version, whether its day has come or not."""
    rows = Version.objects.filter(kind=kind, key=key).order_by("-number")
    return rows.first()
