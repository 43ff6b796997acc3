"""Forms of the assessment."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.assessment.enums import KIND_NAMES, VERDICT_NAMES
from zhengwu.web.forms import PlainForm

_LINES = {"rows": 3}


def pairs(names: dict[Any, str]) -> list[tuple[str, str]]:
    """Options of a closed list."""
    return [(str(code), name) for code, name in names.items()]


class ComputeForm(PlainForm):
    """Which period of which scheme to compute."""

    scheme = forms.ChoiceField(label="考核办法")
    kind = forms.ChoiceField(label="考核期", choices=pairs(KIND_NAMES))
    day = forms.DateField(label="期内任一天", widget=forms.DateInput)

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "全部办法"), *schemes]  # type: ignore[attr-defined]
        self.fields["scheme"].required = False


class OpinionForm(PlainForm):
    """An opinion of the reviewer."""

    opinion = forms.CharField(
        label="审核意见", widget=forms.Textarea(attrs=_LINES), max_length=1000
    )


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=1000)


class NoForm(PlainForm):
    """An act that needs no words."""


class ObjectionForm(PlainForm):
    """An objection."""

    text = forms.CharField(
        label="异议的事实和理由", widget=forms.Textarea(attrs=_LINES), max_length=4000
    )


class DecideForm(PlainForm):
    """What becomes of an objection."""

    verdict = forms.ChoiceField(label="裁定", choices=pairs(VERDICT_NAMES))
    points = forms.DecimalField(
        label="更正的分值（成立时填写，加分为正、减分为负）", required=False, max_digits=5,
        decimal_places=2,
    )  # fmt: skip
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=4000)


class AdjustForm(PlainForm):
    """A correction."""

    points = forms.DecimalField(
        label="更正的分值（加分为正、减分为负）", max_digits=5, decimal_places=2
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=1000)


class DecideAdjustmentForm(PlainForm):
    """Whether a correction is approved."""

    good = forms.ChoiceField(label="决定", choices=[("yes", "批准更正"), ("no", "不批准")])
    opinion = forms.CharField(
        label="意见（不批准时必填）", widget=forms.Textarea(attrs=_LINES), required=False,
        max_length=300,
    )  # fmt: skip
