"""Schemes of numbers: what is numbered, which parts its number has, which series there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhengwu.parameters.rules.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its facts, the last serial given out this year (0: none yet)."""

    name: str
    facts: Mapping[str, str]
    last: int = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one sort of thing is numbered.

    `space`: numbers within it must differ from each other. `code`: letters and figures only.
    `lines` answers the series of a year; `taken` which of some numbers are already given out.
    """

    key: str
    title: str
    default: Pattern
    needed: Sequence[str]
    offered: Sequence[str]
    space: str
    code: bool
    basis: str
    lines: Callable[[int], Sequence[Line]]
    taken: Callable[[Sequence[str]], Sequence[str]]
    note: str = ""


_schemes: dict[str, Scheme] = {}


def register_scheme(scheme: Scheme) -> None:
    """A room tells how it numbers."""
    _schemes[scheme.key] = scheme


def schemes() -> dict[str, Scheme]:
    """All schemes by key."""
    return _schemes
