"""Drawing a sample: by a seed that is written down, so that anybody draws the same again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Stratum:
    """One layer of the population and what was drawn of it."""

    name: str
    population: int
    drawn: tuple[str, ...]


def draw(
    population: Mapping[str, Sequence[str]], *, share: int, least: int, seed: str
) -> list[Stratum]:
    """Of every layer `share` per cent, rounded up, and at least `least` (all of a small one).

    The order in which the population was read does not matter, only who is in it.
    """
    return [
        Stratum(
            name,
            len(keys),
            tuple(sorted(keys, key=lambda one: _lot(seed, one))[: _size(len(keys), share, least)]),
        )
        for name, keys in sorted(population.items())
    ]


def _size(number: int, share: int, least: int) -> int:
    return min(number, max(least, -(-number * share // _HUNDRED)))


def _lot(seed: str, key: str) -> str:
    return sha256(f"{seed}\n{key}".encode()).hexdigest()


def population_digest(population: Mapping[str, Sequence[str]]) -> str:
    """Stands for the whole population: any other gives another digest."""
    lines = sorted(f"{name}\t{key}" for name, keys in population.items() for key in keys)
    return sha256("\n".join(lines).encode()).hexdigest()
