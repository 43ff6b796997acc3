"""What is counted (data/figures.yaml) and how each kind of thing is read (a module a kind)."""

from __future__ import annotations

from zhengwu.statistics.registry.cases import AskedSource, CaseSource
from zhengwu.statistics.registry.definitions import (
    measures,
    rates,
    service_kinds,
    service_measure,
)
from zhengwu.statistics.registry.entries import entry_sources
from zhengwu.statistics.registry.money import FeeSource, RefundSource
from zhengwu.statistics.registry.others import CardSource, ReceptionSource, ServiceSource
from zhengwu.statistics.registry.source import Source

_SOURCES: tuple[Source, ...] = (
    CaseSource(), AskedSource(), ReceptionSource(), FeeSource(), RefundSource(), CardSource(),
    ServiceSource(),
    *entry_sources(),
)  # fmt: skip


def sources() -> dict[str, Source]:
    """Everything that is counted, by kind."""
    return {source.kind: source for source in _SOURCES}


def codes() -> dict[str, list[Source]]:
    """Which kinds an entry of a code may change."""
    found: dict[str, list[Source]] = {}
    for source in _SOURCES:
        for code in source.codes:
            found.setdefault(code, []).append(source)
    return found


__all__ = ["Source", "codes", "measures", "rates", "service_kinds", "service_measure", "sources"]
