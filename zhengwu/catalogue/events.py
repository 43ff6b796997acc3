"""What the catalogue announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ItemListed(Event):
    """An item entered the catalogue."""

    code: ClassVar[str] = "catalogue.item.listed"
    item: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ItemChanged(Event):
    """The basic entry of an item was changed."""

    code: ClassVar[str] = "catalogue.item.changed"
    item: str


@dataclass(frozen=True, kw_only=True)
class ItemStateChanged(Event):
    """An item was suspended, taken up again or cancelled."""

    code: ClassVar[str] = "catalogue.item.state_changed"
    item: str
    state: str


@dataclass(frozen=True, kw_only=True)
class EditionDrafted(Event):
    """The next edition was begun."""

    code: ClassVar[str] = "catalogue.edition.drafted"
    item: str
    number: int


@dataclass(frozen=True, kw_only=True)
class EditionEdited(Event):
    """A draft was changed."""

    code: ClassVar[str] = "catalogue.edition.edited"
    item: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class EditionMoved(Event):
    """An edition went on, or back, on its way to publication."""

    code: ClassVar[str] = "catalogue.edition.moved"
    item: str
    number: int
    state: str


@dataclass(frozen=True, kw_only=True)
class EditionPublished(Event):
    """An edition is live; `open` tells whether one can apply."""

    code: ClassVar[str] = "catalogue.edition.published"
    item: str
    number: int
    digest: str
    open: bool


@dataclass(frozen=True, kw_only=True)
class ImportChecked(Event):
    """A file was read without applying it."""

    code: ClassVar[str] = "catalogue.import.checked"
    file: str
    total: int
    errors: int


@dataclass(frozen=True, kw_only=True)
class ImportApplied(Event):
    """A file was taken into the catalogue."""

    code: ClassVar[str] = "catalogue.import.applied"
    created: int
    updated: int
    same: int


@dataclass(frozen=True, kw_only=True)
class CleanUpMoved(Event):
    """The annual clean-up was opened, reported to, approved or published."""

    code: ClassVar[str] = "catalogue.clean_up.moved"
    year: int
    state: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class OutletChanged(Event):
    """A site that must carry the guides was registered, paused or taken up again."""

    code: ClassVar[str] = "catalogue.outlet.changed"
    name: str
    active: bool
    queued: int


@dataclass(frozen=True, kw_only=True)
class CopyQueued(Event):
    """An item is to be published at, or taken down from, another site."""

    code: ClassVar[str] = "catalogue.copy.queued"
    item: str
    wish: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class CopyCarried(Event):
    """A message was written for the file ferry; the receipt is outstanding."""

    code: ClassVar[str] = "catalogue.copy.carried"
    item: str
    message: str
    bundle: int


@dataclass(frozen=True, kw_only=True)
class CopyAnswered(Event):
    """The other site confirmed or refused, under its signature."""

    code: ClassVar[str] = "catalogue.copy.answered"
    item: str
    message: str
    state: str
    reason: str
