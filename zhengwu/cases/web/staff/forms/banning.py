"""The form of a re-application ban."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.cases.enums import BAN_ARTICLES, BAN_NAMES, BanGround
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
