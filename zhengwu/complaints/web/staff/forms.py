"""Forms of the complaint office and of those who are asked."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.complaints import registry
from zhengwu.complaints.enums import (
    CAUSE_NAMES,
    CHANNEL_NAMES,
    DESK_CHANNELS,
    FINDING_NAMES,
    RECORD_NAMES,
    Finding,
    RecordKind,
)
from zhengwu.complaints.web.citizen.forms import LetterForm
from zhengwu.web.forms import PlainForm

_LINES = {"rows": 3}


def pairs(table: dict[str, dict[str, Any]], first: str = "请选择") -> list[tuple[str, str]]:
    """Options of a table of data."""
    return [("", first), *((code, str(one["name"])) for code, one in table.items())]


def area(label: str, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs=_LINES), max_length=4000, **more
    )


class RegisterForm(LetterForm):
    """A letter, visit or call written down by staff."""

    channel = forms.ChoiceField(
        label="怎样来的", choices=[(one, CHANNEL_NAMES[one]) for one in DESK_CHANNELS]
    )
    address = forms.CharField(label="通信地址", max_length=200, required=False)
    field_order = (
        "channel", "kind", "organ", "text", "about_name", "case", "ticket", "happened_on",
        "naming", "name", "phone", "address",
    )  # fmt: skip


class AcceptForm(PlainForm):
    """Take it."""

    gist = area("事项概要", help_text="给被投诉单位看的，不写投诉人的姓名、电话")
    fault = forms.ChoiceField(label="反映的问题", required=False)
    complicated = forms.BooleanField(label="情况复杂，按复杂投诉的期限", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fault"].choices = pairs(registry.faults(), "以后再定")  # type: ignore[attr-defined]


class DeclineForm(PlainForm):
    """Not taken."""

    reason = area("理由", help_text="书面告知投诉人")
    way = forms.ChoiceField(label="应当向哪里提出", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            ("", "没有别的渠道"),
            *((code, f"{one['name']}→{one['to']}") for code, one in registry.ways().items()),
        ]


class HandOnForm(PlainForm):
    """Handed on by this office itself."""

    way = forms.ChoiceField(label="转给")
    reason = area("理由", help_text="书面告知投诉人")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *((code, f"{one['name']}→{one['to']}")
              for code, one in registry.ways().items() if one["hands_on"]),
        ]  # fmt: skip


class MergeForm(PlainForm):
    """Together with an earlier one."""

    into = forms.CharField(label="并入的投诉编号", max_length=60)
    reason = area("为什么是同一件事")


class PersonForm(PlainForm):
    """Somebody of the staff, by the number on the badge."""

    number = forms.CharField(label="工号", max_length=30)


class InvestigatorForm(PersonForm):
    """Who investigates: the page offers those without a conflict (`free-people`)."""

    number = forms.CharField(
        label="工号",
        max_length=30,
        help_text="点输入框可以从没有利害关系的人员里选，也可以输入工号。",
    )


class RecordForm(PlainForm):
    """A record of the investigation."""

    what = forms.ChoiceField(
        label="种类",
        choices=[(one, RECORD_NAMES[one]) for one in RecordKind if one is not RecordKind.OPINION],
    )
    person = forms.CharField(label="与谁谈话、从哪里调取", max_length=120, required=False)
    text = area("内容")
    file = forms.FileField(label="附件", required=False)


class OutcomeForm(PlainForm):
    """What was found and what follows."""

    finding = forms.ChoiceField(
        label="认定", choices=[("", "请选择"), *(
            (one.value, FINDING_NAMES[one]) for one in Finding if one is not Finding.ANSWERED
        )],
    )  # fmt: skip
    fault = forms.ChoiceField(label="问题类型（属实的必填）", required=False)
    found = area("查明的事实", help_text="被投诉单位看得到，不写投诉人")
    disposals = forms.MultipleChoiceField(
        label="处置（属实的必选）", widget=forms.CheckboxSelectMultiple, required=False
    )
    disposal = area("对单位的要求", required=False)
    answer = area("给投诉人的答复")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fault"].choices = pairs(registry.faults())  # type: ignore[attr-defined]
        self.fields["disposals"].choices = pairs(registry.disposals())[1:]  # type: ignore[attr-defined]


class ReviewForm(PlainForm):
    """A second look."""

    finding = forms.ChoiceField(
        label="复核结论",
        choices=[("", "请选择"), *((one.value, name) for one, name in FINDING_NAMES.items())],
    )
    fault = forms.ChoiceField(label="问题类型（属实的必填）", required=False)
    text = area("复核意见")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fault"].choices = pairs(registry.faults())  # type: ignore[attr-defined]


class TextForm(PlainForm):
    """One text."""

    text = area("内容")


class ExtensionForm(PlainForm):
    """More time."""

    days = forms.IntegerField(label="延长几个工作日", min_value=1, max_value=60)
    text = area("理由")


class GrantForm(PlainForm):
    """Whether more time is granted."""

    granted = forms.ChoiceField(label="审批", choices=[("yes", "同意延期"), ("no", "不同意")])
    text = area("说明（不同意时必填）", required=False)


class UrgeForm(PlainForm):
    """Urge the case."""

    text = area("催办的理由")


class EmptyForm(PlainForm):
    """Nothing is asked."""


class ProposalForm(PlainForm):
    """A measure is proposed."""

    cause = forms.ChoiceField(label="原因", choices=list(CAUSE_NAMES.items()))
    reference = forms.CharField(
        label="原因的编号", max_length=60, help_text="投诉编号、巡查记录编号或者黄牌、红牌编号"
    )
    number = forms.CharField(label="被追究人的工号", max_length=30)
    measure = forms.ChoiceField(label="追究方式")
    text = area("事实")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = pairs(registry.measures())  # type: ignore[attr-defined]


class RulingForm(PlainForm):
    """An objection is ruled on."""

    upheld = forms.ChoiceField(
        label="对异议", choices=[("no", "异议不成立，维持"), ("yes", "异议成立，撤销")]
    )
    text = area("理由")
