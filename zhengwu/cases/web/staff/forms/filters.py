"""The filter above the list of cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q

from zhengwu.cases import queries
from zhengwu.cases.enums import CHANNEL_NAMES, ROUTE_NAMES, STATE_NAMES
from zhengwu.kernel.time import local_day
from zhengwu.web.forms import PlainForm

STAGES = {"late": "已超期", "soon": "将到期", "fine": "期限充裕", "paused": "中止计时"}


def _choices(names: dict[Any, str]) -> list[tuple[str, str]]:
    return [("", "不限"), *((str(code), name) for code, name in names.items())]


class FilterForm(PlainForm):
    """Everything is optional; what cannot be read is told beside the field."""

    q = forms.CharField(label="编号、申请人、事项", max_length=80, required=False)
    state = forms.ChoiceField(label="状态", choices=_choices(STATE_NAMES), required=False)
    stage = forms.ChoiceField(label="时限", choices=_choices(STAGES), required=False)
    organ = forms.ChoiceField(label="单位", required=False)
    route = forms.ChoiceField(label="办件类别", choices=_choices(ROUTE_NAMES), required=False)
    channel = forms.ChoiceField(label="来源", choices=_choices(CHANNEL_NAMES), required=False)
    item = forms.CharField(label="事项编码", max_length=100, required=False)
    due_from = forms.DateField(
        label="到期日自", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    due_to = forms.DateField(
        label="到期日至", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, organs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = _choices(organs)  # type: ignore[attr-defined]
        if len(organs) <= 1:
            del self.fields["organ"]

    def conditions(self, at: datetime) -> Q:
        """What was filled in, as one condition."""
        data = self.cleaned_data
        found = queries.matching(data["q"]) if data.get("q") else Q()
        for name, field in (
            ("state", "state"), ("organ", "organ_code"), ("channel", "channel"),
            ("route", "route"),
            ("item", "item_code"), ("due_from", "due_on__gte"), ("due_to", "due_on__lte"),
        ):  # fmt: skip
            if data.get(name):
                found &= Q(**{field: data[name]})
        return found & self._stage(at)

    def _stage(self, at: datetime) -> Q:
        wanted, today = self.cleaned_data.get("stage"), local_day(at)
        running = Q(state__in=queries.OPEN)
        if wanted == "late":
            return running & Q(due_on__lt=today)
        if wanted == "soon":
            return running & Q(due_on__gte=today, due_on__lte=queries.near_day(at))
        if wanted == "fine":
            return running & Q(due_on__gt=queries.near_day(at))
        return running & Q(suspended=True) if wanted == "paused" else Q()

    @property
    def narrows(self) -> bool:
        """Whether anything is filled in besides the search."""
        return any(self.data.get(name) for name in self.fields if name != "q")
