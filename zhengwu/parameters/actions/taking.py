"""The day of a version has come: what follows is done once, whoever asks."""

from __future__ import annotations

from datetime import datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.parameters.events import VersionTaken
from zhengwu.parameters.models import Version
from zhengwu.parameters.registry import kind_named


@action
def take_effect(version: Version, *, by: Actor, at: datetime) -> Version:
    """Tell that a version holds from today on. Values are read by date; this is what follows."""
    row = Version.objects.select_for_update().get(pk=version.pk)
    if row.taken_at is not None or row.effective_from > local_day(at):
        return row
    row.taken_at = at
    row.save(update_fields=["taken_at"])
    event = VersionTaken(kind=row.kind, key=row.key, number=row.number)
    record(row, event, by=by, at=at)
    kind = kind_named(row.kind)
    if kind is not None:
        kind.taken(row, by=by, at=at)
    return row
