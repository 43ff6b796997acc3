"""The data of this room: parameters, checklists, qualification, kinds of registers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml

_DATA = Path(__file__).resolve().parent / "data"


@lru_cache(maxsize=8)
def read(name: str) -> dict[str, Any]:
    """One data file."""
    found: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return found


def value(name: str) -> Any:
    """The value of one parameter."""
    return read("parameters.yaml")[name]["value"]


def parameters() -> dict[str, dict[str, Any]]:
    """All parameters that have a value, by name."""
    return {name: row for name, row in read("parameters.yaml").items() if "value" in row}


def shipped_shift() -> dict[str, Any]:
    """Hours of duty used until the county sets its own."""
    found: dict[str, Any] = read("parameters.yaml")["shift"]
    return found
