"""Versions in memory: they only grow, so one small question tells whether any is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db import connection

from zhengwu.journal.actions import acting, remember, remembered
from zhengwu.parameters.models import Version

# The newest id alone is not enough: of two approved at once the older may be committed last.
_STATE = (
    "SELECT (SELECT count(*) FROM parameters_version), "
    "(SELECT id FROM parameters_version ORDER BY id DESC LIMIT 1)"
)
Held = dict[tuple[str, str], list[Version]]
State = tuple[int, Any]
_cache: dict[State, Held] = {}
# What a page asked once: all figures of one page are those of one moment.
_page: ContextVar[dict[str, State] | None] = ContextVar("parameters_page", default=None)
_SEEN = "parameters.state"


def known() -> Held:
    """All versions by kind and key, oldest first; the state is asked once an act, once a page."""
    state = remembered(_SEEN, _state) if acting() else _state_of_page()
    held = _cache.get(state)
    if held is None:
        rows: Held = defaultdict(list)
        for version in Version.objects.order_by("kind", "key", "number"):
            rows[version.kind, version.key].append(version)
        held = dict(rows)
        _cache.clear()
        _cache[state] = held
    return held


def state_seen(count: int, newest: Any) -> None:
    """Another reading of this act saw how far the versions have grown: it is not asked again."""
    remember(_SEEN, (count, newest))


def version_added() -> None:
    """A version was added in this act: what was seen before is no longer so."""
    remember(_SEEN, _state())
    if _page.get() is not None:
        page_begins()


def page_begins() -> None:
    """A request begins: what is asked outside of acts is kept until it ends."""
    _page.set({})


def page_ends() -> None:
    """The request is answered."""
    _page.set(None)


def _state_of_page() -> State:
    page = _page.get()
    if page is None:
        return _state()
    if _SEEN not in page:
        page[_SEEN] = _state()
    return page[_SEEN]


def _state() -> State:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        count, newest = cursor.fetchone()
    return count, newest


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
