"""Forms of the register of licences."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.cases.actions import Ending
from zhengwu.cases.enums import LICENCE_NAMES, REQUEST_NAMES, LicenceAct
from zhengwu.cases.rules.licences import GROUNDS
from zhengwu.web.forms import PlainForm

_DAY = {"type": "date"}
DUE = "due"


class FilterForm(forms.Form):
    """What the register is searched by."""

    q = forms.CharField(label="证件编号、持证人、证件名称", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[
            ("", "全部"),
            (DUE, "有效，该延续了"),
            *((one.value, name) for one, name in LICENCE_NAMES.items()),
        ],
    )  # fmt: skip


class AskForm(PlainForm):
    """What a holder asks for at the counter."""

    kind = forms.ChoiceField(
        label="申请", choices=[(one.value, name) for one, name in REQUEST_NAMES.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = forms.CharField(
        label="内容和理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(PlainForm):
    """The decision on a request."""

    granted = forms.ChoiceField(
        label="决定", choices=[("yes", "准予"), ("no", "不予")], widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label="审查查明的事实和理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    content = forms.CharField(
        label="变更后的许可内容", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    valid_to = forms.DateField(
        label="延续至", required=False, widget=forms.DateInput(attrs=_DAY),
        help_text="不填的，按事项规定的有效期顺延",
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != LicenceAct.CHANGE:
            del self.fields["content"]
        if kind != LicenceAct.RENEW:
            del self.fields["valid_to"]


class EndForm(PlainForm):
    """A lawful ground, the facts, and what follows for the holder."""

    ground = forms.ChoiceField(label="法定情形", widget=forms.RadioSelect)
    facts = forms.CharField(
        label="事实和理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    compensation = forms.CharField(
        label="补偿（赔偿）和证件收回", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, act: LicenceAct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        rows = [(code, f"{words}（{article}）") for code, (article, words) in GROUNDS[act].items()]
        self.fields["ground"].choices = rows  # type: ignore[attr-defined]

    def ending(self) -> Ending:
        """What the act takes."""
        return Ending(self.act, **self.cleaned_data)
