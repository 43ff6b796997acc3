"""Forms of applications for leave."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.personnel import registry
from zhengwu.personnel.web.staff.forms.attendance import ChoosingForm, DecisionForm, day_field
from zhengwu.web.forms import PlainForm


class LeaveForm(ChoosingForm):
    """What leave is asked for. Why is read by the applicant and by who decides."""

    kind = forms.ChoiceField(label="请假种类")
    starts_on = day_field("从（含）")
    ends_on = day_field("到（含）")
    reason = forms.CharField(
        label="事由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只有您和批准的人看得到",
    )  # fmt: skip
    cover = forms.ChoiceField(
        label="建议由谁代岗", required=False,
        help_text="由批准的人最后确定；列出的是本单位同事",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (code, row["name"] + (f"（{row['paper']}）" if row["paper"] else ""))
            for code, row in registry.leave_kinds().items()
        ]
        self.fields["kind"].choices = [("", "请选择"), *kinds]  # type: ignore[attr-defined]
        self.fields["cover"].choices[0] = ("", "不建议")  # type: ignore[attr-defined]


class GrantForm(DecisionForm):
    """Agreed or not, and who stands in."""

    cover = forms.ChoiceField(
        label="代岗人员", required=False, help_text="列出的都够资格，这些天也都在岗"
    )
    field_order = ["agreed", "cover", "answer"]

    def __init__(self, *args: Any, covers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cover"].choices = [("", "不安排代岗"), *covers]  # type: ignore[attr-defined]


class BackForm(PlainForm):
    """The day of being back at work."""

    on = day_field("哪一天回来上班")
