"""Forms for the service of notices on paper."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.cases.web.staff.forms.deciding import DeliverForm, ReceiptForm
from zhengwu.documents.enums import Way
from zhengwu.documents.models import Document

FAILED = "failed"


def _choices(papers: list[Document]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.title} {one.number}") for one in papers]


class ServeForm(DeliverForm):
    """Which notice, how it was given, or why it was not."""

    document = forms.ChoiceField(label="文书", widget=forms.RadioSelect)
    why = forms.CharField(
        label="没有送达的原因和经过", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (*DeliverForm.GROUPS, ("没有送达", ("why",)))

    def __init__(self, *args: Any, papers: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = _choices(papers)  # type: ignore[attr-defined]
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            *((way.value, way.label) for way in Way),
            (FAILED, "没有送达（拒收、无人签收）"),
        ]
        self.fields["on"].label = "送达（交寄、发布、上门）日期"
        if len(papers) == 1:
            self.initial.setdefault("document", str(papers[0].pk))

    @property
    def head(self) -> list[Any]:
        """The paper first, then what every way asks for."""
        return [self["document"], *super().head]

    def detail(self) -> dict[str, object]:
        """The facts as the act wants them."""
        return {key: value for key, value in super().detail().items()
                if key not in ("document", "why")}  # fmt: skip


class NoticeReceiptForm(ReceiptForm):
    """Which posted notice, and the day on its receipt."""

    document = forms.ChoiceField(label="文书", widget=forms.RadioSelect)
    field_order = ("document", "receipt_on")

    def __init__(self, *args: Any, papers: list[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = _choices(papers)  # type: ignore[attr-defined]
        if len(papers) == 1:
            self.initial.setdefault("document", str(papers[0].pk))
