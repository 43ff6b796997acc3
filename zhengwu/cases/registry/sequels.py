"""What higher rooms offer on the applicant's own pages of a case: asked, never known by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from zhengwu.cases.models import Case


@dataclass(frozen=True, slots=True)
class Sequel:
    """Words, an address, perhaps the address of an image (a QR code)."""

    title: str
    text: str
    label: str
    url: str
    image: str = ""


Offer = Callable[[Case], Sequel | None]
_offers: list[Offer] = []


def register_sequel(offer: Offer) -> None:
    """Let a higher room offer something after a case, to its applicant."""
    if offer not in _offers:
        _offers.append(offer)


def sequels_of(case: Case) -> list[Sequel]:
    """What is offered after this case, in the order of registration."""
    return [found for offer in _offers if (found := offer(case)) is not None]


_own: dict[str, str] = {}


def register_own_page(label: str, address_name: str) -> None:
    """Let a higher room stand among the applicant's own pages, by the name of its address."""
    _own[address_name] = label


def own_pages() -> list[tuple[str, str]]:
    """(label, address) of what higher rooms keep for the applicant."""
    return [(label, reverse(name)) for name, label in _own.items()]
