"""Forms of attendance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from zhengwu.kernel.time import SHANGHAI
from zhengwu.org.enums import StaffKind
from zhengwu.personnel.enums import AWAY_NAMES, DAY_NAMES, MODE_NAMES, SOURCE_NAMES
from zhengwu.web.forms import PlainForm

Pairs = list[tuple[str, str]]
_LINES = {"rows": 3}
_DAY = {"type": "date"}


def pairs(names: dict[Any, str]) -> Pairs:
    """Options of a closed list."""
    return [(str(code), name) for code, name in names.items()]


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def instant_field(label: str, **more: Any) -> forms.DateTimeField:
    """A day with its time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    messages = {"invalid": f"{label}不是有效的时间"}
    return forms.DateTimeField(
        label=label,
        widget=widget,
        error_messages=messages,
        input_formats=["%Y-%m-%dT%H:%M"],
        **more,
    )


def aware(value: datetime) -> datetime:
    """A time as it was typed is the county's."""
    return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)


class ChoosingForm(PlainForm):
    """A form whose selects are filled when it is made: `options={"hall": [(code, name)]}`."""

    def __init__(self, *args: Any, options: dict[str, Pairs] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (options or {}).items():
            empty = "请选择" if self.fields[name].required else "不限"
            self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]


class FileForm(ChoosingForm):
    """An attendance file: whose hall, which days."""

    file = forms.FileField(label="考勤文件", help_text="考勤机导出的 csv 或者 xlsx")
    hall = forms.ChoiceField(label="大厅")
    first = day_field("从")
    last = day_field("到（含）")


class SeenForm(PlainForm):
    """The rows that are left out were looked at."""

    seen = forms.BooleanField(label="我看过不导入的行，其余照常导入", required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)


class CorrectionForm(PlainForm):
    """How a day should count, and why."""

    wanted = forms.ChoiceField(label="应当是", choices=pairs(DAY_NAMES))
    reason = forms.CharField(
        label="理由和依据", max_length=500, widget=forms.Textarea(attrs=_LINES)
    )


class DecisionForm(PlainForm):
    """Agreed or not."""

    agreed = forms.ChoiceField(label="审核意见", choices=[("yes", "同意"), ("no", "不同意")])
    answer = forms.CharField(
        label="说明（不同意时必填）", max_length=500, required=False,
        widget=forms.Textarea(attrs=_LINES),
    )  # fmt: skip


class TripForm(ChoosingForm):
    """Work elsewhere. Who keeps attendance or heads a unit may ask for others."""

    staff = forms.ChoiceField(label="人员")
    kind = forms.ChoiceField(label="类别", choices=pairs(AWAY_NAMES))
    starts_at = instant_field("从")
    ends_at = instant_field("到")
    place = forms.CharField(label="地点", max_length=100)
    reason = forms.CharField(label="事由", max_length=300, widget=forms.Textarea(attrs=_LINES))


class HoursForm(ChoosingForm):
    """Hours of duty."""

    name = forms.CharField(label="名称", max_length=60)
    hall = forms.ChoiceField(label="大厅", required=False)
    organ = forms.ChoiceField(label="单位", required=False)
    valid_from = day_field("从哪一天起")
    parts = forms.CharField(
        label="时段", widget=forms.Textarea(attrs={"rows": 2}), max_length=200,
        help_text="每段一行，例如 9:00-12:00",
    )  # fmt: skip
    mode = forms.ChoiceField(label="打卡次数", choices=pairs(MODE_NAMES))
    grace_late = forms.IntegerField(label="迟到宽限（分钟）", min_value=0, max_value=60, initial=0)
    grace_early = forms.IntegerField(label="早退宽限（分钟）", min_value=0, max_value=60, initial=0)
    absent_after = forms.IntegerField(
        label="迟到、早退超过多少分钟算缺勤", min_value=1, max_value=480
    )
    kinds = forms.MultipleChoiceField(
        label="适用人员（不选为全部）", required=False, choices=StaffKind.choices(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    desk_allowed = forms.BooleanField(label="可以在工作台签到", required=False, initial=True)
    source = forms.CharField(label="依据（文件名和文号）", max_length=300)
    reason = forms.CharField(label="理由", max_length=300)

    def read_parts(self) -> list[list[str]]:
        """Lines as pairs of times; a line that is none is left to the action to refuse."""
        lines = [one for one in self.cleaned_data["parts"].replace("，", "\n").splitlines() if one]
        found = []
        for line in lines:
            pair = [one.strip().zfill(5) for one in line.replace("—", "-").split("-")]
            found.append([one.replace("：", ":") for one in pair])
        return found


class DeviceForm(ChoosingForm):
    """A device; the code of a known one changes it."""

    code = forms.CharField(
        label="编号", max_length=40, help_text="与导出文件“考勤机”一列一致；已有的编号就是修改"
    )
    name = forms.CharField(label="名称", max_length=60)
    hall = forms.ChoiceField(label="大厅")
    retired_on = day_field("停用日期", required=False)


class NumberForm(ChoosingForm):
    """A number or card of a person."""

    staff = forms.ChoiceField(label="人员")
    source = forms.ChoiceField(label="种类", choices=pairs(SOURCE_NAMES)[:2])
    number = forms.CharField(label="考勤号或者卡号", max_length=30)


class CardForm(ChoosingForm):
    """A card held to the reader."""

    device = forms.ChoiceField(label="考勤机")
    number = forms.CharField(
        label="卡号", max_length=30, help_text="读卡器会自动输入；也可以手工输入"
    )


class OutageForm(ChoosingForm):
    """When a hall could take no swipes."""

    hall = forms.ChoiceField(label="大厅")
    starts_at = instant_field("从")
    ends_at = instant_field("到")
    reason = forms.CharField(label="原因", max_length=300)
