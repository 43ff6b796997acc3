"""Names of files as people type them: kept for display, never used as a path."""

from __future__ import annotations

import unicodedata

from zhengwu.files.rules.refusals import DisguisedName

_LONGEST = 120
# Marks that turn the reading direction: gpj.exe can be made to look like exe.jpg.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def safe_name(name: str) -> str:
    """The last part of a name, normalised; `DisguisedName` when it hides something.

    Folders before the name are dropped (old browsers send them): nothing climbs out of the store.
    """
    if any(unicodedata.category(char) in ("Cc", "Cs") or char in _TURNING for char in name):
        raise DisguisedName()
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    last = last.strip().lstrip(".").strip()
    if not last:
        raise DisguisedName()
    stem, dot, ending = last.rpartition(".")
    if not dot:
        return last[:_LONGEST]
    return f"{stem[: _LONGEST - len(ending[:10]) - 1]}.{ending[:10]}"


def ending_of(name: str) -> str:
    """The lower-case ending of a name without its dot; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
