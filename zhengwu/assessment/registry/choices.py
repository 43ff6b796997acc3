"""Local choices of the assessment: limits, who votes, the sentences of its papers."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from zhengwu.kernel import yaml
from zhengwu.org.enums import Duty, StaffKind
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

_FILE = Path(__file__).resolve().parents[1] / "data" / "parameters.yaml"
_OPTIONS = {
    "kinds": {str(one): one.label for one in StaffKind},
    "duties": {str(one): one.label for one in Duty},
}


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def _voting() -> dict[str, dict[str, Any]]:
    """Who votes: kinds of staff and duties of each panel, each a choice of its own."""
    words = {"kinds": "人员类别", "duties": "岗位职责"}
    return {
        f"voters.{panel}.{part}": {
            "value": row.get(part, []), "name": f"投票人（{row['name']}）：{words[part]}",
            "sort": "picks", "options": _OPTIONS[part], "empty": True,
            "source": _data()["panels_source"], "confidence": "design",
        }
        for panel, row in _data()["panels"].items()
        for part in words
    }  # fmt: skip


def _uses(_: str) -> list[Use]:
    """Periods that are computed and not frozen yet."""
    from zhengwu.assessment.enums import PeriodState
    from zhengwu.assessment.models import Period

    rows = Period.objects.exclude(state=PeriodState.FROZEN)
    return [Use("没有定案的考核期", rows.count(), reverse("assessment_staff:home"), "个")]


register_choices("assessment", "考核", {**_data()["choices"], **_voting()}, uses=_uses)


def value(name: str, at: date | datetime) -> Any:
    """One local choice on the day of `at`."""
    return choice_value("assessment", name, at)


def voters(panel: str, at: date | datetime) -> tuple[list[str], list[str]]:
    """Kinds of staff and duties that vote in a panel."""
    return value(f"voters.{panel}.kinds", at), value(f"voters.{panel}.duties", at)


def sentence(name: str, at: date | datetime) -> str:
    """One sentence of a bulletin, with the names it fills in."""
    return str(value(f"bulletin_words.{name}", at))
