"""Forms of the quality office and of the units."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.evaluation import registry
from zhengwu.evaluation.enums import (
    COMPLEXITY_NAMES,
    FINDING_NAMES,
    LEVEL_NAMES,
    PANEL_NAMES,
    REACHED_NAMES,
    SCOPE_NAMES,
    Reached,
    SurveyKind,
)
from zhengwu.web.forms import PlainForm

_LINES = {"rows": 3}
_CHOOSE = [("", "请选择")]


def pairs(names: dict[Any, str]) -> list[tuple[str, str]]:
    """Options of a closed list."""
    return [(str(code), name) for code, name in names.items()]


_LEVELS = [("", "没有问到"), *((str(int(code)), name) for code, name in LEVEL_NAMES.items())]
_REACHED = pairs(REACHED_NAMES)


class TextForm(PlainForm):
    """One text."""

    text = forms.CharField(label="内容", widget=forms.Textarea(attrs=_LINES), max_length=4000)


class ReasonForm(PlainForm):
    """A reason, where one is owed."""

    reason = forms.CharField(
        label="理由", widget=forms.Textarea(attrs=_LINES), max_length=2000, required=False
    )


class AssignForm(PlainForm):
    """Who takes it up, and which limit it has."""

    staff = forms.ChoiceField(label="核实回访人")
    complexity = forms.ChoiceField(label="难易", choices=pairs(COMPLEXITY_NAMES))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [*_CHOOSE, *people]  # type: ignore[attr-defined]


class ContactForm(PlainForm):
    """How a try went."""

    outcome = forms.ChoiceField(label="联系结果", choices=[*_CHOOSE, *_REACHED])
    text = forms.CharField(label="情况", widget=forms.Textarea(attrs=_LINES), max_length=2000)


class CallBackForm(ContactForm):
    """How it is now."""

    level = forms.TypedChoiceField(
        label="现在的满意程度", choices=_LEVELS, coerce=int, empty_value=None, required=False
    )
    field_order = ("outcome", "level", "text")


class VerifyForm(PlainForm):
    """Facts and what they seem to show."""

    facts = forms.CharField(
        label="核实的情况", widget=forms.Textarea(attrs=_LINES), max_length=4000
    )
    proposed = forms.ChoiceField(label="建议认定为", choices=[*_CHOOSE, *pairs(FINDING_NAMES)])
    evidence = forms.CharField(
        label="证据（误评、恶意必填）", widget=forms.Textarea(attrs=_LINES), max_length=4000,
        required=False,
    )  # fmt: skip


class JudgeForm(PlainForm):
    """The centre's finding."""

    finding = forms.ChoiceField(label="认定为", choices=[*_CHOOSE, *pairs(FINDING_NAMES)])
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=4000)


class ReviewForm(PlainForm):
    """Whether a rectification is good."""

    good = forms.ChoiceField(label="审核", choices=[("yes", "整改到位"), ("no", "没有到位，退回")])
    reason = forms.CharField(label="审核意见", widget=forms.Textarea(attrs=_LINES))


class WeighForm(PlainForm):
    """Whether a rating that was set aside counts."""

    counts = forms.ChoiceField(
        label="复核结果", choices=[*_CHOOSE, ("yes", "正常评价，计入"), ("no", "异常评价，不计入")]
    )
    reason = forms.CharField(
        label="依据和理由", widget=forms.Textarea(attrs=_LINES), max_length=500
    )


class CommentForm(PlainForm):
    """What of a rating's words the public reads."""

    publish = forms.ChoiceField(
        label="是否公开", choices=[*_CHOOSE, ("yes", "公开"), ("no", "不公开")]
    )
    text = forms.CharField(
        label="公开的文字（个人信息要盖住）", widget=forms.Textarea(attrs=_LINES), max_length=1000,
        required=False,
    )  # fmt: skip


class PhoneForm(PlainForm):
    """A rating told by telephone."""

    number = forms.CharField(label="办件编号或者排队号", max_length=60)
    level = forms.TypedChoiceField(
        label="对方说的满意程度", choices=[*_CHOOSE, *_LEVELS[1:]], coerce=int
    )
    text = forms.CharField(
        label="对方说的话", widget=forms.Textarea(attrs=_LINES), max_length=1000, required=False
    )
    phone = forms.CharField(label="对方电话", max_length=20, required=False)


class SampleForm(PlainForm):
    """The period to draw from."""

    first = forms.DateField(label="从", widget=forms.DateInput)
    last = forms.DateField(label="到（含）", widget=forms.DateInput)


class CallForm(PlainForm):
    """The script's questions and what was answered."""

    outcome = forms.ChoiceField(
        label="回访结果",
        choices=[*_CHOOSE, *((c, n) for c, n in _REACHED if c != str(Reached.NO_ADDRESS))],
        help_text="联系上的，下面每个问题和满意程度都要选",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in registry.script()["questions"]:
            self.fields[one["code"]] = forms.ChoiceField(
                label=one["text"], choices=[*_CHOOSE, *one["answers"].items()], required=False
            )
        self.fields["level"] = forms.TypedChoiceField(
            label="总的满意程度", choices=_LEVELS, coerce=int, empty_value=None, required=False
        )
        self.fields["text"] = forms.CharField(
            label="对方说的话", widget=forms.Textarea(attrs=_LINES), required=False
        )


class SurveyForm(PlainForm):
    """A new appraisal."""

    number = forms.SlugField(label="编号", max_length=40, help_text="例如 PY-2026")
    name = forms.CharField(label="名称", max_length=120)
    scope = forms.ChoiceField(label="评议对象", choices=list(SCOPE_NAMES.items())[:2])
    closes_on = forms.DateField(label="截止日期（含）", widget=forms.DateInput)
    basis = forms.CharField(label="依据", max_length=300, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = registry.surveys()[kind]
        if kind != SurveyKind.FOUR_PANEL:
            del self.fields["scope"]  # the others say themselves whom they are about
        for panel, name in PANEL_NAMES.items():
            if panel not in shipped["weights"]:
                continue
            self.fields[f"weight_{panel}"] = forms.IntegerField(
                label=f"{name}权重（%）", min_value=0, max_value=100,
                initial=shipped["weights"][panel],
            )  # fmt: skip
            self.fields[f"least_{panel}"] = forms.IntegerField(
                label=f"{name}最低份数", min_value=1, max_value=10_000,
                initial=shipped["least"][panel],
            )  # fmt: skip


class PanelForm(PlainForm):
    """People of the panels, a line each."""

    lines = forms.CharField(
        label="名单，一行一人：类别，姓名，电话", widget=forms.Textarea(attrs={"rows": 6}),
        max_length=200_000, help_text="类别：企业代表、群众代表、人大代表、政协委员；电话可以不填",
    )  # fmt: skip


class ReceiptForm(PlainForm):
    """Who signed for a paper."""

    receiver = forms.CharField(label="签收人", max_length=100)
    place = forms.CharField(label="送达地点", max_length=100)
    on = forms.DateField(label="签收日期", widget=forms.DateInput)


class FileForm(PlainForm):
    """The checklist of a file: what is wrong, item by item; empty where nothing is."""

    note = forms.CharField(
        label="总的意见", widget=forms.Textarea(attrs=_LINES), max_length=500, required=False
    )

    def __init__(self, *args: Any, items: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields.pop("note")
        for code, item in items.items():
            self.fields[code] = forms.CharField(
                label=f"{item['name']}（{item['points']} 分）", max_length=500, required=False,
                widget=forms.Textarea(attrs=_LINES),
                help_text=f"{item['source']}。没有问题、不适用的留空",
            )  # fmt: skip
        self.fields["note"] = note

    def faults(self) -> dict[str, str]:
        """Items with something wrong."""
        return {code: text for code, text in self.cleaned_data.items() if code != "note" and text}


class AnswerForm(PlainForm):
    """How it was put right."""

    text = forms.CharField(label="整改情况", widget=forms.Textarea(attrs=_LINES), max_length=2000)


class CheckForm(PlainForm):
    """Looked at again."""

    good = forms.ChoiceField(
        label="复查结果", choices=[("yes", "已经整改"), ("no", "退回再改")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = forms.CharField(
        label="意见（退回必填）",
        widget=forms.Textarea(attrs=_LINES),
        max_length=500,
        required=False,
    )
