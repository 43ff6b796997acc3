"""Data of evaluation: parameters, reasons, call script, questions."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from zhengwu.evaluation.enums import FollowUpState, Level
from zhengwu.kernel import yaml
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

_DATA = Path(__file__).resolve().parent / "data"


@lru_cache(maxsize=8)
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return found


def _uses(name: str) -> list[Use]:
    """What follows a choice now: reviews of files, or invitations and ratings that are open."""
    from zhengwu.evaluation.models import FollowUp, Review, Sample

    if name.startswith("file_"):
        address = reverse("evaluation_staff:file_reviews")
        return [Use("案卷评查", Review.objects.count(), address, "次")]
    if name.startswith("sample_"):
        return [Use("回访抽样", Sample.objects.count(), reverse("evaluation_staff:samples"), "次")]
    rows = FollowUp.objects.exclude(state=FollowUpState.CLOSED)
    return [Use("正在整改的差评", rows.count(), reverse("evaluation_staff:home"), "件")]


register_choices(
    "evaluation", "好差评", _read("parameters.yaml"), uses=_uses, page="evaluation_staff:rules"
)


def number(code: str, at: date | datetime) -> int:
    """A local choice that is a number, as it stands on the day of `at`."""
    return int(choice_value("evaluation", code, at))


def text(code: str, at: date | datetime) -> str:
    """A local choice that is a word, as it stands on the day of `at`."""
    return str(choice_value("evaluation", code, at))


def hall_networks(at: date | datetime) -> list[str]:
    """Addresses of the halls' own networks."""
    found: list[str] = choice_value("evaluation", "hall_networks", at)
    return found


def reasons(level: int) -> dict[str, str]:
    """What may be ticked at a level: code and Chinese words."""
    return dict(_read("reasons.yaml")["levels"][int(level)])


def reason_names(level: int, codes: list[str]) -> list[str]:
    """The words of ticked reasons."""
    known = reasons(level) if level in list(Level) else {}
    return [known.get(code, code) for code in codes]


def script() -> dict[str, Any]:
    """The call script: greeting, questions with their answers, closing; version and source."""
    return _read("script.yaml")


def surveys() -> dict[str, dict[str, Any]]:
    """Kinds of appraisals by code: name, units, panels with weights, questions, source."""
    kinds: dict[str, dict[str, Any]] = _read("questions.yaml")["kinds"]
    return kinds


def scale() -> dict[int, str]:
    """Scores and their words, for every appraisal."""
    return dict(_read("questions.yaml")["scale"])


def files() -> dict[str, Any]:
    """The checklist by which files of finished matters are reviewed."""
    return _read("files.yaml")
