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


def clock_of(kind: str) -> str:
    """The clock rule under which a kind of reception is answered."""
    return str(parameters()["clocks"][kind])
