"""Forms of a town's centre."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from zhengwu.township import registry
from zhengwu.township.enums import (
    GRADE_NAMES,
    OCCASION_NAMES,
    OVERTIME_NAMES,
    PLACE_NAMES,
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
_DAY = {"type": "date"}


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

    organ = forms.ChoiceField(label="由谁行使", required=False)
    code = forms.CharField(label="事项编码", max_length=100)
    kind = forms.ChoiceField(label="权限", choices=pairs(POWER_NAMES))
    section = forms.ChoiceField(label="部门", choices=pairs(SECTION_NAMES))
    in_villages = forms.BooleanField(label="村（社区）也可以办", required=False)
    basis = forms.CharField(label="依据", max_length=300, required=False)

    def __init__(self, *args: Any, organs: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = organs  # type: ignore[attr-defined]


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


class PlaceForm(PlacedForm):
    """Which place: the centre, the trading centre, or the station of a village."""

    place = forms.ChoiceField(label="场所", choices=pairs(PLACE_NAMES))


class MilestoneForm(PlaceForm):
    """By when a step of building is to be reached, and when it was."""

    step = forms.ChoiceField(
        label="节点", choices=list(registry.standards()["milestones"]["rows"].items())
    )
    target_on = forms.DateField(label="要求完成日期", widget=forms.DateInput(attrs=_DAY))
    done_on = forms.DateField(
        label="实际完成日期", required=False, widget=forms.DateInput(attrs=_DAY)
    )
    note = forms.CharField(label="说明", max_length=300, required=False)
    field_order = ("place", "village", "step", "target_on", "done_on", "note")


class InspectionForm(PlaceForm):
    """Every row of the standard as it was seen."""

    rectify_by = forms.DateField(
        label="整改期限（有不达标的必填）", required=False, widget=forms.DateInput(attrs=_DAY)
    )
    note = forms.CharField(label="说明", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, row in self.standard().items():
            label = f"{row['name']}（{row['says']}）"
            self.fields[code] = (
                forms.DecimalField(label=label, min_value=0, required=False)
                if "least" in row
                else forms.BooleanField(label=label, required=False)
            )
        last = ("rectify_by", "note")
        self.order_fields([*(one for one in self.fields if one not in last), *last])

    @staticmethod
    def standard() -> dict[str, Any]:
        """Rows of a town's centre; a station is held against those it shares."""
        rows: dict[str, Any] = registry.standards()["centre"]
        return rows

    def results(self) -> dict[str, Any]:
        """What was seen, row by row of the standard of the place."""
        rows = registry.standards()[self.cleaned_data["place"]]
        seen = {code: self.cleaned_data.get(code) for code in rows}
        return {code: str(one) if isinstance(one, Decimal) else one for code, one in seen.items()}


class HeldForm(PlacedForm):
    """What was held."""

    kind = forms.ChoiceField(label="内容", choices=pairs(OCCASION_NAMES))
    held_on = forms.DateField(label="日期", widget=forms.DateInput(attrs=_DAY))
    present = forms.CharField(label="参加人", max_length=500)
    problems = forms.CharField(
        label="发现或者提出的问题", required=False, max_length=1000,
        widget=forms.Textarea(attrs=_LINES),
    )  # fmt: skip
    result = forms.CharField(
        label="解决办法、结果", max_length=1000, widget=forms.Textarea(attrs=_LINES)
    )
    agent = forms.ChoiceField(label="代办员（考核时必填）", required=False)
    grade = forms.ChoiceField(
        label="考核等次（考核时必填）",
        required=False,
        choices=[("", "不考核"), *pairs(GRADE_NAMES)],
    )
    field_order = ("kind", "held_on", "village", "present", "problems", "result", "agent", "grade")

    def __init__(self, *args: Any, agents: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].choices = [("", "不考核"), *agents]  # type: ignore[attr-defined]


class LeafletForm(PlainForm):
    """A leaflet for all positions."""

    title = forms.CharField(label="标题", max_length=120)
    text = forms.CharField(
        label="内容（用群众听得懂的话）", max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    source = forms.CharField(label="政策依据（文件名、文号、条款）", max_length=300)


class CopyForm(PlainForm):
    """Which case is shown to which organ, and why."""

    number = forms.CharField(label="办件编号", max_length=60)
    to = forms.ChoiceField(label="抄送给")
    note = forms.CharField(label="事由", max_length=500)

    def __init__(self, *args: Any, organs: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = organs  # type: ignore[attr-defined]


class CopyReadForm(PlainForm):
    """A word of the organ that received a copy."""

    answer = forms.CharField(label="回话（可不填）", max_length=500, required=False)
