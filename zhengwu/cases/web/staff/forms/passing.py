"""Forms of the flow's verbs: finish a step, pass it on, send it back."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.cases.web.staff.forms.tray import PersonForm
from zhengwu.web.forms import PlainForm

_OPINION = 4000


class OpinionForm(PlainForm):
    """The outcome of a step and what was found."""

    outcome = forms.ChoiceField(label="办理结果", widget=forms.RadioSelect)
    opinion = forms.CharField(
        label="办理意见", max_length=_OPINION, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, outcomes: list[tuple[str, str]], opinion: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        if not outcomes:
            del self.fields["outcome"]
        self.fields["opinion"].required = opinion == "required"


class BackForm(PlainForm):
    """To which earlier step, and why."""

    node = forms.ChoiceField(label="退回到", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="退回理由", max_length=_OPINION, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, nodes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].choices = nodes  # type: ignore[attr-defined]


class PassForm(PersonForm):
    """To whom, and why."""

    reason = forms.CharField(
        label="说明", max_length=_OPINION, widget=forms.Textarea(attrs={"rows": 3})
    )


class DropForm(PlainForm):
    """Whose answer is no longer waited for, and why."""

    cosigner = forms.ChoiceField(label="不再等待", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由", max_length=_OPINION, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, cosigners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cosigner"].choices = cosigners  # type: ignore[attr-defined]


class SayForm(PlainForm):
    """A word that may be left out."""

    reason = forms.CharField(
        label="说明", max_length=_OPINION, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SendUpForm(PlainForm):
    """The opinion of the first review, as it goes up."""

    agrees = forms.ChoiceField(
        label="初审结论", choices=[("yes", "拟同意"), ("no", "拟不同意")], initial="yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    opinion = forms.CharField(
        label="初审意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="连同全部申请材料直接报送上级机关，上级不得要求申请人重复提供。",
    )  # fmt: skip
