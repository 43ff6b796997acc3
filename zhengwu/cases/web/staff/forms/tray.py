"""Forms of the in-tray: the ways out that article 32 knows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from zhengwu.cases import queries
from zhengwu.cases.enums import DECLINE_NAMES, LICENSING_DECLINES
from zhengwu.cases.rules.checks import Defect, outstanding
from zhengwu.cases.rules.terms import Terms
from zhengwu.files.actions import Received, receive
from zhengwu.forms import queries as form_queries
from zhengwu.forms import rules as form_rules
from zhengwu.web.forms import PlainForm

LINES = forms.Textarea(attrs={"rows": 2})
APPLICATION = "form"
PAPER_FORMS = (("electronic", "电子文件"), ("original", "原件"), ("copy", "复印件"))


class Confirm(PlainForm):
    """Nothing to fill in."""


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SupplementForm(PlainForm):
    """What is missing, each with its problem and what is asked: only what the item's list holds."""

    def __init__(self, *args: Any, terms: Terms, missing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {**terms.material_names, APPLICATION: "申请书（表单）"}
        for code, name in self.names.items():
            absent = name in missing
            self.fields[f"ask_{code}"] = forms.BooleanField(
                label="需要补正", required=False, initial=absent
            )
            self.fields[f"problem_{code}"] = forms.CharField(
                label="存在的问题", max_length=500, required=False,
                widget=LINES, initial="没有提交" if absent else "",
            )  # fmt: skip
            self.fields[f"requirement_{code}"] = forms.CharField(
                label="补正要求", max_length=500, required=False,
                widget=LINES, initial=f"请提交{name}" if absent else "",
            )  # fmt: skip

    @property
    def groups(self) -> list[dict[str, Any]]:
        """One group of fields a material."""
        return [
            {"title": name, "code": code,
             "ask": self[f"ask_{code}"], "problem": self[f"problem_{code}"],
             "requirement": self[f"requirement_{code}"]}
            for code, name in self.names.items()
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Each chosen material needs both sentences."""
        data: dict[str, Any] = super().clean() or {}
        chosen = [code for code in self.names if data.get(f"ask_{code}")]
        if not chosen:
            self.add_error(None, "请至少勾选一项需要补正的材料")
        for code in chosen:
            for part, word in (("problem", "存在的问题"), ("requirement", "补正要求")):
                if not data.get(f"{part}_{code}", "").strip():
                    self.add_error(f"{part}_{code}", f"请写明“{self.names[code]}”{word}")
        return data

    def defects(self) -> list[Defect]:
        """What the act takes."""
        data = self.cleaned_data
        return [
            Defect(code, data[f"problem_{code}"].strip(), data[f"requirement_{code}"].strip())
            for code in self.names
            if data[f"ask_{code}"]
        ]


class FileTaking(PlainForm):
    """Bytes are taken in before the act, outside of its transaction; a refusal names the field."""

    def receive(self, name: str) -> Received | None:
        """What was uploaded under this name, lying safely on disk."""
        upload = self.cleaned_data.get(name)
        return receive(upload.file, name=upload.name) if upload else None


class HandInForm(FileTaking):
    """Papers asked for in the notice, as files or as sheets seen at the counter."""

    def __init__(
        self,
        *args: Any,
        terms: Terms,
        lines: list[dict[str, str]],
        handed_in: set[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {**terms.material_names, APPLICATION: "申请书（表单）"}
        self.names = {code: names[code] for code in outstanding(lines, handed_in)}
        for code, name in self.names.items():
            self.fields[f"file_{code}"] = forms.FileField(label=f"{name}：电子文件", required=False)
            self.fields[f"sheet_{code}"] = forms.ChoiceField(
                label=f"{name}：收到纸质材料", required=False,
                choices=[("", "没有"), *PAPER_FORMS[1:]],
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Something has to be handed in."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"{part}_{code}") for code in self.names for part in ("file", "sheet")):
            self.add_error(None, "请上传文件，或者选择收到的纸质材料")
        return data


class CorrectForm:
    """The application form itself, drawn from the item's schema with the answers given."""

    def __init__(self, terms: Terms, answers: dict[str, Any], data: QueryDict | None) -> None:
        self.schema = queries.schema_of(terms)
        self.given = answers
        self.bound = data is not None
        self.errors: dict[str, str] = {}
        if data is not None:
            raw = form_rules.from_flat(self.schema, dict(data.lists()))
            kept = {path: rows for path, _, rows in form_rules.files_of(self.schema, answers)}
            for path, _, _ in form_rules.files_of(self.schema, raw):
                raw = form_rules.put_in(raw, path, kept.get(path, []))
            self.given = raw
            checked = form_rules.validate(self.schema, raw)
            self.errors, self.cleaned_data = checked.errors, checked.cleaned

    def is_valid(self) -> bool:
        """Whether every answer can be read."""
        return self.bound and not self.errors

    def add_error(self, name: str | None, text: Any) -> None:
        """A refusal beside a field of the form."""
        self.errors[name or ""] = str(text)

    @property
    def body(self) -> str:
        """The fields, their errors and the summary."""
        return form_queries.render(self.schema, self.given, self.errors, uploads=False)


class DeclineForm(PlainForm):
    """Not accepted, and on which ground."""

    why = forms.ChoiceField(label="不予受理的情形", widget=forms.RadioSelect)
    competent_organ = forms.CharField(
        label="有权办理的机关", max_length=100, required=False,
        help_text="不属于本机关职权范围时必须告知",
    )  # fmt: skip
    reasons = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        licence = terms.law == queries.LICENSING_LAW
        self.fields["why"].choices = [  # type: ignore[attr-defined]
            (str(code), name)
            for code, name in DECLINE_NAMES.items()
            if licence or code not in LICENSING_DECLINES
        ]


class PersonForm(PlainForm):
    """Which member of staff."""

    to = forms.ChoiceField(label="人员")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]
