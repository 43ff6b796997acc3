"""Forms for a diagram, for a step, for a decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.flow.enums import Unit
from zhengwu.flow.rules import Limit
from zhengwu.flow.rules.linear import FORKS, Item, Line, every
from zhengwu.flow.rules.subset import MAX_BYTES
from zhengwu.org.enums import POST_DUTIES
from zhengwu.web.forms import PlainForm

_OWN = "*"
_UNITS = [(Unit.WORKING_DAY.value, "个工作日"), (Unit.CALENDAR_DAY.value, "日（自然日）")]


class DiagramForm(PlainForm):
    """A BPMN file under a code; with a limit its steps are added up against it."""

    code = forms.CharField(
        label="流程编码",
        max_length=60,
        help_text="事项清单按这个编码引用流程；已有的编码会增加一个新版本。",
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "只能用小写字母、数字和下划线")],
    )
    name = forms.CharField(label="流程名称", max_length=120, required=False)
    file = forms.FileField(
        label="BPMN 2.0 文件",
        required=False,
        help_text="扩展名 .bpmn 或 .xml，不超过 2 MB。不选就从现行版本开始，新流程从一个步骤开始。",
    )
    amount = forms.IntegerField(
        label="承诺时限",
        required=False,
        min_value=1,
        help_text="填写后检查各步骤时限能否在其中办完。",
    )
    unit = forms.ChoiceField(label="时限单位", choices=_UNITS, initial=Unit.WORKING_DAY.value)

    def clean_file(self) -> bytes:
        """The bytes, at most one more than allowed: the compiler then names the size."""
        file = self.cleaned_data.get("file")
        content: bytes = file.read(MAX_BYTES + 1) if file else b""
        return content

    @property
    def limit(self) -> Limit | None:
        """The promised limit, if one was given."""
        cleaned: dict[str, Any] = self.cleaned_data
        if not cleaned.get("amount"):
            return None
        return Limit(cleaned["amount"], Unit(cleaned["unit"]))


DAYS = [*_UNITS, (Unit.HOUR.value, "小时")]
OPINIONS = [("required", "必须填写"), ("optional", "可以填写"), ("none", "不填写")]
KINDS = [
    ("review", "审查"), ("check", "复核"), ("inspect", "现场核查"), ("expert", "专家评审"),
    ("hearing", "听证"), ("decide", "决定"), ("issue", "制证"), ("deliver", "送达"), ("", "其他"),
]  # fmt: skip
RULES = [
    ("all", "会签：全部办完才往下走"),
    ("any", "或签：有一家办完就往下走"),
    ("n", "办完几家就往下走"),
    ("percent", "办完百分之几就往下走"),
]


class StepForm(PlainForm):
    """One step in the county's words: who, how long, what is asked, what the applicant is told."""

    name = forms.CharField(label="步骤名称", max_length=60)
    public_name = forms.CharField(
        label="对申请人显示", max_length=60, required=False, help_text="不填就显示步骤名称。"
    )
    task_kind = forms.ChoiceField(label="办理类型", choices=KINDS, required=False)
    duty = forms.ChoiceField(
        label="由谁办理（岗位职责）", choices=[(one.value, one.label) for one in POST_DUTIES]
    )
    organ = forms.ChoiceField(label="办理部门", required=False)
    organs = forms.MultipleChoiceField(
        label="会办部门",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="多个部门同时办理时勾选；不勾就只由上面的部门办理。",
    )
    rule = forms.ChoiceField(label="会办规则", choices=RULES, required=False)
    number = forms.IntegerField(label="几家或百分之几", required=False, min_value=1, max_value=100)
    persons = forms.IntegerField(
        label="办理人数", min_value=1, max_value=9, initial=1, help_text="现场核查应当两人以上。"
    )
    days = forms.IntegerField(label="步骤时限", min_value=1, max_value=365)
    unit = forms.ChoiceField(label="时限单位", choices=DAYS)
    special = forms.BooleanField(
        label="特别程序，不计入承诺时限", required=False, help_text="听证、专家评审等。"
    )
    opinion = forms.ChoiceField(label="办理意见", choices=OPINIONS)
    outcomes = forms.CharField(
        label="办理结果",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个，例如：通过。分支条件按这些结果判断；不分结果就不填。",
    )
    other_than = forms.MultipleChoiceField(
        label="不得由同一人办理的步骤",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一审一核：办过这些步骤的人不能办本步骤。",
    )

    def __init__(
        self, line: Line, item: Item, *args: Any, organs: Mapping[str, str], **kwargs: Any
    ) -> None:
        self.item = item
        super().__init__(*args, initial=_initial(item), **kwargs)
        self._offer(organs)
        others = [one for one in every(line.items) if one["type"] not in FORKS]
        field = self.fields["other_than"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one["id"], one["name"]) for one in others if one["id"] != item["id"]]

    def _offer(self, organs: Mapping[str, str]) -> None:
        """Departments by name; what the drawing names beyond them stays as it is."""
        own = [self.item.get("organ", ""), *self.item.get("organs", ())]
        others = [(one, _of_field(one)) for one in own if one and one not in organs]
        one, several = self.fields["organ"], self.fields["organs"]
        assert isinstance(one, forms.ChoiceField)
        assert isinstance(several, forms.ChoiceField)
        one.choices = [("", "事项的实施部门"), *others, *organs.items()]
        several.choices = [*others, *organs.items()]

    def clean(self) -> dict[str, Any]:
        """A number of departments needs its number; several persons and departments do not mix."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("organs") and data.get("rule") in ("n", "percent") and not data.get("number"):
            self.add_error("number", "请填写几家或百分之几")
        if data.get("organs") and (data.get("persons") or 1) > 1:
            self.add_error("persons", "已由多个部门会办，不能再要求多人")
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the step is to keep; empty values fall away."""
        data = self.cleaned_data
        words = [one.strip() for one in data["outcomes"].splitlines() if one.strip()]
        organs = list(data["organs"])
        rule = data["rule"] or "all"
        completion = f"{rule}:{data['number']}" if rule in ("n", "percent") else rule
        return {
            "name": data["name"],
            "public_name": data["public_name"],
            "task_kind": data["task_kind"],
            "duty": data["duty"],
            "organ": data["organ"],
            "organs": organs,
            "completion": completion if organs and completion != "all" else None,
            "persons": data["persons"] if data["persons"] > 1 else None,
            "days": data["days"],
            "unit": data["unit"] if data["unit"] != Unit.WORKING_DAY.value else None,
            "counted": False if data["special"] else None,
            "opinion": data["opinion"],
            "outcomes": _coded(words, self.item.get("outcomes", ())),
            "other_than": data["other_than"],
        }


def _initial(item: Item) -> dict[str, Any]:
    rule, _, number = item.get("completion", "all").partition(":")
    return {
        **item,
        "rule": rule,
        "number": number or None,
        "organs": list(item.get("organs", ())),
        "persons": item.get("persons", 1),
        "unit": item.get("unit", Unit.WORKING_DAY.value),
        "special": item.get("counted") is False,
        "opinion": item.get("opinion", "none"),
        "outcomes": "\n".join(_word(one) for one in item.get("outcomes", ())),
    }


def _of_field(code: str) -> str:
    """A department that a fact of the matter names."""
    return f"由字段“{code[1:]}”决定" if code.startswith("=") else code


def outcomes_in_words(line: Line) -> dict[str, str]:
    """Conditions to choose from: every step's outcomes, as a clerk says them."""
    found = {}
    for item in every(line.items):
        for outcome in item.get("outcomes", ()):
            code = outcome.partition("=")[0]
            text = f"{item['id']}.outcome = '{code}'"
            found[text] = f"“{item['name']}”的结果是“{_word(outcome)}”"
    return found


def _word(outcome: str) -> str:
    code, _, word = outcome.partition("=")
    return word or code


def _coded(words: list[str], before: Iterable[str]) -> list[str]:
    """Words get codes; one that was there keeps its code, for conditions name it."""
    known = {_word(one): one.partition("=")[0] for one in before}
    usual = {"通过": "pass", "不通过": "fail", "准予": "granted", "不予": "refused"}
    taken, found = set(known.values()), []
    for number, word in enumerate(words, 1):
        clean = re.sub(r"[=,，|\s]", "", word)
        code = known.get(word) or usual.get(clean, "")
        if not code or (code in taken and word not in known):
            code = f"r{number}"
            while code in taken:
                code += "x"
        taken.add(code)
        found.append(f"{code}={clean}")
    return found


class ForkForm(PlainForm):
    """A branch: its name, and each arm with its condition; the last arm is for all else."""

    name = forms.CharField(label="分支名称", max_length=60, required=False)

    def __init__(self, line: Line, item: Item, *args: Any, **kwargs: Any) -> None:
        self.item = item
        self.conditions = outcomes_in_words(line)
        super().__init__(*args, initial={"name": item.get("name", "")}, **kwargs)
        last = len(item["arms"]) - 1
        for at, arm in enumerate(item["arms"]):
            where = f"第{at + 1}支"
            self.fields[f"name_{at}"] = forms.CharField(
                label=f"{where}名称", max_length=60, required=False, initial=arm.get("name", "")
            )
            if item["type"] != "parallel" and at < last:
                self._condition(at, where, arm.get("condition", ""))
            if item["type"] == "branch":
                self.fields[f"ends_{at}"] = forms.CharField(
                    label=f"{where}到此结束，结果为",
                    max_length=60,
                    required=False,
                    initial=arm.get("ends", ""),
                    help_text="不填就继续办后面的步骤。",
                )

    def _condition(self, at: int, where: str, now: str) -> None:
        known = now in self.conditions
        self.fields[f"when_{at}"] = forms.ChoiceField(
            label=f"{where}走这里的条件",
            choices=[("", "请选择"), *self.conditions.items(), (_OWN, "自己写条件")],
            required=False,
            initial=now if known else _OWN if now else "",
        )
        self.fields[f"condition_{at}"] = forms.CharField(
            label=f"{where}自己写的条件",
            max_length=300,
            required=False,
            initial="" if known else now,
            help_text="上面选“自己写条件”时填。例如 area > 500，可用 and、or、not。",
        )

    def clean(self) -> dict[str, Any]:
        """A condition must be readable; that its names are known is said by the lint."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [one for one in self.fields if one.startswith("when_")]:
            text = f"condition_{name.removeprefix('when_')}"
            chosen = data.get(name, "")
            if chosen and chosen != _OWN:
                data[text] = chosen
            elif not data.get(text):
                self.add_error(name, "请选择什么情况走这一支，或者自己写条件")
        for name, value in list(data.items()):
            if name.startswith("condition_") and value:
                try:
                    parse(value)
                except ExpressionError as error:
                    self.add_error(name, f"条件写法有误：{error.message}")
        return data

    @property
    def values(self) -> dict[str, Any]:
        """Name and arms."""
        data = self.cleaned_data
        arms = [
            {
                part: data.get(f"{part}_{at}", arm.get(part, ""))
                for part in ("name", "condition", "ends")
            }
            for at, arm in enumerate(self.item["arms"])
        ]
        return {"name": data["name"], "arms": arms}


class DecisionForm(PlainForm):
    """Submitting a draft: why, and from which day."""

    reason = forms.CharField(
        label="修改理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    effective_on = forms.DateField(
        label="生效日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="不填就在批准后立即生效。正在办理的事项仍按原版本办理，需要时另行迁移。",
    )


class MigrationForm(PlainForm):
    """From which version to which, and why."""

    source = forms.ChoiceField(label="从哪个版本")
    target = forms.ChoiceField(label="迁移到哪个版本")
    reason = forms.CharField(
        label="迁移理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
