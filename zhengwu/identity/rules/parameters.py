"""The shipped figures of data/parameters.yaml and the privacy notice, read once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml
from zhengwu.kernel.digests import canonical, digest

_DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts a window allows, and how long the door stays shut afterwards."""

    code: str
    name: str
    amount: int
    window_minutes: int
    block_minutes: int
    source: str

    @property
    def window(self) -> timedelta:
        """The length of the counting window."""
        return timedelta(minutes=self.window_minutes)

    @property
    def block(self) -> timedelta:
        """How long nothing is answered once the amount is used up."""
        return timedelta(minutes=self.block_minutes)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name and source; the unit is the last word of the code."""

    code: str
    name: str
    value: int
    source: str


@cache
def _shipped() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_DATA / "parameters.yaml").read_text("utf-8"))
    return content


@cache
def limits() -> dict[str, Limit]:
    """All limits as shipped, by code."""
    return {code: Limit(code=code, **row) for code, row in _shipped()["limits"].items()}


@cache
def figures() -> dict[str, Figure]:
    """All other figures as shipped; a limit's amounts are listed too, as `<code>.amount` …"""
    found = {code: Figure(code=code, **row) for code, row in _shipped()["figures"].items()}
    for limit in limits().values():
        for part in ("amount", "window_minutes", "block_minutes"):
            code = f"{limit.code}.{part}"
            found[code] = Figure(code, limit.name, getattr(limit, part), limit.source)
    return found


def limit_with(code: str, local: dict[str, int]) -> Limit:
    """A limit with local values put over the shipped ones."""
    limit = limits()[code]
    parts = ("amount", "window_minutes", "block_minutes")
    changes: dict[str, Any] = {p: local[f"{code}.{p}"] for p in parts if f"{code}.{p}" in local}
    return replace(limit, **changes)


@cache
def notice() -> dict[str, Any]:
    """The privacy notice: version, title, sections, law."""
    content: dict[str, Any] = yaml.safe_load((_DATA / "notice.yaml").read_text("utf-8"))
    return content


@cache
def notice_digest() -> str:
    """Exactly which text was agreed to."""
    return digest(canonical(notice()))
