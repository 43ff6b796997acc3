"""Local choices of charging: time limits agreed with the bank, what is paid at most at once."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.urls import reverse

from zhengwu.kernel import yaml
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices


def _rows() -> dict[str, dict[str, Any]]:
    text = (files("zhengwu.fees") / "data" / "parameters.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return found


def _uses(_: str) -> list[Use]:
    """Payments that wait for the bank."""
    from zhengwu.fees.enums import PaymentState
    from zhengwu.fees.models import Payment

    rows = Payment.objects.filter(state=PaymentState.PENDING)
    return [Use("等待银行答复的缴款", rows.count(), reverse("fees_staff:window"), "笔")]


register_choices("fees", "收费和发放", _rows(), uses=_uses)


def value(name: str, at: date | datetime) -> int:
    """The value of one local figure on the day of `at`."""
    return int(choice_value("fees", name, at))
