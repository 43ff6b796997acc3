"""Forms of the assessment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from zhengwu.assessment.enums import (
    HOW_NAMES,
    KIND_NAMES,
    PER_NAMES,
    POINT_KINDS,
    VERDICT_NAMES,
)
from zhengwu.web.forms import PlainForm

_LINES = {"rows": 3}


def pairs(names: dict[Any, str]) -> list[tuple[str, str]]:
    """Options of a closed list."""
    return [(str(code), name) for code, name in names.items()]


class ComputeForm(PlainForm):
    """Which period of which scheme to compute."""

    scheme = forms.ChoiceField(label="考核办法")
    kind = forms.ChoiceField(label="考核期", choices=pairs(KIND_NAMES))
    day = forms.DateField(label="期内任一天", widget=forms.DateInput)

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "全部办法"), *schemes]  # type: ignore[attr-defined]
        self.fields["scheme"].required = False


class OpinionForm(PlainForm):
    """An opinion of the reviewer."""

    opinion = forms.CharField(
        label="审核意见", widget=forms.Textarea(attrs=_LINES), max_length=1000
    )


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=1000)


class NoForm(PlainForm):
    """An act that needs no words."""


class ObjectionForm(PlainForm):
    """An objection."""

    text = forms.CharField(
        label="异议的事实和理由", widget=forms.Textarea(attrs=_LINES), max_length=4000
    )


class DecideForm(PlainForm):
    """What becomes of an objection."""

    verdict = forms.ChoiceField(label="裁定", choices=pairs(VERDICT_NAMES))
    points = forms.DecimalField(
        label="更正的分值（成立时填写，加分为正、减分为负）", required=False, max_digits=5,
        decimal_places=2,
    )  # fmt: skip
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=4000)


class AdjustForm(PlainForm):
    """A correction."""

    points = forms.DecimalField(
        label="更正的分值（加分为正、减分为负）", max_digits=5, decimal_places=2
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=1000)


class DecideAdjustmentForm(PlainForm):
    """Whether a correction is approved."""

    good = forms.ChoiceField(label="决定", choices=[("yes", "批准更正"), ("no", "不批准")])
    opinion = forms.CharField(
        label="意见（不批准时必填）", widget=forms.Textarea(attrs=_LINES), required=False,
        max_length=300,
    )  # fmt: skip


class SchemeForm(PlainForm):
    """What a draft says beside its criteria; one field for each part and grade it has."""

    basis = forms.CharField(label="依据", max_length=300)
    plus_most = forms.DecimalField(label="加分最多", min_value=0, max_value=100)
    minimum = forms.IntegerField(label="参加排名的最少办件", min_value=0, max_value=100000)
    quarter = forms.ChoiceField(label="季度得分", choices=pairs(HOW_NAMES))
    quarter_least = forms.IntegerField(label="季度至少几个月", min_value=1, max_value=3)
    year = forms.ChoiceField(label="年度得分", choices=pairs(HOW_NAMES))
    year_least = forms.IntegerField(label="年度至少几个月", min_value=1, max_value=12)
    effective_on = forms.DateField(label="从哪一天以后的考核期用起", widget=forms.DateInput)
    reason = forms.CharField(
        label="制定或者修改的理由", widget=forms.Textarea(attrs=_LINES), required=False
    )

    def __init__(self, *args: Any, content: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in content.get("parts", []):
            self.fields[f"full_{part['code']}"] = forms.DecimalField(
                label=f"{part['name']}（满分）", min_value=0, max_value=1000,
                initial=part["full"],
            )  # fmt: skip
            self.fields[f"weight_{part['code']}"] = forms.DecimalField(
                label=f"{part['name']}（权重）", min_value=0, max_value=10,
                initial=part.get("weight", 1),
            )  # fmt: skip
        for place, grade in enumerate(content.get("grades", [])):
            self.fields[f"grade_{place}"] = forms.DecimalField(
                label=f"{grade['name']}从几分起", min_value=0, initial=grade["least"]
            )

    def onto(self, content: dict[str, Any]) -> dict[str, Any]:
        """The content with what was filled in."""
        data = self.cleaned_data
        return {
            **content,
            "plus_most": _plain(data["plus_most"]),
            "workload": {**content.get("workload", {}), "minimum": data["minimum"]},
            "quarter": {"how": data["quarter"], "least": data["quarter_least"]},
            "year": {"how": data["year"], "least": data["year_least"]},
            "parts": [
                {
                    **part,
                    "full": _plain(data[f"full_{part['code']}"]),
                    "weight": _plain(data[f"weight_{part['code']}"]),
                }
                for part in content.get("parts", [])
            ],
            "grades": [
                {**grade, "least": _plain(data[f"grade_{place}"])}
                for place, grade in enumerate(content.get("grades", []))
            ],
        }


def _plain(value: Decimal) -> str:
    """A number as it is kept in the content: text, never a binary fraction."""
    return f"{value.normalize():f}"


class CriterionForm(PlainForm):
    """One criterion of a draft."""

    name = forms.CharField(label="名称", max_length=100)
    kind = forms.ChoiceField(label="作用", choices=pairs(POINT_KINDS))
    part = forms.ChoiceField(label="属于哪个部分（扣分项必选）", required=False)
    source = forms.ChoiceField(label="事实来源")
    condition = forms.CharField(
        label="条件（不填为全部）", required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "code"}),
    )  # fmt: skip
    per = forms.ChoiceField(label="怎样计分", choices=pairs(PER_NAMES))
    points = forms.CharField(label="分值（数字或者公式）", required=False, max_length=300)
    whole = forms.BooleanField(label="公式结果舍去小数", required=False)
    factor = forms.DecimalField(label="再乘以", required=False, min_value=0, max_value=1000)
    most = forms.DecimalField(label="本项最多", required=False, min_value=0, max_value=1000)
    kinds = forms.MultipleChoiceField(
        label="只在这些考核期计（不选为每期）", choices=pairs(KIND_NAMES), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    basis = forms.CharField(label="依据", max_length=300)

    def __init__(
        self,
        *args: Any,
        parts: list[tuple[str, str]],
        sources: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", "不属于部分"), *parts]  # type: ignore[attr-defined]
        self.fields["source"].choices = sources  # type: ignore[attr-defined]

    def row(self, code: str) -> dict[str, Any]:
        """The criterion as it stands in the content."""
        data = self.cleaned_data
        row = {
            "code": code,
            **{name: data[name] for name in ("name", "kind", "part", "source", "basis", "per")},
            "condition": data["condition"] or "true",
            "points": data["points"] or "0",
            "whole": data["whole"],
            "kinds": data["kinds"],
            "confidence": "local",
        }
        for name, value in (("factor", data["factor"]), ("most", data["most"])):
            if value is not None:
                row[name] = _plain(value)
        return row


class NewCriterionForm(PlainForm):
    """What a new criterion is called."""

    code = forms.SlugField(label="新计分项的代码", max_length=40)


class PreviewForm(PlainForm):
    """The period on which a draft is tried."""

    kind = forms.ChoiceField(label="考核期", choices=pairs(KIND_NAMES))
    day = forms.DateField(label="期内任一天", widget=forms.DateInput)


class EntryForm(PlainForm):
    """A fact entered by hand."""

    criterion = forms.ChoiceField(label="计分项")
    subject = forms.ChoiceField(label="考核对象")
    day = forms.DateField(label="发生日期", widget=forms.DateInput)
    value = forms.DecimalField(
        label="分值（正数）", min_value=0, max_value=999, max_digits=5, decimal_places=2
    )
    text = forms.CharField(label="事实", widget=forms.Textarea(attrs=_LINES), max_length=500)
    evidence = forms.CharField(label="证据（文号、记录编号、检查单）", max_length=300)
    file = forms.FileField(label="证据文件（选填）", required=False)

    def __init__(
        self, *args: Any, criteria: list[tuple[str, str]], subjects: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, rows in (("criterion", criteria), ("subject", subjects)):
            self.fields[name].choices = [("", "请选择"), *rows]  # type: ignore[attr-defined]


class TextForm(PlainForm):
    """The words of a paper."""

    text = forms.CharField(label="正文", widget=forms.Textarea(attrs={"rows": 10}), max_length=8000)
