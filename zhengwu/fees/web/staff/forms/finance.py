"""Forms of the finance window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from zhengwu.fees.enums import (
    BasisLevel,
    Formula,
    ReworkKind,
    Rounding,
    WaiverKind,
)
from zhengwu.fees.models import Line, Standard
from zhengwu.fees.rules.standard_rows import Unreadable, parse_brackets, parse_facts
from zhengwu.org.models import Organ
from zhengwu.web.forms import PlainForm


def _day(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


def _money(label: str, **more: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label,
        decimal_places=more.pop("decimal_places", 2),
        max_digits=14,
        min_value=Decimal(0),
        widget=widget,
        error_messages={"invalid": f"{label}要填数字，例如 120.50"},
        **more,
    )


def _words(label: str, limit: int = 500, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=limit, widget=widget, **more)


class ReturnForm(PlainForm):
    """A bill back to the accepting window."""

    kind = forms.ChoiceField(label="哪种情形", choices=ReworkKind.choices())
    reason = _words("哪里错了，应当怎样改", help_text="受理窗口会看到这段话。")


class RefundForm(PlainForm):
    """How much of which line goes back, and why."""

    def __init__(self, *args: Any, lines: Sequence[tuple[Line, Decimal]], **more: Any) -> None:
        super().__init__(*args, **more)
        for line, most in lines:
            field = _money(
                f"退“{line.name}”（元）", required=False, help_text=f"最多可退 {most:,} 元。"
            )
            self.fields[f"line_{line.pk}"] = field
        self.fields["reason"] = _words("退费理由", help_text="写入红字票据。")

    def amounts(self) -> dict[str, Decimal]:
        """Line id → amount, where something was filled in."""
        return {
            name.removeprefix("line_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("line_") and value
        }


class OpinionForm(PlainForm):
    """Approve or not."""

    opinion = _words("复核意见", 300, required=False, help_text="不同意的，必须写明理由。")


class HandlingForm(PlainForm):
    """What was done about it."""

    handling = _words("怎样处理的", 300, help_text="例如：经银行查询，已原路退回付款人。")


class SettleForm(HandlingForm):
    """Unknown money: for which bill."""

    code = forms.CharField(
        label="记入哪张通知单（缴款码）",
        max_length=12,
        required=False,
        help_text="退回付款人的，不填。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("code", "handling")


class FileForm(PlainForm):
    """One file."""

    file = forms.FileField(label="文件（csv 或 xlsx）")


class StandardForm(PlainForm):
    """One version of a standard."""

    code = forms.SlugField(
        label="编码",
        max_length=40,
        help_text="小写字母、数字和短横线，公布后不变。",
        error_messages={"invalid": "编码只能用字母、数字和短横线"},
    )
    name = forms.CharField(label="收费项目", max_length=100)
    organ = forms.ModelChoiceField(Organ.objects.none(), label="执收单位", empty_label="请选择")
    licence = forms.BooleanField(label="因办理行政许可收取", required=False)
    basis_level = forms.ChoiceField(label="依据的层级", choices=BasisLevel.choices())
    basis_law = forms.CharField(label="依据（法律、法规或文件名称）", max_length=200)
    basis_article = forms.CharField(label="条款", max_length=100, required=False)
    basis_document_no = forms.CharField(label="文号", max_length=100, required=False)
    revenue_code = forms.CharField(label="非税收入项目编码", max_length=40, required=False)
    formula = forms.ChoiceField(label="计算方法", choices=Formula.choices())
    rate = _money("标准（元；按比例的填百分数）", decimal_places=4, required=False)
    fact_name = forms.CharField(
        label="按哪个数计费",
        required=False,
        help_text="一行一个：字段名 名称 单位，例如：dig.area 挖掘面积 平方米",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    brackets = forms.CharField(
        label="分档",
        required=False,
        help_text="一行一档：上限 标准；最后一档上限写“以上”。例如：100 5",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expression = forms.CharField(
        label="计算式", max_length=500, required=False, help_text="例如：dig.area * dig.days * 0.3"
    )
    least = _money("最低（元）", required=False)
    most = _money("最高（元）", required=False)
    rounding = forms.ChoiceField(label="取整", choices=Rounding.choices())
    rate_words = forms.CharField(
        label="公布的收费标准", max_length=300, help_text="例如：每平方米 180 元"
    )
    effective_from = _day("从哪一天起执行")
    to_confirm = forms.CharField(label="待核实", max_length=300, required=False)

    def __init__(self, *args: Any, known: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organ"].queryset = Organ.objects.all()  # type: ignore[attr-defined]
        if known:
            for name in ("code", "name", "organ"):
                self.fields[name].disabled = True

    def terms(self) -> dict[str, Any]:
        """The fields of a version."""
        data = self.cleaned_data
        names = (
            "licence", "basis_level", "basis_law", "basis_article", "basis_document_no",
            "revenue_code", "formula", "expression", "least", "most", "rounding", "rate_words",
            "effective_from", "to_confirm",
        )  # fmt: skip
        return {
            **{name: data[name] for name in names},
            "rate": data["rate"] or Decimal(0),
            "facts": data["fact_name"],
            "brackets": data["brackets"],
        }

    def clean_fact_name(self) -> list[dict[str, str]]:
        """Lines of `name label unit`."""
        return _parsed(parse_facts, self.cleaned_data["fact_name"])

    def clean_brackets(self) -> list[dict[str, str]]:
        """Lines of `upto rate`."""
        return _parsed(parse_brackets, self.cleaned_data["brackets"])


def _parsed(parse: Callable[[str], list[dict[str, str]]], text: str) -> list[dict[str, str]]:
    try:
        return parse(text)
    except Unreadable as fault:
        raise forms.ValidationError(str(fault)) from None


class VersionActForm(PlainForm):
    """What the approver says."""

    reason = forms.CharField(label="理由", max_length=200, required=False)
    last_day = _day("最后执行日", required=False)


class WaiverForm(PlainForm):
    """A reduction with the document that grants it."""

    kind = forms.ChoiceField(label="减免依据", choices=WaiverKind.choices())
    title = forms.CharField(label="文件（合同、纪要）名称", max_length=200)
    document_no = forms.CharField(label="文号（合同编号、纪要编号）", max_length=100)
    standards = forms.ModelMultipleChoiceField(
        Standard.objects.none(), label="减免哪些收费", widget=forms.CheckboxSelectMultiple
    )
    share = _money("减免比例（%）")
    payer_name = forms.CharField(
        label="适用的缴款人", max_length=200, required=False, help_text="依据合同或纪要的必须填写。"
    )
    starts_on = _day("从哪一天起")
    ends_on = _day("到哪一天止", required=False, help_text="没有终止日期的不填。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["standards"].queryset = Standard.objects.all()  # type: ignore[attr-defined]


class StopForm(PlainForm):
    """End a waiver."""

    on = _day("自哪一天起停止")
    reason = forms.CharField(label="理由", max_length=200)


class BatchForm(PlainForm):
    """A payout list."""

    programme = forms.CharField(label="补贴项目", max_length=100, help_text="例如：农村低保金")
    period = forms.CharField(label="发放期间", max_length=40, help_text="例如：2026年上半年")
    basis = forms.CharField(label="政策依据", max_length=300)
    file = forms.FileField(
        label="名单（xlsx 或 csv）",
        help_text="第一行：姓名、身份证号、银行账号、金额。账号列请设为文本。",
    )


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(label="理由", max_length=200)
