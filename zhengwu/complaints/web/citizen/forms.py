"""What a citizen fills in."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.complaints import registry
from zhengwu.complaints.enums import NAMING_NAMES, SATISFACTION_NAMES
from zhengwu.complaints.rules import intake
from zhengwu.org.enums import OrganKind, RegionLevel
from zhengwu.org.models import Organ
from zhengwu.web.forms import PlainForm

_KINDS = (OrganKind.CENTRE, OrganKind.DEPARTMENT, OrganKind.TOWN, OrganKind.VILLAGE)
_ABOVE = (RegionLevel.PROVINCE, RegionLevel.CITY)


def organs() -> list[tuple[str, str]]:
    """Whom one may complain of here: the county's own organs."""
    rows = Organ.objects.filter(kind__in=_KINDS).exclude(region__level__in=_ABOVE)
    found = list(rows.order_by("position", "code").values_list("pk", "short_name"))
    return [("", "请选择"), *found]


def kinds() -> list[tuple[str, str]]:
    """Kinds with what each is for."""
    return [(code, f"{one['name']}：{one['hint']}") for code, one in registry.kinds().items()]


class LetterForm(PlainForm):
    """A complaint as a citizen writes it; the rules of intake check it once more."""

    kind = forms.ChoiceField(label="要反映的是", widget=forms.RadioSelect)
    organ = forms.ChoiceField(label="哪个单位", required=False)
    about_name = forms.CharField(
        label="工作人员姓名或者窗口", max_length=120, required=False,
        help_text="不知道姓名的，写窗口号、工号都可以",
    )  # fmt: skip
    case = forms.CharField(
        label="办件编号",
        max_length=60,
        required=False,
        help_text="与哪件办理有关，收件凭证上有编号",
    )
    ticket = forms.CharField(label="排队号", max_length=60, required=False)
    happened_on = forms.DateField(
        label="发生的日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(
        label="发生了什么", widget=forms.Textarea(attrs={"rows": 6}), max_length=5000,
        help_text="什么时候、在哪里、怎么回事，希望怎样解决",
    )  # fmt: skip
    naming = forms.ChoiceField(
        label="是否留下姓名", choices=list(NAMING_NAMES.items()), widget=forms.RadioSelect,
        initial="secret",
    )  # fmt: skip
    name = forms.CharField(
        label="姓名", max_length=60, required=False, help_text="选匿名的不用填",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    phone = forms.CharField(
        label="联系电话", max_length=30, required=False, help_text="选匿名的不用填",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]
        self.fields["organ"].choices = organs()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What depends on another field is told in the same round as the rest."""
        data = dict(super().clean() or {})
        slips = intake.naming_slips(
            data.get("naming", ""), str(data.get("name", "")).strip(),
            str(data.get("phone", "")).strip(),
        )  # fmt: skip
        if not data.get("organ") and not data.get("case"):
            slips["organ"] = ["请选择反映的是哪个单位，或者写明办件编号"]
        for name, texts in slips.items():
            if name not in self.errors:
                self.add_error(name, texts)
        return data


class SatisfactionForm(PlainForm):
    """What the answer is worth."""

    satisfaction = forms.ChoiceField(
        label="对这次答复", choices=list(SATISFACTION_NAMES.items()), widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label="想说的话", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(PlainForm):
    """Why: of a review, of a withdrawal."""

    reason = forms.CharField(
        label="理由", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
