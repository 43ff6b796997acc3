"""Kinds, faults, ways elsewhere, disposals, measures and local choices: data, not code."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.kernel import yaml

_DATA = Path(__file__).resolve().parent / "data"


@lru_cache(maxsize=16)
def _table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def kinds() -> dict[str, dict[str, Any]]:
    """Kinds of what people come with: name, hint, inquiry, clock, law, guarded."""
    return dict(_table("kinds")["kinds"])


def faults() -> dict[str, dict[str, Any]]:
    """Kinds of fault: name, joint."""
    return dict(_table("faults")["faults"])


def ways() -> dict[str, dict[str, Any]]:
    """What is not ours, and where it belongs: name, to, how, law, hands_on."""
    return dict(_table("elsewhere")["ways"])


def disposals() -> dict[str, dict[str, Any]]:
    """What may follow: name."""
    return dict(_table("disposals")["disposals"])


def measures() -> dict[str, dict[str, Any]]:
    """Measures of accountability: name, by, months, basis, confidence, elsewhere."""
    return dict(_table("measures")["measures"])


def parameters() -> dict[str, dict[str, Any]]:
    """Local choices by name."""
    return _table("parameters")


def value(name: str) -> Any:
    """The value of one local choice."""
    return parameters()[name]["value"]


def named(table: dict[str, dict[str, Any]], code: str) -> str:
    """The Chinese name of a code; the code itself where the table no longer has it."""
    return str(table[code]["name"]) if code in table else code


def unconfirmed() -> list[dict[str, Any]]:
    """Local choices somebody still has to confirm."""
    return [row for row in parameters().values() if row["confidence"] != "checked"]
