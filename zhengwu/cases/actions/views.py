"""Saved views: filters of the list that a member of staff keeps."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases.models import SavedView
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean


@action
def keep_view(*, name: str, query: str, by: Actor, at: datetime) -> SavedView:
    """Keep a filter under a name; the same name again replaces it."""
    name = clean(name).strip()[:60]
    if not name:
        raise InvalidInput(fields={"name": ["请填写名称"]})
    view, _ = SavedView.objects.update_or_create(
        owner=by.id, name=name, defaults={"query": query[:500]}
    )
    return view


@action
def drop_view(*, view_id: str, by: Actor, at: datetime) -> None:
    """Forget a filter of one's own."""
    SavedView.objects.filter(pk=view_id, owner=by.id).delete()
