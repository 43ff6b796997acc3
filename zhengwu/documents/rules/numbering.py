"""Numbers of papers: organ mark + nature + 〔year〕 + serial + 号 (公文处理工作条例; GB/T 9704)."""

from __future__ import annotations

from collections.abc import Iterable


def paper_number(*, place: str, mark: str, nature: str, year: int, serial: int) -> str:
    """广市监准字〔2026〕第7号: no leading zeros, full-width tortoise-shell brackets."""
    if serial < 1:
        raise ValueError("serials start at 1")
    return f"{place}{mark}{nature}〔{year}〕第{serial}号"


def gaps(serials: Iterable[int], last: int) -> list[int]:
    """Serials between 1 and `last` that no paper carries: must always be empty."""
    return sorted(set(range(1, last + 1)) - set(serials))
