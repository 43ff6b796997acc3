"""Verbs on a matter: open, lock, close."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from zhengwu.journal.actions import action, record, remember, remembered
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.matters.events import MatterClosed, MatterOpened, MatterPassedOn
from zhengwu.matters.models import Matter


@action
def open_matter(
    *,
    kind: str,
    number: str,
    title: str,
    organ_code: str,
    region_code: str,
    by: Actor,
    at: datetime,
) -> Matter:
    """Bring a matter into being. `number` is unique in the node."""
    matter = Matter.objects.create(
        kind=kind,
        node=settings.NODE,
        number=number,
        title=title[:300],
        organ_code=organ_code,
        region_code=region_code,
        opened_at=at,
    )
    holding(matter)
    event = MatterOpened(kind=kind, number=number, title=title, organ=organ_code)
    record(matter, event, by=by, at=at)
    return matter


def lock(matter_id: UUID | str) -> Matter:
    """The matter, locked until the end of the transaction: first step of every action on it.

    An action called by another gets the row the first one locked.
    """
    return remembered(("matters.lock", str(matter_id)), lambda: _locked(matter_id))


def _locked(matter_id: UUID | str) -> Matter:
    matter = Matter.objects.select_for_update().filter(pk=matter_id).first()
    if matter is None:
        raise NotThere(matter=str(matter_id))
    return matter


def holding(matter: Matter) -> None:
    """Tell that this action has locked the row itself (joined to its own), or has just made it."""
    remember(("matters.lock", str(matter.pk)), matter)


@action
def pass_on(matter: Matter, *, organ_code: str, by: Actor, at: datetime) -> Matter:
    """Another organ answers for the matter; to the same one nothing happens."""
    matter = lock(matter.pk)
    old = matter.organ_code
    if old != organ_code:
        matter.organ_code = organ_code
        matter.save(update_fields=["organ_code"])
        record(matter, MatterPassedOn(old=old, new=organ_code), by=by, at=at)
    return matter


@action
def close(matter: Matter, *, by: Actor, at: datetime) -> Matter:
    """Close a matter; closing a closed one changes nothing."""
    matter = lock(matter.pk)
    if matter.closed_at is None:
        matter.closed_at = at
        matter.save(update_fields=["closed_at"])
        record(matter, MatterClosed(number=matter.number), by=by, at=at)
    return matter
