"""Forms of entry and exit, training, examinations, cards."""

from __future__ import annotations

from django import forms

from zhengwu.personnel import registry
from zhengwu.personnel.enums import COURSE_NAMES
from zhengwu.personnel.web.staff.forms.attendance import ChoosingForm, day_field, pairs
from zhengwu.web.forms import PlainForm

_LINES = {"rows": 3}


def _education() -> list[tuple[str, str]]:
    return [(one, one) for one in registry.qualification()["education"]]


def _subjects() -> list[tuple[str, str]]:
    return [(one, one) for one in registry.qualification()["subjects"]]


def _exits() -> list[tuple[str, str]]:
    return list(registry.qualification()["exits"].items())


class CandidateForm(ChoosingForm):
    """Who is to be sent to which window, and what is known of him."""

    staff = forms.ChoiceField(label="人员")
    window = forms.ChoiceField(label="窗口")
    education = forms.ChoiceField(label="文化程度", choices=_education)
    born_on = day_field("出生日期")
    regular = forms.BooleanField(label="正式职工", required=False)
    computer = forms.BooleanField(label="会操作电脑", required=False)
    business = forms.BooleanField(label="熟悉审批业务", required=False)


class ExamineForm(PlainForm):
    """What the centre found."""

    fit = forms.ChoiceField(label="考察结论", choices=[("yes", "合格"), ("no", "不合格")])
    opinion = forms.CharField(label="考察意见", max_length=500, widget=forms.Textarea(attrs=_LINES))
    exception = forms.CharField(
        label="例外同意的理由（有条件不符合时必填）", max_length=500, required=False,
        widget=forms.Textarea(attrs=_LINES),
    )  # fmt: skip


class EnterForm(PlainForm):
    """From which day on post."""

    on = day_field("上岗日期")


class ExitForm(PlainForm):
    """Why somebody leaves the windows."""

    kind = forms.ChoiceField(label="退出原因", choices=_exits)
    on = day_field("退出日期")
    reason = forms.CharField(
        label="事实和依据", max_length=500, widget=forms.Textarea(attrs=_LINES)
    )


class CourseForm(ChoosingForm):
    """A course and who took part."""

    kind = forms.ChoiceField(label="类别", choices=pairs(COURSE_NAMES))
    title = forms.CharField(label="名称", max_length=100)
    subjects = forms.MultipleChoiceField(
        label="内容", choices=_subjects, widget=forms.CheckboxSelectMultiple
    )
    held_on = day_field("日期")
    hours = forms.IntegerField(label="学时", min_value=1, max_value=200)
    place = forms.CharField(label="地点", max_length=100)
    teacher = forms.CharField(label="授课人", max_length=100)
    hall = forms.ChoiceField(label="哪个大厅", required=False)
    passed = forms.CharField(
        label="参加且合格的工号", widget=forms.Textarea(attrs=_LINES), required=False,
        help_text="用空格、逗号或者换行分开",
    )  # fmt: skip
    failed = forms.CharField(
        label="参加但不合格的工号", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    away = forms.CharField(
        label="没有参加的工号", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class ExamForm(PlainForm):
    """An examination with all marks."""

    title = forms.CharField(label="名称", max_length=100)
    held_on = day_field("日期")
    full = forms.IntegerField(label="满分", min_value=1, max_value=1000, initial=100)
    least = forms.IntegerField(label="合格分数", min_value=1, max_value=1000, initial=60)
    marks = forms.CharField(
        label="成绩", widget=forms.Textarea(attrs={"rows": 10}), max_length=50_000,
        help_text="每行一名：工号 分数，可以从表格里直接粘贴",
    )  # fmt: skip


class CardForm(ChoosingForm):
    """A work card."""

    staff = forms.ChoiceField(label="人员")
    number = forms.CharField(label="工作证（胸牌）编号", max_length=30)
    plate = forms.CharField(label="监督台牌编号", max_length=30, required=False)
    phone = forms.CharField(label="对外公布的办公电话", max_length=30)
