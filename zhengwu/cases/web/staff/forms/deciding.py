"""Forms of the decision and of its delivery."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from zhengwu.cases.actions import Ruling
from zhengwu.cases.enums import Verdict
from zhengwu.cases.rules.terms import Terms
from zhengwu.documents.enums import Way
from zhengwu.kernel.time import SHANGHAI
from zhengwu.web.forms import PlainForm

_DAY = {"type": "date"}
_ROWS = {"rows": 3}
PAYMENT, LICENCE = "jf", "xk"


class _OnTheMinutes(PlainForm):
    """After a hearing the decision says how it rests on the minutes (许可法 48(2))."""

    heard = forms.CharField(
        label="根据听证笔录采纳的事实和意见", widget=forms.Textarea(attrs=_ROWS),
        help_text="写明采纳、不采纳哪些意见和理由；听证笔录的文号自动写入决定书",
    )  # fmt: skip

    def __init__(self, *args: Any, heard: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not heard:
            del self.fields["heard"]

    @property
    def on_minutes(self) -> dict[str, str]:
        """For the ruling; empty where there was no hearing."""
        said = self.cleaned_data.get("heard", "")
        return {"heard": said} if said else {}


class GrantForm(_OnTheMinutes):
    """What is granted; which fields there are follows from the law of the item."""

    content = forms.CharField(label="决定内容", widget=forms.Textarea(attrs=_ROWS))
    scope = forms.CharField(label="许可范围", max_length=300, required=False)
    conditions = forms.CharField(
        label="许可条件", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    amount = forms.DecimalField(label="金额（元）", min_value=0, decimal_places=2, required=False)
    standard = forms.CharField(label="标准", max_length=200, required=False)
    pay_how = forms.CharField(label="发放方式", max_length=200, required=False)
    valid_to = forms.DateField(label="有效期至", required=False, widget=forms.DateInput(attrs=_DAY))
    basis = forms.CharField(label="法律依据", widget=forms.Textarea(attrs=_ROWS), required=False)

    def __init__(self, *args: Any, terms: Terms, valid_to: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("content", terms.result_name or terms.item_name)
        self.initial.setdefault("basis", terms.legal_basis)
        if valid_to:
            self.initial.setdefault("valid_to", valid_to.isoformat())
        gone = set()
        if terms.law != LICENCE:
            gone |= {"scope", "conditions"}
        if terms.law != PAYMENT:
            gone |= {"amount", "standard", "pay_how"}
        if not terms.decides:
            gone |= {"valid_to", "basis", "scope", "conditions"}
            self.fields["content"].label = "办理结果"
        for name in gone & set(self.fields):
            del self.fields[name]

    def ruling(self, verdict: Verdict) -> Ruling:
        """What the act takes."""
        data = self.cleaned_data
        extra = {
            name: str(data[name])
            for name in ("scope", "conditions", "amount", "standard", "pay_how")
            if data.get(name)
        }
        return Ruling(
            verdict=verdict,
            content=data["content"],
            basis=data.get("basis", ""),
            valid_to=data.get("valid_to"),
            extra=extra | self.on_minutes,
        )


class RefuseForm(_OnTheMinutes):
    """A refusal with reasons and articles; the remedies are printed on the paper by themselves."""

    reasons = forms.CharField(
        label="不予的理由", help_text="一行一条", widget=forms.Textarea(attrs={"rows": 5})
    )
    basis = forms.CharField(
        label="所依据的条文", widget=forms.Textarea(attrs=_ROWS),
        help_text="写明法律名称和条、款、项",
    )  # fmt: skip

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("basis", terms.legal_basis)

    def ruling(self) -> Ruling:
        """What the act takes."""
        return Ruling(
            verdict=Verdict.REFUSED,
            reasons=self.cleaned_data["reasons"],
            basis=self.cleaned_data["basis"],
            extra=self.on_minutes,
        )


class DeliverForm(PlainForm):
    """How the decision was given; which facts a way needs is checked by the act."""

    way = forms.ChoiceField(label="送达方式", choices=[(way.value, way.label) for way in Way])
    on = forms.DateField(label="送达（交寄、发布）日期", widget=forms.DateInput(attrs=_DAY))
    deliverer = forms.CharField(label="送达人", max_length=60)
    place = forms.CharField(label="送达地点", max_length=200, required=False)
    receiver = forms.CharField(label="签收人", max_length=60, required=False)
    receiver_is_other = forms.BooleanField(label="签收人不是申请人本人", required=False)
    relation = forms.CharField(label="签收人与申请人的关系", max_length=60, required=False)
    refusal_reason = forms.CharField(label="拒收事由", max_length=200, required=False)
    witnesses = forms.CharField(
        label="见证人", help_text="每行一人，至少两人", required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    video = forms.CharField(label="全程录像编号", max_length=100, required=False)
    tracking_no = forms.CharField(label="邮件号码", max_length=60, required=False)
    electronic_address = forms.CharField(label="电子送达地址", max_length=200, required=False)
    consent = forms.CharField(label="同意电子送达的记录", max_length=200, required=False)
    reached_at = forms.DateTimeField(
        label="到达申请人系统的时间", required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip
    published_at_place = forms.CharField(label="公告发布处", max_length=200, required=False)
    published_on = forms.DateField(
        label="公告发布日期", required=False, widget=forms.DateInput(attrs=_DAY)
    )
    reason_unreachable = forms.CharField(
        label="采用公告送达的原因和经过", required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("直接送达、代收送达", ("receiver", "receiver_is_other", "relation", "place")),
        ("电子送达", ("electronic_address", "consent", "reached_at")),
        ("邮寄送达", ("tracking_no",)),
        ("留置送达", ("refusal_reason", "witnesses", "video")),
        ("公告送达", ("published_at_place", "published_on", "reason_unreachable")),
    )

    @property
    def head(self) -> list[Any]:
        """Fields that every way asks for."""
        return [self[name] for name in ("way", "on", "deliverer")]

    @property
    def ways(self) -> list[dict[str, Any]]:
        """Fields by the way that asks for them."""
        return [
            {
                "title": title,
                "fields": [self[name] for name in names],
                "open": any(self[name].value() or self[name].errors for name in names),
            }
            for title, names in self.GROUPS
        ]

    def detail(self) -> dict[str, object]:
        """The facts as the act wants them."""
        data = self.cleaned_data
        facts: dict[str, Any] = {
            key: value for key, value in data.items() if key not in ("way", "on")
        }
        facts["witnesses"] = [
            line.strip() for line in facts["witnesses"].splitlines() if line.strip()
        ]
        if facts.get("reached_at"):
            facts["reached_at"] = facts["reached_at"].replace(tzinfo=SHANGHAI)
        return facts


class ReceiptForm(PlainForm):
    """The day on the receipt of a posted paper."""

    receipt_on = forms.DateField(label="回执上注明的收件日期", widget=forms.DateInput(attrs=_DAY))
