"""Forms for signing, renewing and revoking letters."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.authority.enums import BActs, Representative, Verb
from zhengwu.org.models import Organ, Staff


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}不是一个日期，请写成 2026-01-05。",
        },
        **more,
    )


def _text(label: str, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": f"{label}最多 {limit} 个字，现在有 %(show_value)s 个。",
        },
        **more,
    )


class _People(forms.ModelChoiceField):
    def __init__(self, label: str) -> None:
        super().__init__(
            Staff.objects.none(),
            label=label,
            empty_label="请选择",
            error_messages={"required": f"请选择{label}。", "invalid_choice": "没有这位人员。"},
        )

    def label_from_instance(self, obj: Any) -> str:
        """工号 姓名（单位）"""
        return f"{obj.number} {obj.name}（{obj.organ.short_name}）"


def _scan(required: bool) -> forms.FileField:
    return forms.FileField(
        label="签字盖章原件的扫描件",
        required=required,
        help_text="PDF 或者图片；可以以后补传，传上以后不能更换。",
        error_messages={
            "required": "请选择扫描件。",
            "empty": "这个文件是空的，请重新选择。",
            "max_length": "文件名太长，请改短后再传。",
        },
    )


class _Signed(forms.Form):
    """What every letter says about its signing."""

    number = _text("编号", 60, help_text="如：广安区卫委〔2026〕1号。")
    signed_by = _People("签署人")
    signed_on = _day("签署日期")
    valid_from = _day("有效期自")
    valid_to = _day("有效期至", help_text="这一天仍然有效，次日起失效。")
    scan = _scan(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        people = Staff.objects.filter(left_on__isnull=True).select_related("organ")
        for name in ("signed_by", "holder"):
            if name in self.fields:
                self.fields[name].queryset = people  # type: ignore[attr-defined]


class LetterForm(_Signed):
    """A new letter."""

    organ = forms.ModelChoiceField(
        Organ.objects.none(),
        label="授权单位",
        empty_label="请选择",
        error_messages={"required": "请选择授权单位。", "invalid_choice": "没有这个单位。"},
    )
    holder = _People("首席代表")
    role = forms.ChoiceField(label="角色", choices=Representative.choices())
    verbs = forms.MultipleChoiceField(
        label="权限",
        choices=Verb.choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项权限。"},
    )
    whole_organ = forms.BooleanField(label="授权范围为本单位全部事项", required=False)
    items = forms.CharField(
        label="授权的事项编码",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不是全部事项时填写，一行一个。",
    )
    b_acts = forms.ChoiceField(
        label="B角行权方式",
        choices=[("", "不是B角"), *BActs.choices()],
        required=False,
    )
    field_order = (
        "organ",
        "holder",
        "role",
        "b_acts",
        "verbs",
        "whole_organ",
        "items",
        "valid_from",
        "valid_to",
        "number",
        "signed_by",
        "signed_on",
        "scan",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organ"].queryset = Organ.objects.all()  # type: ignore[attr-defined]


class RenewForm(_Signed):
    """The next term of a letter."""


class RevokeForm(forms.Form):
    """Taking a letter back."""

    on = _day("自哪一天起失效", help_text="最早今天；此前依授权作出的决定不受影响。")
    reason = _text("撤销理由", 200, help_text="会写入操作记录。")


class ScanForm(forms.Form):
    """The scan that was not at hand when the letter was entered."""

    scan = _scan(required=True)
