"""Local choices of supervision: limits and numbers of its own papers, stills of cameras."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.urls import reverse

from zhengwu.kernel import yaml
from zhengwu.parameters.queries import Standing, choice_value, standing
from zhengwu.parameters.registry import Use, register_choices

_FILE = Path(__file__).resolve().parents[1] / "data" / "parameters.yaml"


def _uses(name: str) -> list[Use]:
    """Cameras that give stills, or cards that are not closed."""
    from zhengwu.supervision.enums import CardState
    from zhengwu.supervision.models import Camera, Card

    if name.startswith("still_"):
        return [Use("监控点", Camera.objects.count(), reverse("supervision_staff:cameras"), "个")]
    rows = Card.objects.exclude(state__in=[CardState.CLOSED, CardState.WITHDRAWN])
    return [Use("没有办结的牌", rows.count(), reverse("supervision_staff:cards"), "张")]


register_choices(
    "supervision", "电子监察", yaml.safe_load(_FILE.read_text(encoding="utf-8")), uses=_uses
)


def value(name: str, at: date | datetime) -> Any:
    """The value of one local choice on the day of `at`."""
    return choice_value("supervision", name, at)


def number(name: str, at: date | datetime) -> int:
    """A local figure on the day of `at`."""
    return int(value(name, at))


def still_choices(at: date | datetime) -> list[Standing]:
    """Local choices about stills, in their order, for the page of the register."""
    found = standing("supervision", at).items()
    return [one for name, one in found if name.startswith("still_")]
