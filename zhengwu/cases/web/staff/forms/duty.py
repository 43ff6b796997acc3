"""Forms of the undertaking form's way back, of recusal and of the first-asked register."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.web.forms import PlainForm


class HandBackForm(PlainForm):
    """The undertaker's word when the form goes back."""

    word = forms.CharField(
        label="承办人意见", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不填写时记为“已办结，交回窗口答复申请人”。",
    )  # fmt: skip


class RecusalForm(PlainForm):
    """Who keeps out of a case, at whose request, and whether."""

    staff = forms.ChoiceField(label="谁回避")
    asked_by = forms.ChoiceField(
        label="谁提出",
        choices=[(one, one) for one in ("本人", "申请人", "利害关系人", "本机关")],
    )
    ground = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    granted = forms.ChoiceField(
        label="决定", choices=[("yes", "回避"), ("no", "不同意回避")], initial="yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    word = forms.CharField(
        label="不同意的理由", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, people: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = list(people.items())  # type: ignore[attr-defined]


class QuestionForm(PlainForm):
    """What somebody who came wanted to know."""

    question = forms.CharField(
        label="问什么", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    asker = forms.CharField(label="来人姓名", required=False, max_length=100)
    phone = forms.CharField(label="联系电话", required=False, max_length=30)


class PassForm(PlainForm):
    """To whom the person is brought."""

    to_organ = forms.ChoiceField(label="负责的单位")
    to_name = forms.CharField(label="由谁接待", max_length=100)

    def __init__(self, *args: Any, organs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_organ"].choices = list(organs.items())  # type: ignore[attr-defined]


class AnswerForm(PlainForm):
    """What was answered, or which case it became."""

    outcome = forms.CharField(
        label="怎样答复的", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    number = forms.CharField(label="已收件的办件编号", required=False, max_length=60)
