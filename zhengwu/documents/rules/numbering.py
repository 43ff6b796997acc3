"""Registers of numbers: no serial is left out (公文处理工作条例; GB/T 9704).

How a number is written is a scheme of `parameters`.
"""

from __future__ import annotations

from collections.abc import Iterable


def gaps(serials: Iterable[int], last: int) -> list[int]:
    """Serials between 1 and `last` that no paper carries: must always be empty."""
    return sorted(set(range(1, last + 1)) - set(serials))
