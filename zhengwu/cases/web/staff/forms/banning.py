"""The form of a re-application ban."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.cases.enums import BanGround, LiftGround
from zhengwu.cases.rules.words import BAN_ARTICLES, BAN_NAMES, LIFT_ARTICLES, LIFT_NAMES
from zhengwu.web.forms import PlainForm


class BanForm(PlainForm):
    """On which ground and why; after fraud the paper that revoked the licence is named."""

    ground = forms.ChoiceField(label="情形", widget=forms.RadioSelect)
    facts = forms.CharField(label="查明的事实和证据", widget=forms.Textarea(attrs={"rows": 5}))
    revocation = forms.CharField(label="撤销许可决定的文号", max_length=80)
    revoked_on = forms.DateField(
        label="撤销许可的日期", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, grounds: list[BanGround], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (str(one), f"{BAN_NAMES[one]}（{BAN_ARTICLES[one]}）") for one in grounds
        ]
        if len(grounds) == 1:
            self.initial.setdefault("ground", str(grounds[0]))
        if BanGround.FRAUD not in grounds:
            del self.fields["revocation"], self.fields["revoked_on"]


class LiftForm(PlainForm):
    """Why a ban ends early; the article of what the organ finds itself is written in by hand."""

    ground = forms.ChoiceField(
        label="情形",
        widget=forms.RadioSelect,
        choices=[
            (str(one), f"{LIFT_NAMES[one]}（{LIFT_ARTICLES[one]}）" if LIFT_ARTICLES[one]
             else LIFT_NAMES[one])
            for one in LiftGround
        ],
    )  # fmt: skip
    decision = forms.CharField(
        label="行政复议决定书或者判决书的文号", max_length=80, required=False,
        help_text="由复议机关或者法院撤销、变更的，必须填写。",
    )  # fmt: skip
    article = forms.CharField(
        label="依据的条款", max_length=120, required=False,
        help_text="本机关自行撤销的，必须写明依据的法律、法规条款；其他情形不填时用上面括号里的条款。",
    )  # fmt: skip
    facts = forms.CharField(label="解除的理由", widget=forms.Textarea(attrs={"rows": 5}))
