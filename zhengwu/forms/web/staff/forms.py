"""Forms of the form editor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.forms.enums import CHOICE_TYPES, CONTAINER_TYPES, Dictionary, FieldType
from zhengwu.forms.rules.editing import Component
from zhengwu.web.forms import PlainForm

_DICTIONARY = [("", "不限"), *[(one.value, one.chinese) for one in Dictionary]]
_SHOWN = re.compile(r"^=?\s*not\((.*)\)$", re.DOTALL)


class NewForm(PlainForm):
    """A form by its code; one that stands is taken as it is."""

    code = forms.CharField(
        label="表单编码",
        max_length=80,
        help_text="事项清单按这个编码引用表单；已有的编码从现行版本开始改。",
        validators=[RegexValidator(r"^[a-z][a-z0-9_-]*$", "只能用小写字母、数字、横线和下划线")],
    )
    title = forms.CharField(label="表单名称", max_length=200, required=False)


class FieldForm(PlainForm):
    """One field in the office's words; only what its kind knows is asked."""

    label = forms.CharField(label="名称", max_length=200)
    description = forms.CharField(label="填写提示", max_length=300, required=False)
    key = forms.CharField(
        label="字段编号",
        max_length=60,
        help_text="字母、数字、下划线和点；条件里用它。已有数据按它保存，不要随意改。",
        validators=[
            RegexValidator(
                r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$",
                "只能用字母、数字、下划线和点",
            )
        ],
    )
    required = forms.BooleanField(label="必填", required=False)
    dictionary = forms.ChoiceField(
        label="字段字典", choices=_DICTIONARY, required=False, help_text="选了就按统一规则校验。"
    )
    max_length = forms.IntegerField(label="最多字数", required=False, min_value=1, max_value=5000)
    minimum = forms.DecimalField(label="最小值", required=False)
    maximum = forms.DecimalField(label="最大值", required=False)
    decimals = forms.IntegerField(label="小数位", required=False, min_value=0, max_value=6)
    no_past = forms.BooleanField(label="不能早于今天", required=False)
    no_future = forms.BooleanField(label="不能晚于今天", required=False)
    options = forms.CharField(
        label="选项",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个。",
    )
    max_rows = forms.IntegerField(label="最多几项", required=False, min_value=1, max_value=50)
    when = forms.CharField(
        label="什么情况下出现",
        max_length=300,
        required=False,
        help_text="不填就总是出现。例如 kind = 'b'，可用 and、or、not。",
    )

    def __init__(self, component: Component, *args: Any, **kwargs: Any) -> None:
        self.component = component
        self.kind = FieldType(component["type"])
        super().__init__(*args, initial=_initial(component), **kwargs)
        for name in set(self.fields) - _asked(self.kind):
            del self.fields[name]
        if self.kind is FieldType.STATIC:
            self.fields["label"].label = "文字"

    def clean_when(self) -> str:
        """A condition that cannot be read is said at once."""
        text: str = self.cleaned_data["when"].strip()
        try:
            if text:
                parse(text)
        except ExpressionError as error:
            raise forms.ValidationError(f"条件写法有误：{error.message}") from None
        return text

    @property
    def values(self) -> Component:
        """The component; what the editor does not know of it stays."""
        data = self.cleaned_data
        made = dict(self.component)
        if self.kind is FieldType.STATIC:
            made["text"] = data["label"]
        else:
            made["label"] = data["label"]
            _put(made, "description", data.get("description"))
            made["path" if self.kind is FieldType.LIST else "key"] = data.get("key", "")
            if self.kind is FieldType.GROUP:
                made.pop("key", None)
        made["validate"] = _rules(dict(made.get("validate") or {}), data)
        made["properties"] = _properties(dict(made.get("properties") or {}), data)
        if "options" in data:
            made["values"] = _options(data["options"], made.get("values") or [])
        if "decimals" in data:
            _put(made, "decimalDigits", data["decimals"])
        if "no_past" in data:
            _put(made, "disallowPassedDates", data["no_past"])
        when = data.get("when")
        made["conditional"] = {"hide": f"=not({when})"} if when else None
        return {name: value for name, value in made.items() if value not in (None, {}, "")}


def _asked(kind: FieldType) -> set[str]:
    if kind is FieldType.STATIC:
        return {"label", "when"}
    asked = {"label", "description", "when"}
    if kind is FieldType.GROUP:
        return asked
    asked.add("key")
    if kind is FieldType.LIST:
        return asked | {"max_rows"}
    asked.add("required")
    more = {
        FieldType.TEXT: {"dictionary", "max_length"},
        FieldType.AREA: {"max_length"},
        FieldType.NUMBER: {"minimum", "maximum", "decimals"},
        FieldType.DATE: {"no_past", "no_future"},
    }
    return asked | more.get(kind, set()) | ({"options"} if kind in CHOICE_TYPES else set())


def _initial(component: Component) -> dict[str, Any]:
    rules, extra = component.get("validate") or {}, component.get("properties") or {}
    hide = str((component.get("conditional") or {}).get("hide") or "")
    shown = _SHOWN.match(hide)
    when = shown.group(1) if shown else (f"not({hide.lstrip('=').strip()})" if hide else "")
    container = component["type"] in CONTAINER_TYPES
    return {
        "label": component.get("label") or component.get("dateLabel") or component.get("text", ""),
        "description": component.get("description", ""),
        "key": component.get("path" if container else "key", ""),
        "required": rules.get("required", False),
        "dictionary": extra.get("dictionary", ""),
        "max_length": rules.get("maxLength"),
        "minimum": rules.get("min"),
        "maximum": rules.get("max"),
        "decimals": component.get("decimalDigits"),
        "no_past": component.get("disallowPassedDates", False),
        "no_future": str(extra.get("not_future", "")).lower() in {"true", "1", "yes"},
        "options": "\n".join(str(one["label"]) for one in component.get("values") or ()),
        "max_rows": extra.get("max_rows"),
        "when": when,
    }


def _put(made: Component, name: str, value: Any) -> None:
    if value in (None, "", False):
        made.pop(name, None)
    else:
        made[name] = value


def _rules(rules: Component, data: dict[str, Any]) -> Component:
    for word, name in (("required", "required"), ("maxLength", "max_length")):
        if name in data:
            _put(rules, word, data[name])
    for word, name in (("min", "minimum"), ("max", "maximum")):
        if name in data:
            value = data[name]
            _put(rules, word, None if value is None else str(value))
    return rules


def _properties(extra: Component, data: dict[str, Any]) -> Component:
    if "dictionary" in data:
        _put(extra, "dictionary", data["dictionary"])
    if "no_future" in data:
        _put(extra, "not_future", "true" if data["no_future"] else "")
    if "max_rows" in data:
        _put(extra, "max_rows", data["max_rows"])
    return extra


def _options(text: str, before: Iterable[Component]) -> list[dict[str, str]]:
    """An option that was there keeps its value: answers are kept by it, conditions name it."""
    known = {str(one["label"]): str(one["value"]) for one in before}
    taken, found = set(known.values()), []
    for number, label in enumerate(
        dict.fromkeys(filter(None, map(str.strip, text.split("\n")))), 1
    ):
        value = known.get(label)
        if value is None:
            value = f"o{number}"
            while value in taken:
                value += "x"
            taken.add(value)
        found.append({"value": value, "label": label})
    return found
