"""What the catalogue does when something was announced: the search index, items opening."""

from __future__ import annotations

from zhengwu.catalogue.actions import assess_all, index, queue_copies
from zhengwu.catalogue.events import EditionPublished, ImportApplied, ItemChanged, ItemStateChanged
from zhengwu.catalogue.models import Item
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM


@reaction(ItemChanged, ItemStateChanged, EditionPublished, name="catalogue.index")
def index_item(entry: Entry) -> None:
    """The index follows the item."""
    item = Item.objects.select_related("live").filter(code=entry.payload["item"])
    index(item, at=entry.recorded_at)


@reaction(ImportApplied, name="catalogue.index_all")
def index_all(entry: Entry) -> None:
    """An import may have touched any item: the index is written anew in batches."""
    index(Item.objects.select_related("live").iterator(500), at=entry.recorded_at)
    assess_all(by=SYSTEM, at=entry.recorded_at)


@reaction(EditionPublished, ItemStateChanged, name="catalogue.outlets")
def tell_outlets(entry: Entry) -> None:
    """Other sites must carry what is public here; asked twice, nothing is queued twice."""
    for item in Item.objects.select_related("live").filter(code=entry.payload["item"]):
        queue_copies(item, by=SYSTEM, at=entry.recorded_at)
