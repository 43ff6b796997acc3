"""Forms of the field dictionary: a rule or a list, and trying a value out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from zhengwu.forms.enums import Check, EntryKind
from zhengwu.forms.rules.dictionary import MAX_FORMATS, TEXT_LENGTH, FormatWrong, pattern_of
from zhengwu.web.forms import PlainForm

LINES = forms.Textarea(attrs={"rows": 3})


class NewEntryForm(PlainForm):
    """A new entry: its code and what it holds."""

    code = forms.CharField(
        label="条目编码",
        max_length=40,
        help_text="以后表单按它引用，定了不改。例如 plate。",
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "只能用小写字母、数字和下划线")],
    )
    kind = forms.ChoiceField(
        label="是什么",
        choices=[
            (EntryKind.TEXT.value, "填写规则：怎样填才对"),
            (EntryKind.LIST.value, "选项清单：许多表单共用的一组选项"),
        ],
        widget=forms.RadioSelect,
        initial=EntryKind.TEXT.value,
    )


class RuleForm(PlainForm):
    """A rule in the office's words, or a list of options; why, and from which day."""

    name = forms.CharField(label="名称", max_length=60)
    check = forms.ChoiceField(label="核对办法", choices=[(one.value, one.chinese) for one in Check])
    formats = forms.CharField(
        label="格式",
        required=False,
        widget=LINES,
        help_text="一行一种，符合一种就行。9 是一位数字，A 是一个字母，N 是数字或字母，"
        "汉 是一个汉字，"
        "{2,4} 表示前面的重复2到4次，其余照写；要写字母 A 本身，写成 \\A。例如 汉AN{5}。",
    )
    least = forms.IntegerField(label="最少字数", required=False, min_value=0, max_value=TEXT_LENGTH)
    most = forms.IntegerField(label="最多字数", required=False, min_value=1, max_value=TEXT_LENGTH)
    message = forms.CharField(
        label="填错时怎么说", max_length=100, required=False, help_text="说明哪里不对、怎样改。"
    )
    example = forms.CharField(label="例子", max_length=60, required=False)
    help = forms.CharField(label="填写提示", max_length=200, required=False)
    options = forms.CharField(
        label="选项",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="一行一个。需要固定代码的写成 代码=名称；不写代码的，原有选项沿用原代码。",
    )
    source = forms.CharField(label="依据或来源", max_length=200, required=False)
    reason = forms.CharField(label="修改理由", max_length=500, widget=LINES)
    effective_on = forms.DateField(
        label="生效日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="不填就在批准后立即生效。已发布的表单不变，从生效日起发布的表单才用新规则。",
    )

    def __init__(self, kind: EntryKind, before: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.kind, self.before = kind, before
        super().__init__(*args, initial=_initial(before), **kwargs)
        gone: tuple[str, ...] = ("options",)
        if kind is EntryKind.LIST:
            gone = ("check", "formats", "least", "most", "message", "example", "help")
        for name in gone:
            del self.fields[name]

    def clean_formats(self) -> str:
        """Each line must be readable."""
        text: str = self.cleaned_data["formats"]
        lines = _lines(text)
        if len(lines) > MAX_FORMATS:
            raise forms.ValidationError(f"格式最多{MAX_FORMATS}种")
        for number, line in enumerate(lines, 1):
            try:
                pattern_of(line)
            except FormatWrong as wrong:
                raise forms.ValidationError(f"第{number}行：{wrong}") from None
        return text

    def clean(self) -> dict[str, Any]:
        """What is checked by its format alone needs one, or a length."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        alone = data.get("check") == Check.FORMAT and "formats" not in self.errors
        if alone and not any(data.get(name) for name in ("formats", "least", "most")):
            self.add_error("formats", "请写出格式，或者填写字数")
        if (data.get("least") or 0) > (data.get("most") or TEXT_LENGTH):
            self.add_error("most", "最多字数不能小于最少字数")
        return data

    @property
    def content(self) -> dict[str, Any]:
        """What the act takes."""
        data = self.cleaned_data
        if self.kind is EntryKind.LIST:
            return {"options": _options(data["options"], self.before.get("options") or [])}
        rule = {name: data[name] for name in ("check", "message", "example", "help")}
        return rule | {
            "formats": _lines(data["formats"]),
            "least": data["least"] or 0,
            "most": data["most"] or TEXT_LENGTH,
        }


class TryForm(PlainForm):
    """A value to try."""

    value = forms.CharField(label="试填一个值", max_length=TEXT_LENGTH, required=False)


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def _initial(before: dict[str, Any]) -> dict[str, Any]:
    options = before.get("options") or []
    return {
        **before,
        "check": before.get("check", Check.FORMAT.value),
        "formats": "\n".join(before.get("formats") or ()),
        "least": before.get("least") or None,
        "most": before.get("most") or None,
        "options": "\n".join(f"{value}={label}" for value, label in options),
    }


def _options(text: str, before: list[list[str]]) -> list[tuple[str, str]]:
    """`code=name` a line; a name without a code keeps the one it had or gets a new one."""
    known = {label: value for value, label in before}
    taken = set(known.values())
    found = []
    for number, line in enumerate(_lines(text), 1):
        value, equals, label = (part.strip() for part in line.partition("="))
        if not equals:
            label, value = value, known.get(value, f"o{number}")
            while value in taken and known.get(label) != value:
                value += "x"
        taken.add(value)
        found.append((value[:60], label[:100]))
    return found
