"""The form for a diagram."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from zhengwu.flow.enums import Unit
from zhengwu.flow.rules import Limit
from zhengwu.flow.rules.subset import MAX_BYTES

_UNITS = [(Unit.WORKING_DAY.value, "个工作日"), (Unit.CALENDAR_DAY.value, "日（自然日）")]


class DiagramForm(forms.Form):
    """A BPMN file under a code; with a limit its steps are added up against it."""

    code = forms.CharField(
        label="流程编码",
        max_length=60,
        help_text="事项清单按这个编码引用流程；已有的编码会增加一个新版本。",
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "只能用小写字母、数字和下划线")],
    )
    name = forms.CharField(label="流程名称", max_length=120, required=False)
    file = forms.FileField(label="BPMN 2.0 文件", help_text="扩展名 .bpmn 或 .xml，不超过 2 MB。")
    amount = forms.IntegerField(
        label="承诺时限",
        required=False,
        min_value=1,
        help_text="填写后检查各步骤时限能否在其中办完。",
    )
    unit = forms.ChoiceField(label="时限单位", choices=_UNITS, initial=Unit.WORKING_DAY.value)

    def clean_file(self) -> bytes:
        """The bytes, at most one more than allowed: the compiler then names the size."""
        content: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return content

    @property
    def limit(self) -> Limit | None:
        """The promised limit, if one was given."""
        cleaned: dict[str, Any] = self.cleaned_data
        if not cleaned.get("amount"):
            return None
        return Limit(cleaned["amount"], Unit(cleaned["unit"]))
