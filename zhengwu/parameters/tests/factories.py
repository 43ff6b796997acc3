"""People who draft and approve, and a change carried to its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.time import SHANGHAI
from zhengwu.parameters import actions
from zhengwu.parameters.models import Change

AT = datetime(2026, 9, 17, 10, 0, tzinfo=SHANGHAI)
TODAY = AT.date()


def person(name: str, *duties: str) -> Actor:
    """Somebody of the centre."""
    return Actor(
        kind=ActorKind.STAFF,
        id=name,
        name=name,
        organ_code="C1",
        assurance=Assurance.SECOND_FACTOR,
        duties=frozenset(f"{duty}@C1" for duty in duties),
    )


EDITOR = person("吴信息", "catalogue_editor")
OTHER = person("郑信息", "catalogue_editor", "centre_manager")
LEGAL = person("王法制", "centre_manager")
CLERK = person("李窗口", "window_clerk")


def drafted(
    kind: str, key: str, *, on: date = TODAY, by: Actor = EDITOR, at: datetime = AT, **values: Any
) -> Change:
    """A change with these values."""
    made = actions.begin(kind, key, by=by, at=at)
    running = bool(values.pop("running", False))
    return actions.edit(
        made, {**made.content, **values}, effective_on=on, running=running, seen=made.mark,
        by=by, at=at,
    )  # fmt: skip


def approved(kind: str, key: str, *, on: date = TODAY, at: datetime = AT, **values: Any) -> Change:
    """A change that was approved by another."""
    made = drafted(kind, key, on=on, at=at, **values)
    made = actions.submit(made, reason="县政府令第3号", by=EDITOR, at=at)
    return actions.approve(made, by=LEGAL, at=at)
