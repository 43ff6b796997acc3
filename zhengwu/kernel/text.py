"""Text from people: kept as typed, except what no database may hold."""

from __future__ import annotations

import unicodedata

# Control characters other than tab and line ends break logs, PDFs and PostgreSQL (NUL).
_KEPT_CONTROLS = frozenset("\t\n\r")


def clean(value: str) -> str:
    """The text without NUL, other control characters and lone surrogates; normalised to NFC."""
    kept = (c for c in value if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


def masked_name(name: str) -> str:
    """张*三 → 张**: the family name stays, the rest is covered (rolls open to the public)."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def masked_number(number: str, head: int = 3, tail: int = 2) -> str:
    """511***********12: enough to recognise one's own, too little to misuse."""
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
