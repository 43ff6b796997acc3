"""Verbs on the basic entry of an item, and its place in the search index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhengwu.catalogue import policy
from zhengwu.catalogue.actions.assess import assess
from zhengwu.catalogue.enums import Handling, ItemState, Subject
from zhengwu.catalogue.events import ItemStateChanged
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.registry import SEARCH
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.search import actions as search


class ItemCancelled(InvalidInput):
    """“{name}”已经取消，不能再改变状态。"""


@action
def set_state(item: Item, state: ItemState, *, reason: str, by: Actor, at: datetime) -> Item:
    """Suspend an item, take it up again, or cancel it for good; running cases keep theirs."""
    item = Item.objects.select_for_update(of=("self",)).select_related("live").get(pk=item.pk)
    if not policy.may_approve(by):
        raise NotPermitted
    if item.state == ItemState.CANCELLED:
        raise ItemCancelled(name=item.name)
    if not reason.strip():
        raise InvalidInput(fields={"reason": ["请写明理由。"]})
    old, item.state, item.changed_at = item.state, str(state), at
    item.save(update_fields=["state", "changed_at"])
    assess([item], by=by, at=at)
    record(
        item,
        ItemStateChanged(item=item.code, state=str(state)),
        by=by,
        at=at,
        reason=reason,
        changes={"state": (old, str(state))},
    )
    return item


def index(items: Iterable[Item], *, at: datetime) -> None:
    """Put items into the search index; a cancelled one is taken out. Called by reactions."""
    listed = list(items)
    gone = [str(item.pk) for item in listed if item.state == ItemState.CANCELLED]
    entries = [_entry(item) for item in listed if item.state != ItemState.CANCELLED]
    search.put(SEARCH, entries, by=SYSTEM, at=at)
    if gone:
        search.remove(SEARCH, gone, by=SYSTEM, at=at)


def _entry(item: Item) -> search.Entry:
    document = item.live.document if item.live else None
    subjects = document.subjects if document else ()
    who = [
        *(["person"] if Subject.PERSON in subjects else []),
        *(["firm"] if set(subjects) - {Subject.PERSON} else []),
    ]
    words = [item.main_name, item.organ_name, item.code]
    names = [*item.everyday_names]
    if document:
        names += document.everyday_names
        words += [*document.themes_person, *document.themes_firm]
        words += [result.name for result in document.results]
    return search.Entry(
        object_id=str(item.pk),
        title=item.name,
        body=" ".join(words),
        also=names,
        facets={
            "organ": [item.organ_name],
            "kind": [item.kind],
            "class": [Handling(item.handling).label] if item.handling else [],
            "who": who,
            "theme": [*document.themes_person, *document.themes_firm] if document else [],
            "open": ["1" if item.open_for_application else "0"],
        },
        # What one can apply for stands before what one can only read about.
        weight=int(item.open_for_application),
    )
