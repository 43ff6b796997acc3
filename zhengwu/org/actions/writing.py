"""How rows are founded or revised: one way, so that scripts may run twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from zhengwu.journal.actions import record
from zhengwu.journal.events import Event
from zhengwu.journal.models import Recorded
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted

R = TypeVar("R", bound=Recorded)


def require(allowed: bool) -> None:
    """NotPermitted unless allowed."""
    if not allowed:
        raise NotPermitted


def lock(model: type[R], **lookup: Any) -> R | None:
    """The one row with this key, locked, or None."""
    return model._default_manager.select_for_update(of=("self",)).filter(**lookup).first()


def changes_of(row: Recorded, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field names with old and new value, where they differ."""
    return {
        name: (getattr(row, name), value)
        for name, value in values.items()
        if getattr(row, name) != value
    }


def settle(
    model: type[R],
    lookup: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    founded: Callable[[R], Event],
    revised: Callable[[R], Event],
    by: Actor,
    at: datetime,
) -> R:
    """The row with this key and these values: created, revised where it differs, else as it is.

    `values` uses column names (`organ_id`), so that the journal gets codes and not objects.
    """
    row = lock(model, **lookup)
    if row is None:
        row = model(**lookup, **values)
        row.save(force_insert=True)
        record(row, founded(row), by=by, at=at)
        return row
    return revise(row, values, event=revised, by=by, at=at)


def revise(
    row: R, values: Mapping[str, Any], *, event: Callable[[R], Event], by: Actor, at: datetime
) -> R:
    """Set what differs on a locked row and record old and new; nothing when nothing differs."""
    changes = changes_of(row, values)
    if changes:
        for name, (_, new) in changes.items():
            setattr(row, name, new)
        row.save(update_fields=sorted(changes))
        record(row, event(row), by=by, at=at, changes=changes)
    return row
