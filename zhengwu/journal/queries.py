"""Readings of the journal with more than one caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhengwu.journal.enums import DeliveryState
from zhengwu.journal.models import Delivery, Entry, Period, Sealed, Unsealed
from zhengwu.journal.rules import merkle_path


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is under a signed root: what an applicant keeps with the receipt."""

    entry: str
    digest: str
    period: int
    position: int
    path: list[tuple[str, str]]
    root: str
    mark: str
    signature: str
    key: str

    def as_dict(self) -> dict[str, Any]:
        """For a file to download."""
        return {name: getattr(self, name) for name in self.__slots__}


def of_matter(matter_id: UUID | str) -> QuerySet[Entry]:
    """Everything that happened on a matter, oldest first."""
    return Entry.objects.filter(matter_id=matter_id).order_by("seq")


def of_object(kind: str, identity: UUID | str) -> QuerySet[Entry]:
    """Everything that happened to one object, oldest first."""
    return Entry.objects.filter(object_kind=kind, object_id=str(identity)).order_by("seq")


def proof_of(entry: Entry) -> Proof | None:
    """The inclusion proof of an entry; None while it waits for its seal."""
    place = Sealed.objects.filter(entry_id=entry.pk).first()
    if place is None:
        return None
    period = Period.objects.get(number=place.period)
    leaves = Sealed.objects.filter(period=place.period).order_by("position")
    path = merkle_path(list(leaves.values_list("digest", flat=True)), place.position)
    return Proof(
        str(entry.pk), entry.digest, period.number, place.position, path,
        period.root, period.mark, period.signature, period.key,
    )  # fmt: skip


def stuck() -> QuerySet[Delivery]:
    """Deliveries that need a person."""
    return Delivery.objects.filter(state=DeliveryState.STUCK).order_by("pk")


def unsealed_count() -> int:
    """How many entries wait for their seal."""
    return Unsealed.objects.count()
