"""Forms that speak plainly: 请填写联系电话, not 这个字段是必填项; text is cleaned."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.kernel.text import clean

_CHOOSING = (forms.ChoiceField, forms.ModelChoiceField, forms.DateField)


class PlainForm(forms.Form):
    """A form whose messages name the field and what to do; control characters are dropped."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _speak_plainly(field)

    def full_clean(self) -> None:
        """Fields that were added after the form was made speak plainly, too."""
        for field in self.fields.values():
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                _speak_plainly(field)
        super().full_clean()

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = clean(value)


def _speak_plainly(field: forms.Field) -> None:
    label = field.label or "此项"
    verb = "请填写"
    if isinstance(field, forms.FileField):
        verb = "请上传"
    elif isinstance(field, _CHOOSING):
        verb = "请选择"
    messages = {
        "required": f"{verb}{label}",
        "min_length": f"{label}至少要 %(limit_value)d 个字符",
        "max_length": f"{label}最多 %(limit_value)d 个字符",
        "min_value": f"{label}不能小于 %(limit_value)s",
        "max_value": f"{label}不能大于 %(limit_value)s",
    }
    if isinstance(field, forms.BooleanField):
        messages["required"] = f"请勾选“{label}”"
    if isinstance(field, forms.DateField):
        messages["invalid"] = f"{label}不是有效的日期，例如 2026-09-17"
    if isinstance(field, forms.IntegerField):
        messages["invalid"] = f"{label}要填数字"
    if isinstance(field, forms.ChoiceField):
        messages["invalid_choice"] = f"请从列出的选项中选择{label}"
    field.error_messages = {**field.error_messages, **messages}
