"""The data of this room: parameters, checklists, qualification, kinds of registers."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from zhengwu.kernel import yaml
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

_DATA = Path(__file__).resolve().parent / "data"


@lru_cache(maxsize=8)
def read(name: str) -> dict[str, Any]:
    """One data file."""
    found: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return found


def _uses(_: str) -> list[Use]:
    """Hours of duty that are in force somewhere."""
    from zhengwu.personnel.models import Shift

    rows = Shift.objects.filter(valid_to=None)
    return [Use("现行的作息", rows.count(), reverse("personnel_staff:hours"), "种")]


register_choices(
    "personnel",
    "人员和考勤",
    {name: row for name, row in read("parameters.yaml").items() if "value" in row},
    uses=_uses,
    page="personnel_staff:hours",
)


def value(name: str, at: date | datetime) -> int:
    """The value of one local figure on the day of `at`."""
    return int(choice_value("personnel", name, at))


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


def item_name(group: str, item: str) -> str:
    """What an item of the checklist says."""
    return str(checklists().get(group, {}).get("items", {}).get(item, item))


def qualification() -> dict[str, Any]:
    """Levels of education, rules of entry, kinds of exit, subjects of training."""
    return read("qualification.yaml")


def entry_rules(at: date | datetime) -> dict[str, dict[str, Any]]:
    """The rules of entry with the local limits of age and education as of the day of `at`."""
    rules = dict(qualification()["rules"])
    under, least = (choice_value("personnel", one, at) for one in ("age_under", "education_least"))
    rules["age"] = {"name": f"{under}岁以下", "under": int(under)}
    rules["education"] = {"name": f"{least}以上文化", "least": least}
    return rules


def leave_kinds() -> dict[str, dict[str, Any]]:
    """Kinds of leave by code."""
    found: dict[str, dict[str, Any]] = read("leave.yaml")["kinds"]
    return found
