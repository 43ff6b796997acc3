"""Kinds, faults, ways elsewhere, disposals, measures and local choices: data, not code."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from zhengwu.complaints.enums import State
from zhengwu.kernel import yaml
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

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


def _uses(_: str) -> list[Use]:
    """Complaints that are not in the archive yet."""
    from zhengwu.complaints.models import Complaint

    rows = Complaint.objects.exclude(state=State.CLOSED)
    return [Use("正在办理的投诉", rows.count(), reverse("complaints_staff:list"), "件")]


register_choices(
    "complaints", "效能投诉", _table("parameters"), uses=_uses, page="complaints_staff:figures"
)


def value(name: str, at: date | datetime) -> Any:
    """The value of one local choice on the day of `at`."""
    return choice_value("complaints", name, at)


def named(table: dict[str, dict[str, Any]], code: str) -> str:
    """The Chinese name of a code; the code itself where the table no longer has it."""
    return str(table[code]["name"]) if code in table else code
