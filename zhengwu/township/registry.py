"""The parameters of this room, shipped as data with their sources."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml

_FILE = Path(__file__).resolve().parent / "data" / "parameters.yaml"


@lru_cache(maxsize=1)
def parameters() -> dict[str, Any]:
    """All of them by name."""
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def value(name: str) -> Any:
    """The value of one parameter."""
    return parameters()[name]["value"]


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.with_name(name).read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def scope() -> dict[str, dict[str, Any]]:
    """受理范围: kinds of matters of a town's centre with clock, department and law."""
    kinds: dict[str, dict[str, Any]] = _read("scope.yaml")["kinds"]
    return kinds


@lru_cache(maxsize=1)
def standards() -> dict[str, Any]:
    """Standards of construction by kind of place, and the milestones."""
    return _read("standards.yaml")


def clock_of(kind: str) -> str:
    """The clock rule under which a kind of reception is answered."""
    return str(scope()[kind]["clock"])
