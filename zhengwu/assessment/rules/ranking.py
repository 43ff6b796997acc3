"""Ranking: inside a class of comparable units; pure.

Ties share a rank and the next rank is left out (1, 1, 3). A vetoed unit stands last with its
reason. Whoever does not take part has no rank at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """What ranking needs of a score."""

    key: Hashable
    klass: str
    total: Decimal
    vetoed: bool
    unranked: bool


def rank(standings: Iterable[Standing]) -> Mapping[Hashable, int | None]:
    """The rank of each key; None where it does not take part."""
    found: dict[Hashable, int | None] = {}
    classes: dict[str, list[Standing]] = {}
    for one in standings:
        found[one.key] = None
        if not one.unranked:
            classes.setdefault(one.klass, []).append(one)
    for members in classes.values():
        order = sorted(members, key=lambda one: (one.vetoed, -one.total))
        place, before = 0, None
        for number, one in enumerate(order, 1):
            mark = (True, None) if one.vetoed else (False, one.total)
            place = place if mark == before else number
            found[one.key], before = place, mark
    return found
