"""Forms of the form editor: a new form, one field, sending a draft for approval."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.forms.enums import CHOICE_TYPES, CONTAINER_TYPES, EntryKind, FieldType
from zhengwu.forms.rules.dictionary import Entries
from zhengwu.forms.rules.editing import Component, askable
from zhengwu.web.forms import PlainForm

_SHOWN = re.compile(r"^=?\s*not\((.*)\)$", re.DOTALL)
_OTHER = re.compile(r"^([\w.]+)\s*!=\s*(\"[^\"]*\"|'[^']*'|true)$")
_OWN = "*"


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
    dictionary = forms.ChoiceField(label="字段字典", required=False)
    max_length = forms.IntegerField(label="最多字数", required=False, min_value=1, max_value=5000)
    minimum = forms.DecimalField(label="最小值", required=False)
    maximum = forms.DecimalField(label="最大值", required=False)
    decimals = forms.IntegerField(label="小数位", required=False, min_value=0, max_value=6)
    no_past = forms.BooleanField(label="不能早于今天", required=False)
    no_future = forms.BooleanField(label="不能晚于今天", required=False)
    options = forms.CharField(
        label="选项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个。选用字典里的清单时不用填。",
    )
    subtype = forms.ChoiceField(
        label="填到", choices=[("date", "日期"), ("time", "时间"), ("datetime", "日期和时间")]
    )
    multiple = forms.BooleanField(label="可以传几个文件（最多5个）", required=False)
    max_rows = forms.IntegerField(label="最多几项", required=False, min_value=1, max_value=50)
    shown = forms.ChoiceField(label="什么情况下出现", required=False)
    when = forms.CharField(
        label="自己写的条件",
        max_length=300,
        required=False,
        help_text="上面选“自己写条件”时填。例如 kind = 'b' and area > 50，可用 and、or、not。",
    )

    def __init__(
        self,
        component: Component,
        *args: Any,
        entries: Entries,
        schema: Component,
        **kwargs: Any,
    ) -> None:
        self.component = component
        self.kind = FieldType(component["type"])
        conditions = askable(schema, str(component.get("key") or component.get("path") or ""))
        super().__init__(*args, initial=_initial(component, conditions), **kwargs)
        self._offer(entries, conditions)
        for name in set(self.fields) - _asked(self.kind):
            del self.fields[name]
        if self.kind is FieldType.STATIC:
            self.fields["label"].label = "文字"

    def _offer(self, entries: Entries, conditions: dict[str, str]) -> None:
        """What can be chosen: entries of the dictionary of this kind, answers given before."""
        wanted = EntryKind.LIST if self.kind in CHOICE_TYPES else EntryKind.TEXT
        found = [(code, one.name) for code, one in entries.items() if one.kind is wanted]
        field = self.fields["dictionary"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不用字典"), *found]
        field.help_text = "选了就按统一规则校验；字典以后有变化，已发布的表单不受影响。"
        if wanted is EntryKind.LIST:
            field.label, field.help_text = (
                "选项来自字典",
                "选了就用字典里的清单，下面的选项不用填。",
            )
        now = str((self.component.get("properties") or {}).get("dictionary") or "")
        if now and now not in dict(found):
            field.choices = [*field.choices, (now, now)]
        shown = self.fields["shown"]
        assert isinstance(shown, forms.ChoiceField)
        shown.choices = [("", "总是出现"), *conditions.items(), (_OWN, "自己写条件")]

    def clean(self) -> dict[str, Any]:
        """A choice needs its options, a condition of one's own must be readable."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind in CHOICE_TYPES and not (data.get("dictionary") or data.get("options")):
            self.add_error("options", "请填写选项，一行一个，或者选用字典里的清单")
        shown = _OWN if self._own() else data.get("shown", "")
        if shown == _OWN and not data.get("when") and "when" not in self.errors:
            self.add_error("when", "请写出条件，或者在上面另选一项")
        elif shown != _OWN:
            data["when"] = shown
        return data

    def _own(self) -> bool:
        """A condition of one's own: chosen, or simply typed without choosing."""
        shown = self.cleaned_data.get("shown", "")
        return shown == _OWN or (not shown and "when" in self.changed_data)

    def clean_when(self) -> str:
        """A condition that cannot be read is said at once."""
        text: str = self.cleaned_data["when"].strip()
        if not self._own():
            return text
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
        if data.get("options"):
            made["values"] = _options(data["options"], made.get("values") or [])
        if "decimals" in data:
            _put(made, "decimalDigits", data["decimals"])
        for name, word in (("no_past", "disallowPassedDates"), ("multiple", "multiple")):
            if name in data:
                _put(made, word, data[name])
        if "subtype" in data:
            made["subtype"] = data["subtype"]
        when = data.get("when")
        made["conditional"] = {"hide": f"=not({when})"} if when else None
        return {name: value for name, value in made.items() if value not in (None, {}, "")}


def _asked(kind: FieldType) -> set[str]:
    if kind is FieldType.STATIC:
        return {"label", "shown", "when"}
    asked = {"label", "description", "shown", "when"}
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
        FieldType.DATE: {"subtype", "no_past", "no_future"},
        FieldType.FILE: {"multiple"},
    }
    chosen = {"dictionary", "options"} if kind in CHOICE_TYPES else set()
    return asked | more.get(kind, set()) | chosen


def _condition(component: Component) -> str:
    """When the field is shown, out of the schema's word for when it is hidden."""
    hide = str((component.get("conditional") or {}).get("hide") or "").lstrip("=").strip()
    if shown := _SHOWN.match(hide):
        return shown.group(1).strip()
    if other := _OTHER.match(hide):
        return f"{other[1]} = {other[2]}".replace('"', "'")
    return f"not({hide})" if hide else ""


def _initial(component: Component, conditions: Mapping[str, str]) -> dict[str, Any]:
    rules, extra = component.get("validate") or {}, component.get("properties") or {}
    when = _condition(component)
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
        "subtype": component.get("subtype") or "date",
        "multiple": component.get("multiple", False),
        "shown": when if when in conditions or not when else _OWN,
        "when": "" if when in conditions else when,
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
        if data["dictionary"] != extra.get("dictionary"):
            extra.pop("rule", None)
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


class DecisionForm(PlainForm):
    """Sending a draft for approval: why, and from which day."""

    reason = forms.CharField(
        label="修改理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="必填。批准的人和以后查看这个版本的人都会看到。",
    )  # fmt: skip
    effective_on = forms.DateField(
        label="生效日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="不填就在批准后立即成为新版本。事项在下一次发布实施清单时采用。",
    )

    def asked(self) -> dict[str, Any]:
        """What the act takes."""
        self.full_clean()
        return {name: self.cleaned_data.get(name) for name in ("reason", "effective_on")}
