"""Forms of expert review, tests and public notices."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.cases.enums import TESTS
from zhengwu.web.forms import PlainForm

_YES_NO = (("yes", "是"), ("no", "否"))


def _text(label: str, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ExpertForm(PlainForm):
    """An expert of the register."""

    name = forms.CharField(label="姓名", max_length=60)
    field = forms.CharField(label="专业", max_length=60)
    unit = forms.CharField(label="单位", max_length=200)
    title = forms.CharField(label="职称", max_length=60, required=False)
    conflicts = _text(
        "利害关系（应当回避的申请人）", rows=2, required=False, help_text="每行一个名称"
    )
    active = forms.BooleanField(label="可以抽取", required=False, initial=True)


class DrawForm(PlainForm):
    """How many experts of which field."""

    field = forms.ChoiceField(label="专业")
    wanted = forms.IntegerField(label="人数", min_value=1, max_value=15)

    def __init__(self, *args: Any, fields: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(one, one) for one in fields]  # type: ignore[attr-defined]


class ReasonForm(PlainForm):
    """Why a drawn expert keeps out."""

    reason = _text("回避的理由", max_length=500)


class OpinionForm(PlainForm):
    """An expert's signed opinion."""

    agrees = forms.ChoiceField(
        label="意见", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect
    )
    opinion = _text("专家意见（已由本人签字）", max_length=4000)


class ConclusionForm(PlainForm):
    """The conclusion of a review."""

    passed = forms.ChoiceField(label="通过评审", choices=_YES_NO, widget=forms.RadioSelect)
    conclusion = _text("评审结论", max_length=4000)


class AssignForm(PlainForm):
    """Who inspects or tests."""

    kind = forms.ChoiceField(
        label="种类", choices=[(one, one) for one in TESTS], widget=forms.RadioSelect
    )
    people = forms.MultipleChoiceField(
        label="人员（两名以上，须有证件号码）", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class ResultForm(PlainForm):
    """What was found, by which standard."""

    standard = forms.CharField(label="依据的技术标准、技术规范", max_length=300)
    findings = _text("检验检测检疫情况", max_length=4000)
    passed = forms.ChoiceField(
        label="结论", choices=[("yes", "合格"), ("no", "不合格")], widget=forms.RadioSelect
    )


class NoticeForm(PlainForm):
    """What is published, and until when."""

    text = _text("公示内容", max_length=4000)
    basis = forms.CharField(label="公示的依据", max_length=300)
    to_on = forms.DateField(label="公示截止日期", widget=forms.DateInput(attrs={"type": "date"}))


class AnswerForm(PlainForm):
    """The answer to an objection."""

    adopted = forms.ChoiceField(
        label="处理结果", choices=[("yes", "异议成立"), ("no", "异议不成立")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = _text("理由", max_length=4000)
