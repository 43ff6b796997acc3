"""Local choices of letters of authority: how long one may be, when its end is told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.urls import reverse

from zhengwu.kernel import yaml
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

_FILE = Path(__file__).resolve().parent / "data" / "parameters.yaml"


def _uses(_: str) -> list[Use]:
    """Letters that are not revoked."""
    from zhengwu.authority.models import Letter

    rows = Letter.objects.filter(revoked_on=None)
    return [Use("没有撤销的授权委托书", rows.count(), reverse("authority_staff:letters"), "份")]


register_choices(
    "authority", "授权委托", yaml.safe_load(_FILE.read_text(encoding="utf-8")), uses=_uses
)


def parameter(name: str, at: date | datetime) -> int:
    """One local figure on the day of `at`."""
    return int(choice_value("authority", name, at))
