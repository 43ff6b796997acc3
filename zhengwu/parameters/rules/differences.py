"""Two texts side by side: what was left out, what was put in."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `kind`: same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a parameter before and after."""

    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether it differs at all."""
        return self.old != self.new


def compare(old: dict[str, str], new: dict[str, str]) -> list[Line]:
    """Parts by label, in the order of the new ones; parts that are gone at the end."""
    labels = list(dict.fromkeys([*new, *old]))
    return [_line(label, old.get(label, ""), new.get(label, "")) for label in labels]


_SHORT = 24
_NOTHING = ("", "—")


def _line(label: str, old: str, new: str) -> Line:
    if old == new:
        return Line(label, old, new, (Piece("same", new),))
    # Short values are replaced whole: figures are not read letter by letter.
    if min(len(old), len(new)) < _SHORT:
        pieces = [Piece("gone", old), Piece("new", new)]
        return Line(label, old, new, tuple(one for one in pieces if one.text not in _NOTHING))
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", old[a:b]))
            continue
        found += [Piece(k, t) for k, t in (("gone", old[a:b]), ("new", new[c:d])) if t]
    return Line(label, old, new, tuple(found))
