"""Forms of a town's centre."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.township.enums import (
    OVERTIME_NAMES,
    POWER_NAMES,
    RECEPTION_NAMES,
    REPORT_NAMES,
    SECTION_NAMES,
    SERVICES,
    STATION_NAMES,
)
from zhengwu.web.forms import PlainForm

Pairs = list[tuple[str, str]]
_LINES = {"rows": 3}


def pairs(names: dict[Any, str]) -> Pairs:
    """Options of a closed list."""
    return [(str(code), name) for code, name in names.items()]


class PlacedForm(PlainForm):
    """A form that asks for a village of the town."""

    village = forms.ChoiceField(label="村（社区）", required=False)

    def __init__(self, *args: Any, villages: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [("", "不限"), *villages]  # type: ignore[attr-defined]


class VisitForm(PlacedForm):
    """Who came and why."""

    kind = forms.ChoiceField(label="类别", choices=pairs(RECEPTION_NAMES))
    name = forms.CharField(label="来人姓名", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    text = forms.CharField(label="要办什么", max_length=1000, widget=forms.Textarea(attrs=_LINES))
    field_order = ("kind", "name", "phone", "village", "text")


class LineForm(PlacedForm):
    """A line of one of the four registers."""

    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    number = forms.CharField(label="办件编号", max_length=60, required=False)
    planned_at = forms.DateTimeField(
        label="约定时间", required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    text = forms.CharField(label="事由", max_length=500, widget=forms.Textarea(attrs=_LINES))
    field_order = ("name", "phone", "village", "number", "planned_at", "text")


class CloseForm(PlainForm):
    """How a line ended, and who signed."""

    result = forms.CharField(label="结果", max_length=500, widget=forms.Textarea(attrs=_LINES))
    signed_by = forms.CharField(label="签收人", max_length=100, required=False)


class FinishForm(PlainForm):
    """The result of a visit."""

    outcome = forms.CharField(
        label="办理结果", max_length=1000, widget=forms.Textarea(attrs=_LINES)
    )


class AssignForm(PlainForm):
    """Which service department."""

    section = forms.ChoiceField(
        label="转交", choices=[(str(one), SECTION_NAMES[one]) for one in SERVICES]
    )


class OpinionForm(PlainForm):
    """What is proposed to the director."""

    opinion = forms.CharField(
        label="办理意见", max_length=1000, widget=forms.Textarea(attrs=_LINES)
    )


class DirectForm(AssignForm):
    """What the director says."""

    word = forms.CharField(
        label="主任处理意见", max_length=1000, widget=forms.Textarea(attrs=_LINES)
    )


class StationForm(PlacedForm):
    """A village's station."""

    state = forms.ChoiceField(label="建设情况", choices=pairs(STATION_NAMES))
    agent = forms.ChoiceField(label="代办员", required=False)
    cadre = forms.CharField(label="代办员村内职务", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=30, required=False)
    opened_on = forms.DateField(
        label="开放日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    pilot = forms.BooleanField(label="试点村", required=False)

    def __init__(self, *args: Any, agents: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].choices = [("", "未确定"), *agents]  # type: ignore[attr-defined]
        self.fields["village"].required = True


class PowerForm(PlainForm):
    """What the town may do with an item."""

    code = forms.CharField(label="事项编码", max_length=100)
    kind = forms.ChoiceField(label="权限", choices=pairs(POWER_NAMES))
    section = forms.ChoiceField(label="部门", choices=pairs(SECTION_NAMES))
    in_villages = forms.BooleanField(label="村（社区）也可以办", required=False)
    basis = forms.CharField(label="依据", max_length=300, required=False)


class OvertimeForm(PlainForm):
    """What happens when time is up."""

    overtime = forms.ChoiceField(label="超时默认", choices=pairs(OVERTIME_NAMES))
    reason = forms.CharField(label="理由", max_length=300)


class ReportForm(PlainForm):
    """Which report, and what is worth telling."""

    kind = forms.ChoiceField(label="报表", choices=pairs(REPORT_NAMES))
    practice = forms.CharField(
        label="工作情况和好的做法", max_length=2000, required=False,
        widget=forms.Textarea(attrs=_LINES),
    )  # fmt: skip
