"""What a citizen fills in. Nothing is ticked beforehand."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.evaluation import registry
from zhengwu.evaluation.enums import LEVEL_NAMES, NEGATIVE, Level
from zhengwu.web.forms import PlainForm

_LEVELS = [(int(level), name) for level, name in LEVEL_NAMES.items()]


class RatingForm(PlainForm):
    """Level, reasons, words; a telephone number only if one likes to be called."""

    level = forms.TypedChoiceField(label="满意程度", choices=_LEVELS, coerce=int)
    reasons = forms.MultipleChoiceField(label="具体是哪方面", required=False)
    text = forms.CharField(label="想说的话", widget=forms.Textarea, max_length=1000, required=False)
    phone = forms.RegexField(
        label="联系电话", regex=r"^[0-9+\- ]{5,20}$", required=False,
        error_messages={"invalid": "联系电话只能填数字，例如 13800000000"},
    )  # fmt: skip
    name_agreed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, level: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = registry.reasons(level) if level in list(Level) else {}
        self.fields["reasons"].choices = list(known.items())  # type: ignore[attr-defined]
        self.negative = level in NEGATIVE


class WordsForm(PlainForm):
    """One text: what is added, or an appeal."""

    text = forms.CharField(label="内容", widget=forms.Textarea, max_length=1000)
