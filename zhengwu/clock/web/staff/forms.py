"""Forms of the editors of limits and of cards."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.clock.models import Rule
from zhengwu.web.forms import PlainForm

_DAYS = (Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR)
_HOURS = (Unit.HOUR, Unit.SECOND)
_MONTH_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
# The procedures of 行政许可法 45 and of the other statutes of the table.
PROCEDURES = (
    *("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"),
    *("征求第三方意见", "征求其他机关意见"),
)


class LimitForm(PlainForm):
    """One limit: its figure, what does not count, whether it may be extended, its basis."""

    amount = forms.IntegerField(label="期限", min_value=0, max_value=999)
    unit = forms.ChoiceField(label="单位")
    month_day = forms.RegexField(
        _MONTH_DAY, label="每年的截止日期（月-日）", error_messages={"invalid": "请写成 01-31 这样"}
    )
    suspendable_by = forms.MultipleChoiceField(
        label="不计入期限的程序", required=False, widget=forms.CheckboxSelectMultiple
    )
    extend_amount = forms.IntegerField(
        label="最多可以延长",
        min_value=0,
        max_value=999,
        required=False,
        help_text="不能延长的填 0。",
    )
    source = forms.CharField(
        label="依据", max_length=200, help_text="法律、法规、文件的名称和条款。"
    )
    document = forms.CharField(
        label="文件号", max_length=120, required=False,
        help_text="核对或者制定这个期限的文件号。填写并批准后，这一项不再标为“待确认”。",
    )  # fmt: skip
    note = forms.CharField(
        label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        held = Unit(rule.unit)
        family = next((some for some in (_DAYS, _HOURS) if held in some), (held,))
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = [(str(one), UNIT_ZH[one]) for one in family]
        kinds = self.fields["suspendable_by"]
        if isinstance(kinds, forms.MultipleChoiceField):
            known = dict.fromkeys((*PROCEDURES, *rule.suspendable_by))
            kinds.choices = [(one, one) for one in known]
        for name in self._left_out():
            del self.fields[name]

    def _left_out(self) -> list[str]:
        rule, gone = self.rule, []
        if rule.month_day:
            gone += ["amount", "unit"]
        else:
            gone.append("month_day")
        if not rule.amount:
            gone += [name for name in ("amount", "unit") if name not in gone]
        if not rule.extend_times:
            gone.append("extend_amount")
        return gone

    def values(self) -> dict[str, Any]:
        """What would be set: every column of the editor, whether shown or not."""
        rule, given = self.rule, self.cleaned_data
        return {
            "amount": given.get("amount", rule.amount),
            "unit": given.get("unit", rule.unit),
            "month_day": given.get("month_day", rule.month_day),
            "suspendable_by": sorted(given["suspendable_by"]),
            "extend_amount": given.get("extend_amount") or 0,
            "source": given["source"].strip(),
            "document": given["document"].strip(),
            "note": given["note"].strip(),
        }


_YELLOW = [("", "不发黄牌"), ("before", "届满以前"), ("after", "超期以后")]
_RED = [("", "不发红牌"), ("after", "超期以后")]


class LadderForm(PlainForm):
    """When a clock is warned about, when it gets a yellow and when a red card."""

    warn = forms.IntegerField(
        label="提醒：届满以前几个工作日", min_value=0, max_value=60, required=False,
        help_text="不填：按时限规则“到期提示”；填 0：不提醒。",
    )  # fmt: skip
    yellow_when = forms.ChoiceField(label="黄牌", choices=_YELLOW, required=False)
    yellow_days = forms.IntegerField(
        label="黄牌：几个工作日", min_value=1, max_value=60, required=False
    )
    red_when = forms.ChoiceField(label="红牌", choices=_RED, required=False)
    red_days = forms.IntegerField(
        label="红牌：超期几个工作日", min_value=1, max_value=60, required=False
    )
    basis = forms.CharField(
        label="依据和文件号", max_length=200, required=False,
        help_text="本县监察办法的名称和文号。没有写明的，这一项标为“待确认”。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        start = dict(kwargs.pop("initial", None) or {})
        yellow, red = start.get("yellow"), start.get("red")
        start["yellow_when"] = "" if yellow is None else "before" if yellow < 0 else "after"
        start["yellow_days"] = None if yellow is None else abs(yellow)
        start["red_when"], start["red_days"] = "" if red is None else "after", red
        super().__init__(*args, initial=start, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A card that is to be given needs its days."""
        data: dict[str, Any] = super().clean() or {}
        for name, word in (("yellow", "黄牌"), ("red", "红牌")):
            days = f"{name}_days"
            if data.get(f"{name}_when") and not data.get(days) and days not in self.errors:
                self.add_error(days, f"请填写{word}的工作日数")
        return data

    def values(self) -> dict[str, Any]:
        """What would be set."""
        given = self.cleaned_data
        sign = -1 if given["yellow_when"] == "before" else 1
        return {
            "warn": given["warn"],
            "yellow": sign * given["yellow_days"] if given["yellow_when"] else None,
            "red": given["red_days"] if given["red_when"] else None,
            "basis": given["basis"].strip(),
        }
