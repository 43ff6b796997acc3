"""Candidates by rule, votes counted, both parts shown; pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_HUNDRED, _CENT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Runner:
    """What choosing needs of a score."""

    key: Hashable
    total: Decimal
    rank: int | None
    vetoed: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """A candidate after the count."""

    vote_points: Decimal
    total: Decimal
    chosen: bool


def candidates(runners: Sequence[Runner], *, most: int, least: Decimal) -> list[Runner]:
    """The best by points who take part in the ranking, are not vetoed and reach the least; who
    ties with the last of them stands with him."""
    fit = [one for one in runners if one.rank is not None and not one.vetoed and one.total >= least]
    order = sorted(fit, key=lambda one: -one.total)
    if len(order) <= most:
        return order
    edge = order[most - 1].total
    return [one for one in order if one.total >= edge]


def count(
    points: Mapping[Hashable, Decimal], votes: Mapping[Hashable, int], *, share: Decimal, seats: int
) -> dict[Hashable, Tally]:
    """Rule part and vote part by their shares of a hundred; the most votes are a hundred points.

    Equal totals go by the rule part; who is equal in both at the edge is chosen too.
    """
    top = max(votes.values(), default=0)
    totals: dict[Hashable, tuple[Decimal, Decimal]] = {}
    for key, rule in points.items():
        given = _HUNDRED * votes.get(key, 0) / top if top else Decimal(0)
        whole = (rule * (_HUNDRED - share) + given * share) / _HUNDRED
        totals[key] = _rounded(given), _rounded(whole)
    order = sorted(totals, key=lambda key: (-totals[key][1], -points[key]))
    edge = order[min(seats, len(order)) - 1] if order else None
    bar = (totals[edge][1], points[edge]) if edge is not None else (Decimal(0), Decimal(0))
    return {
        key: Tally(given, whole, (whole, points[key]) >= bar)
        for key, (given, whole) in totals.items()
    }


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)
