"""Forms of handling: papers, checks on the spot, words, special procedures, extension."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from zhengwu.cases.rules.terms import Terms
from zhengwu.cases.web.staff.forms.tray import PAPER_FORMS, FileTaking
from zhengwu.kernel.time import SHANGHAI
from zhengwu.web.forms import PlainForm

_MOMENT = {"type": "datetime-local"}
_DAY = {"type": "date"}
_LONGEST = 365


class PaperForm(FileTaking):
    """One paper that came in, or was made, while the case is handled."""

    code = forms.ChoiceField(label="属于哪项材料")
    name = forms.CharField(label="名称", max_length=200, required=False,
                           help_text="目录外、由本机关制作的材料写明名称")  # fmt: skip
    form = forms.ChoiceField(label="形式", choices=PAPER_FORMS)
    file = forms.FileField(label="文件", required=False)

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [*terms.material_names.items(), ("", "办理中形成的材料")]
        self.fields["code"].choices = listed  # type: ignore[attr-defined]
        self.fields["code"].required = False

    def clean(self) -> dict[str, Any]:
        """An electronic paper is a file; one outside the list has a name."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("form") == "electronic" and not data.get("file"):
            self.add_error("file", "请上传文件")
        if not data.get("code") and not data.get("name", "").strip():
            self.add_error("name", "请填写材料名称")
        return data


class CheckForm(PlainForm):
    """A check on the spot by two persons or more."""

    inspectors = forms.MultipleChoiceField(
        label="核查人员（两名以上）", widget=forms.CheckboxSelectMultiple
    )
    place = forms.CharField(label="核查地点", max_length=300)
    started_at = forms.DateTimeField(label="开始时间", widget=forms.DateTimeInput(attrs=_MOMENT))
    ended_at = forms.DateTimeField(label="结束时间", widget=forms.DateTimeInput(attrs=_MOMENT))
    findings = forms.CharField(label="核查情况", widget=forms.Textarea(attrs={"rows": 4}))
    passed = forms.ChoiceField(
        label="核查结论", choices=[("yes", "符合要求"), ("no", "不符合要求")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    party = forms.CharField(label="被核查人或者见证人", max_length=100, required=False)
    party_statement = forms.CharField(
        label="当事人意见", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inspectors"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It ends after it began."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("started_at", "ended_at"):
            if data.get(name):
                data[name] = data[name].replace(tzinfo=SHANGHAI)
        if (
            data.get("started_at")
            and data.get("ended_at")
            and data["ended_at"] < data["started_at"]
        ):
            self.add_error("ended_at", "结束时间不能早于开始时间")
        return data


class TextForm(PlainForm):
    """A few words."""

    text = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ProcedureForm(PlainForm):
    """A special procedure that the law requires for this item."""

    kind = forms.ChoiceField(label="特别程序", widget=forms.RadioSelect)
    doing_body = forms.CharField(label="实施单位", max_length=100)
    planned_days = forms.IntegerField(label="所需时间（工作日）", min_value=1, max_value=_LONGEST)
    reason = forms.CharField(label="实施理由", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class ProcedureEndForm(PlainForm):
    """The result of a special procedure came in."""

    procedure = forms.ChoiceField(label="特别程序", widget=forms.RadioSelect)
    received_on = forms.DateField(label="收到结果的日期", widget=forms.DateInput(attrs=_DAY))
    result = forms.CharField(label="结果", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, running: list[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["procedure"].choices = running  # type: ignore[attr-defined]
        self.initial.setdefault("procedure", running[0][0] if running else "")
        self.initial.setdefault("received_on", today.isoformat())


class ExtendForm(PlainForm):
    """By how much, and why: the head of the organ answers for it."""

    days = forms.IntegerField(label="延长（工作日）", min_value=1, max_value=_LONGEST)
    reason = forms.CharField(label="延长期限的理由", widget=forms.Textarea(attrs={"rows": 3}))
