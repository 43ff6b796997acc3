"""The score of a reviewed file: the checklist's full mark less the points of what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def score(checklist: Mapping[str, Any], faults: Iterable[str]) -> int:
    """Never less than none."""
    items = checklist["items"]
    return max(0, int(checklist["full"]) - sum(int(items[code]["points"]) for code in faults))


def grade(checklist: Mapping[str, Any], points: int) -> str:
    """优秀、合格、不合格."""
    if points >= int(checklist["good"]["value"]):
        return "优秀"
    return "合格" if points >= int(checklist["fit"]["value"]) else "不合格"
