"""Which mandatory elements items lack: kept as rows, so the board is one grouped query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhengwu.catalogue.enums import ItemState
from zhengwu.catalogue.models import Item, Owed
from zhengwu.catalogue.queries import Published, bare_document, owed
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor

_BATCH = 500


@action
def assess(items: Iterable[Item], *, by: Actor, at: datetime) -> int:
    """Recompute what the given items owe and whether they are open; returns how many are open.

    Derived, therefore not recorded; called by every act that can change the answer.
    """
    listed = list(items)
    published = Published.now()
    rows: list[Owed] = []
    for item in listed:
        document = item.live.document if item.live else bare_document(item)
        codes = owed(document, published)
        item.open_for_application = bool(item.live and not codes and item.state == ItemState.ACTIVE)
        item.handling = str(document.handling or "")
        if item.state != ItemState.CANCELLED:
            rows += [
                Owed(item_id=item.pk, organ_name=item.organ_name, element=code) for code in codes
            ]
    for start in range(0, len(listed), _BATCH):
        keys = [item.pk for item in listed[start : start + _BATCH]]
        Owed.objects.filter(item_id__in=keys).delete()
    Owed.objects.bulk_create(rows, batch_size=_BATCH)
    Item.objects.bulk_update(listed, ["open_for_application", "handling"], batch_size=_BATCH)
    return sum(item.open_for_application for item in listed)


@action
def assess_all(*, by: Actor, at: datetime) -> int:
    """Recompute every item: after a flow or a form was published."""
    return assess(Item.objects.select_related("live").all(), by=by, at=at)
