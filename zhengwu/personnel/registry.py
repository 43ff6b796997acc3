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


def registers() -> dict[str, dict[str, Any]]:
    """Kinds of registers by code."""
    found: dict[str, dict[str, Any]] = read("registers.yaml")["kinds"]
    return found


def checklists() -> dict[str, dict[str, Any]]:
    """Groups of the patrol's checklist by code."""
    found: dict[str, dict[str, Any]] = read("checklists.yaml")["groups"]
    return found


def patrol_value(name: str) -> int:
    """A number of the patrols: limit, tour, first_asked_limit."""
    return int(read("checklists.yaml")[name]["value"])


def item_name(group: str, item: str) -> str:
    """What an item of the checklist says."""
    return str(checklists().get(group, {}).get("items", {}).get(item, item))


def qualification() -> dict[str, Any]:
    """Rules of entry, kinds of exit, subjects of training."""
    return read("qualification.yaml")


def leave_kinds() -> dict[str, dict[str, Any]]:
    """Kinds of leave by code."""
    found: dict[str, dict[str, Any]] = read("leave.yaml")["kinds"]
    return found


def longest_leave() -> int:
    """Days one application may reach."""
    return int(read("leave.yaml")["longest"]["value"])
