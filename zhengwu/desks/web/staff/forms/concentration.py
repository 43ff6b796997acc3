"""Taking items over from the catalogue into the register of items ordered into the centre."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.web.forms import PlainForm


class TakeOverForm(PlainForm):
    """By which paper, from which day; whether it orders the items in or says they need not."""

    organ = forms.CharField(widget=forms.HiddenInput, max_length=40)
    ordered = forms.ChoiceField(
        label="文件怎么说", choices=[("yes", "要求进驻中心"), ("no", "不要求进驻中心")]
    )
    basis = forms.CharField(
        label="文件名和文号", max_length=200, required=False, help_text="要求进驻的必填"
    )
    valid_from = forms.DateField(
        label="从哪一天起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """What orders an item in is named."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("ordered") == "yes" and not data.get("basis", "").strip():
            self.add_error("basis", "请写明要求进驻的文件")
        return data
