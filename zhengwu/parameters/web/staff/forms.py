"""The form of a change beside the fields of its kind: from which day, for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from zhengwu.web.forms import PlainForm


class DayForm(PlainForm):
    """From which day a change holds, and whether it also holds for what runs already."""

    effective_on = forms.DateField(
        label="自哪天起生效", widget=forms.DateInput(attrs={"type": "date"})
    )
    running = forms.BooleanField(label="也适用于正在计时的办件", required=False)

    def __init__(self, *args: Any, offers_running: bool, holds: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].help_text = holds
        if not offers_running:
            del self.fields["running"]

    @property
    def day(self) -> date:
        """The day chosen."""
        chosen: date = self.cleaned_data["effective_on"]
        return chosen
