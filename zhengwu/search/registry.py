"""Kinds of things that can be searched: each domain registers its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """A searchable kind. `synonyms` maps everyday words to official terms (folded on use)."""

    code: str
    name: str
    synonyms: Mapping[str, Iterable[str]] = field(default_factory=dict)
    surname: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; the last registration of a code counts."""
    _kinds[kind.code] = kind


def kind(code: str) -> Kind:
    """The registered kind; a KeyError is a mistake of the program."""
    return _kinds[code]
