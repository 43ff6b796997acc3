"""Numbers as they are written on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from zhengwu.parameters.queries.known import in_force
from zhengwu.parameters.registry.schemes import schemes
from zhengwu.parameters.rules.patterns import YEAR, Pattern


def write_number(scheme: str, day: date, serial: int, **facts: str) -> str:
    """The number of a serial as the pattern in force on `day` writes it."""
    version = in_force("number", scheme, day)
    pattern = schemes()[scheme].default
    if version is not None:
        pattern = Pattern(str(version.content["text"]), int(version.content["width"]))
    return pattern.write(_named(facts) | {YEAR: f"{day.year:04d}"}, serial)


_NAMES = {"place": "县区", "organ": "机关", "kind": "类别"}


def _named(facts: Mapping[str, str]) -> dict[str, str]:
    return {_NAMES[name]: text for name, text in facts.items()}
