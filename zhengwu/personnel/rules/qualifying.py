"""Who may go to a window (ORG-13), which windows a random tour visits, marks of an examination."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a candidate."""

    education: str
    born_on: date
    regular: bool
    computer: bool
    business: bool


def age_on(born_on: date, day: date) -> int:
    """Full years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def failed(rules: Mapping[str, Any], levels: Sequence[str], known: Known, day: date) -> list[str]:
    """Codes of the rules that are not met on a day."""
    met = {
        "education": levels.index(known.education) >= levels.index(rules["education"]["least"]),
        "age": age_on(known.born_on, day) < int(rules["age"]["under"]),
        "regular": known.regular,
        "computer": known.computer,
        "business": known.business,
    }
    return [code for code in rules if not met.get(code, True)]


def tour(last_seen: Mapping[str, date | None], count: int, seed: str) -> list[str]:
    """Windows for a random tour: by lot, with better chances the longer none was there.

    The same seed gives the same tour, so that it can be shown how it came about.
    """
    lot = random.Random(seed)
    keys = sorted(last_seen)
    lot.shuffle(keys)
    known = [one for one in last_seen.values() if one is not None]
    middle = sorted(known)[len(known) // 2] if known else None
    stale = [key for key in keys if (seen := last_seen[key]) is None or (middle and seen < middle)]
    fresh = [key for key in keys if key not in stale]
    return (stale + fresh)[:count]


def read_marks(
    text: str, people: Mapping[str, Any], full: int
) -> tuple[dict[str, Decimal], list[str]]:
    """Lines `工号 分数` → marks by staff number, and what is wrong, line by line."""
    marks: dict[str, Decimal] = {}
    wrong = []
    for place, line in enumerate(text.splitlines(), start=1):
        parts = line.replace("，", " ").replace(",", " ").replace("\t", " ").split()
        if not parts:
            continue
        problem = _mark(parts, people, full, marks)
        if problem:
            wrong.append(f"第 {place} 行{problem}")
    return marks, wrong


def _mark(parts: list[str], people: Mapping[str, Any], full: int, marks: dict[str, Decimal]) -> str:
    number = parts[0]
    if number not in people:
        return f"没有工号 {number[:20]}"
    if number in marks:
        return f"工号 {number[:20]} 重复"
    try:
        value = Decimal(parts[-1])
    except InvalidOperation:
        return f"分数“{parts[-1][:10]}”读不懂"
    if len(parts) < 2 or not value.is_finite() or not 0 <= value <= full:  # not law: two columns
        return f"分数应在 0 至 {full} 之间"
    marks[number] = value.quantize(Decimal("0.1"))
    return ""
