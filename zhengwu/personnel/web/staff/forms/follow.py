"""Forms of patrols and registers; a register's form is made from its kind."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.personnel import registry
from zhengwu.personnel.web.staff.forms.attendance import (
    ChoosingForm,
    Pairs,
    day_field,
)
from zhengwu.web.forms import PlainForm

_LINES = {"rows": 3}
_MOST = 200
_FINDINGS = 4
LINKS = ("staff", "organ", "window")


class RegisterForm(PlainForm):
    """A row of one register: its day, its own fields, the day by which something follows."""

    def __init__(
        self, *args: Any, kind: dict[str, Any], options: dict[str, Pairs], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field("日期")
        for one in kind["fields"]:
            self.fields[one["name"]] = _field(one, options)
        if kind.get("follow"):
            limit = kind["follow"]["limit"]
            self.fields["due_on"] = day_field(
                f"{kind['follow']['name']}期限", required=False,
                help_text=f"不填为 {limit} 个工作日以后",
            )  # fmt: skip
        for field in self.fields.values():
            speak(field)


def speak(field: forms.Field) -> None:
    """Messages name the field, also of fields that were added late."""
    verb = "请选择" if isinstance(field, (forms.ChoiceField, forms.DateField)) else "请填写"
    field.error_messages["required"] = f"{verb}{field.label}"
    field.error_messages["invalid"] = f"{field.label}填得不对"


def _field(one: dict[str, Any], options: dict[str, Pairs]) -> forms.Field:
    more: dict[str, Any] = {"label": one["label"], "required": bool(one.get("required"))}
    kind = one["kind"]
    if kind == "choice":
        return forms.ChoiceField(
            choices=[("", "请选择"), *((text, text) for text in one["options"])], **more
        )
    if kind in LINKS:
        return forms.ChoiceField(choices=[("", "请选择"), *options[kind]], **more)
    if kind == "day":
        return day_field(more.pop("label"), **more)
    if kind == "number":
        return forms.IntegerField(min_value=0, **more)
    if kind == "file":
        return forms.FileField(**more)
    if kind == "lines":
        return forms.CharField(widget=forms.Textarea(attrs=_LINES), max_length=4000, **more)
    return forms.CharField(max_length=_MOST, **more)


class AnswerForm(PlainForm):
    """What was done."""

    text = forms.CharField(label="落实情况", max_length=2000, widget=forms.Textarea(attrs=_LINES))


class FindingAnswerForm(AnswerForm):
    """What was done about a finding, or why it is not so."""

    upheld = forms.ChoiceField(
        label="是否属实", choices=[("yes", "属实，已整改"), ("no", "不属实，说明理由")]
    )
    field_order = ("upheld", "text")


class CheckForm(PlainForm):
    """Put right or not."""

    good = forms.ChoiceField(
        label="复查", choices=[("yes", "已落实到位"), ("no", "没有到位，退回")]
    )
    text = forms.CharField(
        label="说明（退回时必填）", max_length=500, required=False,
        widget=forms.Textarea(attrs=_LINES),
    )  # fmt: skip
    due_on = day_field("新的期限（退回时必填）", required=False)


class FindingCheckForm(CheckForm):
    """A finding may also fall away."""

    good = forms.ChoiceField(
        label="复查",
        choices=[("yes", "属实，已落实到位"), ("away", "不属实，撤销"), ("no", "没有到位，退回")],
    )


class VoidForm(PlainForm):
    """Why a row counts no longer."""

    reason = forms.CharField(label="作废的理由", max_length=300)


class PatrolForm(ChoosingForm):
    """A tour: up to four findings at once; more are a second tour."""

    hall = forms.ChoiceField(label="大厅")
    on = day_field("日期")
    groups = forms.MultipleChoiceField(
        label="巡查内容", widget=forms.CheckboxSelectMultiple, required=False
    )
    windows = forms.MultipleChoiceField(
        label="巡查的窗口", widget=forms.CheckboxSelectMultiple, required=False
    )
    random = forms.BooleanField(label="按随机路线巡查", required=False)
    note = forms.CharField(label="总的情况", max_length=500, required=False)
    due_on = day_field("整改期限", required=False)

    def __init__(self, *args: Any, options: dict[str, Pairs], **kwargs: Any) -> None:
        people, windows = options.pop("staff"), options.pop("window")
        asked = options.pop("first_asked")
        super().__init__(*args, options=options, **kwargs)
        groups = registry.checklists()
        self.fields["groups"].choices = [  # type: ignore[attr-defined]
            (code, one["name"]) for code, one in groups.items()
        ]
        self.fields["windows"].choices = windows  # type: ignore[attr-defined]
        items = [
            (one["name"], [(f"{code}/{item}", text) for item, text in one["items"].items()])
            for code, one in groups.items()
        ]
        for place in range(_FINDINGS):
            self._add(place, items, people, windows, asked)

    def _add(self, place: int, items: Any, people: Pairs, windows: Pairs, asked: Pairs) -> None:
        more: dict[str, Any] = {"required": False}
        self.fields[f"item_{place}"] = forms.ChoiceField(
            label="问题", choices=[("", "没有"), *items], **more
        )
        self.fields[f"window_{place}"] = forms.ChoiceField(
            label="窗口", choices=[("", "不指明"), *windows], **more
        )
        self.fields[f"staff_{place}"] = forms.ChoiceField(
            label="人员", choices=[("", "不指明"), *people], **more
        )
        self.fields[f"text_{place}"] = forms.CharField(label="情况", max_length=500, **more)
        self.fields[f"picture_{place}"] = forms.FileField(label="照片", **more)
        if asked:
            self.fields[f"first_asked_{place}"] = forms.ChoiceField(
                label="首问登记", choices=[("", "无关"), *asked], **more
            )

    def findings(self) -> list[dict[str, Any]]:
        """What was filled in, with its place in the form."""
        found = []
        for place in range(_FINDINGS):
            names = ("item", "window", "staff", "text", "picture", "first_asked")
            row = {name: self.cleaned_data.get(f"{name}_{place}") for name in names}
            if any(row.values()):
                found.append({**row, "place": place})
        return found

    @property
    def head_fields(self) -> list[Any]:
        """Fields of the tour itself."""
        return [self[name] for name in ("hall", "on", "groups", "windows", "random", "note")]

    @property
    def finding_fields(self) -> list[list[Any]]:
        """Fields of each finding."""
        return [
            [self[name] for name in self.fields if name.endswith(f"_{place}")]
            for place in range(_FINDINGS)
        ]
