"""Forms of the joint desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from zhengwu.joint.enums import KIND_NAMES, MEETING_NAMES, SILENCE_NAMES
from zhengwu.joint.rules.document import Paper
from zhengwu.web.forms import PlainForm

Choices = Sequence[tuple[str, str]]


def _area(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **more
    )


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _instant(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class Confirm(PlainForm):
    """Nothing to fill in."""


class DemandsForm(PlainForm):
    """Problem and demand for each paper of a list; what stays empty is complete."""

    def __init__(
        self, *args: Any, papers: Iterable[Paper], said: dict[str, dict[str, str]], **more: Any
    ) -> None:
        self.codes = [("form", "联办申请书"), *((paper.code, paper.name) for paper in papers)]
        super().__init__(*args, **more)
        for code, name in self.codes:
            line = said.get(code, {})
            for key, label in (("problem", "存在的问题"), ("requirement", "补正要求")):
                self.fields[f"{key}_{code}"] = forms.CharField(
                    label=f"{name}：{label}", max_length=500, required=False,
                    initial=line.get(key, ""),
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A problem needs a demand, and the other way round."""
        data: dict[str, Any] = super().clean() or {}
        for code, name in self.codes:
            if bool(data.get(f"problem_{code}")) != bool(data.get(f"requirement_{code}")):
                missing = "requirement" if data.get(f"problem_{code}") else "problem"
                self.add_error(f"{missing}_{code}", f"请写全“{name}”的问题和要求")
        return data

    def lines(self) -> list[tuple[str, str, str]]:
        """(code, problem, requirement) of what is asked for."""
        data = self.cleaned_data
        return [
            (code, data[f"problem_{code}"], data[f"requirement_{code}"])
            for code, _ in self.codes
            if data.get(f"problem_{code}")
        ]


class ConsultForm(PlainForm):
    """Whom to ask what."""

    organ_code = forms.ChoiceField(label="征求哪个单位的意见")
    question = _area("需要对方答复的问题")

    def __init__(self, *args: Any, organs: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organ_code"].choices = organs  # type: ignore[attr-defined]


class AnswerForm(PlainForm):
    """Consent or not, with the opinion and, where not, the article."""

    consent = forms.ChoiceField(
        label="意见", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect
    )
    opinion = _area("意见内容")
    basis = forms.CharField(label="法律依据（不同意的必填）", max_length=300, required=False)


class InformForm(PlainForm):
    """Whom to tell what."""

    organ_code = forms.ChoiceField(label="抄告单位")
    text = _area("抄告内容")

    def __init__(self, *args: Any, organs: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organ_code"].choices = organs  # type: ignore[attr-defined]


class HandOverForm(PlainForm):
    """How the results reach the applicant, all at once."""

    way = forms.ChoiceField(
        label="送达方式",
        choices=[("direct", "当面送达"), ("electronic", "电子送达"), ("post", "邮寄送达")],
        widget=forms.RadioSelect,
    )
    on = _day("送达日期")
    receiver = forms.CharField(label="签收人", max_length=60, required=False)
    place = forms.CharField(label="送达地点", max_length=120, required=False)
    tracking_no = forms.CharField(label="邮件号码（邮寄的填写）", max_length=60, required=False)
    early = _area("先行送达的理由（还有部门没有办完时填写）", required=False)


class ReceiptForm(PlainForm):
    """The day on the post's receipt."""

    receipt_on = _day("回执上的日期")


class OrganReasonForm(PlainForm):
    """Another organ, and why."""

    organ_code = forms.ChoiceField(label="改由哪个单位")
    reason = _area("理由")

    def __init__(self, *args: Any, organs: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organ_code"].choices = organs  # type: ignore[attr-defined]


class ReassignForm(OrganReasonForm):
    """Another organ for a part, on which decision."""

    basis = forms.CharField(label="依据（文件名称、文号）", max_length=200)


class ExtendForm(PlainForm):
    """More time, with the reason the applicant is told."""

    days = forms.IntegerField(label="延长几个工作日", min_value=1, max_value=99)
    reason = _area("延长的理由（将告知申请人）")


class ProjectForm(PlainForm):
    """What is known when the file is opened."""

    code = forms.CharField(label="项目代码", max_length=40)
    name = forms.CharField(label="项目名称", max_length=100)
    kind = forms.ChoiceField(
        label="项目类别", choices=[(k.value, v) for k, v in KIND_NAMES.items()],
    )  # fmt: skip
    investor = forms.CharField(label="建设（投资）单位", max_length=100)
    uscc = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    place = forms.CharField(label="建设地点", max_length=100, required=False)
    amount = forms.DecimalField(
        label="总投资（万元）", max_digits=12, decimal_places=2, min_value=0, required=False
    )
    major = forms.BooleanField(label="重大投资项目", required=False)


class AgentForm(PlainForm):
    """Who is to carry the project."""

    staff = forms.ChoiceField(label="代办员")

    def __init__(self, *args: Any, people: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["staff"].choices = people  # type: ignore[attr-defined]


class StepForm(PlainForm):
    """What was done on which day."""

    on = _day("日期")
    text = _area("办了什么")


class MeetingForm(PlainForm):
    """What is to be met about, by whom, when and where."""

    kind = forms.ChoiceField(
        label="会议类别", choices=[(k.value, v) for k, v in MEETING_NAMES.items()]
    )
    subject = forms.CharField(label="议题", max_length=120)
    organs = forms.MultipleChoiceField(label="参会单位", widget=forms.CheckboxSelectMultiple)
    planned_at = _instant("召开时间")
    place = forms.CharField(label="地点", max_length=100)
    chair = forms.CharField(label="主持人", max_length=60)

    def __init__(self, *args: Any, organs: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organs"].choices = organs  # type: ignore[attr-defined]


class MinutesForm(PlainForm):
    """Who came, what was said, what was concluded."""

    held_at = _instant("召开时间")
    minutes = _area("会议情况")
    conclusion = _area("会议结论")
    passed = forms.ChoiceField(
        label="是否通过", choices=[("yes", "通过"), ("no", "未通过")], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]], **more: Any) -> None:
        self.seats = seats
        super().__init__(*args, **more)
        for code, name in seats:
            self.fields[f"name_{code}"] = forms.CharField(
                label=f"{name}：到会人员", max_length=60, required=False
            )
            self.fields[f"opinion_{code}"] = forms.CharField(
                label=f"{name}：意见", max_length=500, required=False
            )


class SilenceForm(PlainForm):
    """What silence between organs means, since when, on which basis."""

    effect = forms.ChoiceField(
        label="逾期不答复的后果",
        choices=[(k.value, v) for k, v in SILENCE_NAMES.items()],
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(label="依据（文件名称、文号）", max_length=300)
    reason = _area("理由")
    effective_on = _day("生效日期")
