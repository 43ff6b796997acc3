"""Forms of the papers' desk."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.documents.enums import Way
from zhengwu.documents.rules.local import LONGEST, kept, sentences, shown
from zhengwu.documents.rules.templates import Template
from zhengwu.web.forms import PlainForm


class ServiceForm(forms.Form):
    """How a paper was served; which facts a way needs is checked by the action."""

    way = forms.ChoiceField(label="送达方式", choices=[(way.value, way.label) for way in Way])
    on = forms.DateField(label="送达（交寄、发布）日期")
    deliverer = forms.CharField(label="送达人", max_length=60)
    place = forms.CharField(label="送达地点", max_length=200, required=False)
    receiver = forms.CharField(label="签收人", max_length=60, required=False)
    receiver_is_other = forms.BooleanField(label="签收人不是受送达人本人", required=False)
    relation = forms.CharField(label="签收人与受送达人的关系", max_length=60, required=False)
    refusal_reason = forms.CharField(label="拒收事由", max_length=200, required=False)
    witnesses = forms.CharField(
        label="见证人（每行一人，至少两人）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    video = forms.CharField(label="全程录像编号", max_length=100, required=False)
    tracking_no = forms.CharField(label="邮件号码", max_length=60, required=False)
    electronic_address = forms.CharField(label="电子送达地址", max_length=200, required=False)
    consent = forms.CharField(label="同意电子送达的书面记录", max_length=200, required=False)
    reached_at = forms.DateTimeField(label="到达受送达人系统的时间", required=False)
    published_at_place = forms.CharField(label="公告发布处", max_length=200, required=False)
    published_on = forms.DateField(label="公告发布日期", required=False)
    reason_unreachable = forms.CharField(
        label="采用公告送达的原因和经过",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def detail(self) -> dict[str, object]:
        """The facts as the action wants them."""
        facts = {key: value for key, value in self.cleaned_data.items() if key not in ("way", "on")}
        facts["witnesses"] = [
            line.strip() for line in facts["witnesses"].splitlines() if line.strip()
        ]
        return facts


class ReceiptForm(forms.Form):
    """The day on a posted paper's receipt."""

    receipt_on = forms.DateField(label="回执上注明的收件日期")


class ParameterForm(forms.Form):
    """One local name and why it is right."""

    key = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(label="内容", max_length=200)
    reason = forms.CharField(label="确认依据", max_length=200)


class WordingForm(PlainForm):
    """The sentences of one paper that may be put otherwise, and one more paragraph."""

    extra = forms.CharField(
        label="补充段落", required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="接在正文最后，例如领取地点、办公时间、本县的便民提示。不需要的留空。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, template: Template, content: dict[str, Any], **more: Any
    ) -> None:
        self.template = template
        start = {"extra": shown(template, content.get("extra", ""))}
        self.lines = list(sentences(template, content.get("blocks", {})))
        super().__init__(*args, initial=start, **more)
        place = 0
        for line in self.lines:
            if line.fixed:
                continue
            place += 1
            self.fields[f"b{line.place}"] = forms.CharField(
                label=f"第 {place} 段", required=False, initial=line.text,
                widget=forms.Textarea(attrs={"rows": 2 + len(line.text) // 40}),
            )  # fmt: skip

    def entries(self) -> list[dict[str, Any]]:
        """Blocks in the order of the paper: a field, or what stays as it is."""
        return [
            {"line": line, "field": None if line.fixed else self[f"b{line.place}"]}
            for line in self.lines
        ]

    def values(self) -> dict[str, Any]:
        """What would be set: sentences that differ from the template's, with codes."""
        blocks: dict[str, str] = {}
        for line in self.lines:
            if not line.fixed:
                text = kept(self.template, self.cleaned_data[f"b{line.place}"])
                if text != self.template.body[line.place]["p"].strip():
                    blocks[str(line.place)] = text
        return {
            "template_version": self.template.version,
            "blocks": blocks,
            "extra": kept(self.template, self.cleaned_data["extra"]),
        }
