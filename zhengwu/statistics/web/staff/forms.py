"""What is typed in statistics."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.org.models import Window
from zhengwu.statistics import registry
from zhengwu.web.forms import PlainForm


class ServiceForm(PlainForm):
    """One line of the register of services."""

    kind = forms.ChoiceField(label="服务种类")
    people = forms.IntegerField(label="人次", min_value=1, initial=1)
    served_on = forms.DateField(label="日期")
    window = forms.ModelChoiceField(
        Window.objects.none(), label="窗口", required=False, empty_label="（不分窗口）"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, organ: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, row["zh"]) for code, row in registry.service_kinds().items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["window"].queryset = Window.objects.filter(organ=organ)  # type: ignore[attr-defined]
