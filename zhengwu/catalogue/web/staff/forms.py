"""Forms of the situation guide's editor: everything is chosen or written in plain words."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.catalogue.enums import QuestionKind, Verb
from zhengwu.catalogue.rules import situation_editing as editing
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.situation import GuideEffect, GuideQuestion
from zhengwu.web.forms import PlainForm

ROWS = 4
_LINES = forms.Textarea(attrs={"rows": 5})
_TARGETS = {
    Verb.NOT_NEEDED: "material", Verb.NEEDED: "material", Verb.ADDED: "material",
    Verb.NO_FEE: "fee", Verb.FEE: "fee", Verb.FORM: "form_code", Verb.FLOW: "flow_code",
    Verb.ELSEWHERE: "item",
}  # fmt: skip


class ConditionForm(PlainForm):
    """A condition: up to four atoms, all or any; what was written by hand stays as text."""

    join = forms.ChoiceField(
        label="下面几条", required=False, choices=[("and", "全部满足"), ("or", "满足其中一条")]
    )
    raw = forms.CharField(
        label="手写条件", required=False, max_length=500,
        help_text="四条列不下的复杂条件写在这里；上面选了，以上面的为准。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, questions: tuple[GuideQuestion, ...], when: str, **more: Any
    ) -> None:
        made = editing.chosen(when, questions)
        rows = made[1] if made and len(made[1]) <= ROWS else []
        by_hand = when if when.strip() and not rows else ""
        initial = {"join": made[0] if made else "and", "raw": by_hand}
        for place, row in enumerate(rows):
            initial |= {f"atom_{place}": row.key, f"number_{place}": row.number}
        super().__init__(*args, initial=initial | more.pop("initial", {}), **more)
        self.questions = questions
        groups = [
            (text, [(one.key, one.words) for one in group])
            for text, group in editing.atoms(questions)
            if group
        ]
        for place in range(ROWS):
            self.fields[f"atom_{place}"] = forms.ChoiceField(
                label=f"第 {place + 1} 条", required=False, choices=[("", "——"), *groups]
            )
            self.fields[f"number_{place}"] = forms.CharField(
                label=f"第 {place + 1} 条的数字", required=False, max_length=12
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """(atom, number) fields."""
        return [(self[f"atom_{n}"], self[f"number_{n}"]) for n in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        """`when`: the condition as it is stored."""
        data: dict[str, Any] = super().clean() or {}
        rows = [
            editing.Row(data.get(f"atom_{n}", ""), data.get(f"number_{n}", "")) for n in range(ROWS)
        ]
        try:
            data["when"] = editing.written(data.get("join", "and"), rows, self.questions)
        except ValueError as wrong:
            place = next(n for n, row in enumerate(rows) if row.key)
            wrong_at = next((n for n, r in enumerate(rows) if r.key and not _fits(r, self)), place)
            self.add_error(f"number_{wrong_at}", str(wrong))
        data["when"] = data.get("when") or data.get("raw", "").strip()
        return data


def _fits(row: editing.Row, form: ConditionForm) -> bool:
    try:
        editing.written("and", [row], form.questions)
    except ValueError:
        return False
    return True


class QuestionForm(ConditionForm):
    """One question: what is asked, how it is answered, when it is asked."""

    text = forms.CharField(label="问什么", max_length=100)
    kind = forms.ChoiceField(
        label="怎样回答", choices=[(str(one), one.label) for one in QuestionKind]
    )
    options = forms.CharField(
        label="选项", required=False, max_length=1000, widget=_LINES,
        help_text="单选、多选时填，一行一个。",
    )  # fmt: skip
    help = forms.CharField(label="给申请人的说明", required=False, max_length=200)
    unit = forms.CharField(label="数字的单位", required=False, max_length=12)
    least = forms.IntegerField(label="最小", required=False, min_value=0, max_value=10**9)
    most = forms.IntegerField(label="最大", required=False, min_value=0, max_value=10**9)

    def __init__(
        self, *args: Any, question: GuideQuestion | None, others: tuple[GuideQuestion, ...],
        code: str, **more: Any,
    ) -> None:  # fmt: skip
        self.question, self.code = question, code
        initial: dict[str, Any] = {}
        if question is not None:
            names = ("text", "kind", "help", "unit", "least", "most")
            initial = {name: getattr(question, name) for name in names}
            initial["options"] = editing.option_lines(question)
        when = question.when if question else ""
        super().__init__(*args, questions=others, when=when, initial=initial, **more)

    def made(self) -> GuideQuestion:
        """The question as written; options keep their codes."""
        data = self.cleaned_data
        kind = QuestionKind(data["kind"])
        choosing = kind in (QuestionKind.ONE, QuestionKind.MANY)
        before = self.question.options if self.question else ()
        numeric = kind is QuestionKind.NUMBER
        return GuideQuestion(
            code=self.code,
            text=data["text"].strip(),
            kind=kind,
            options=editing.options_of(data["options"], before) if choosing else (),
            when=data["when"],
            help=data["help"].strip(),
            unit=data["unit"].strip() if numeric else "",
            least=data["least"] if numeric else None,
            most=data["most"] if numeric else None,
        )


class EffectForm(ConditionForm):
    """One effect: when what follows, and what the applicant is told."""

    verb = forms.ChoiceField(label="结果", choices=[(str(one), one.label) for one in Verb])
    material = forms.ChoiceField(label="材料", required=False)
    fee = forms.ChoiceField(label="费用", required=False)
    form_code = forms.ChoiceField(label="申请表", required=False)
    flow_code = forms.ChoiceField(label="流程", required=False)
    item = forms.CharField(
        label="到哪个事项（实施编码）", required=False, max_length=100,
        help_text="不在这里办时可以填；不填就只告诉下面的话。",
    )  # fmt: skip
    say = forms.CharField(
        label="告诉申请人的话", required=False, max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, effect: GuideEffect | None, document: EditionDocument, code: str,
        flows: list[str], variants: list[tuple[str, str]], **more: Any,
    ) -> None:  # fmt: skip
        self.effect, self.code = effect, code
        initial: dict[str, Any] = {}
        if effect is not None:
            initial = {"verb": effect.verb, "say": effect.say, _TARGETS[effect.verb]: effect.target}
        when = effect.when if effect else ""
        super().__init__(*args, questions=document.questions, when=when, initial=initial, **more)
        self._offer(
            "material", [(one.code, f"{one.code} {one.name}") for one in document.materials]
        )
        self._offer("fee", [(one.name, one.name) for one in document.fees])
        self._offer("form_code", variants)
        self._offer("flow_code", [(code, code) for code in flows])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "——"), *choices]

    def clean(self) -> dict[str, Any]:
        """Whatever the effect is about has to be chosen; so has its condition."""
        data = super().clean()
        verb = data.get("verb")
        if verb:
            name = _TARGETS[Verb(verb)]
            if name != "item" and not data.get(name):
                self.add_error(name, f"请选择{self.fields[name].label}")
        if not data.get("when") and not any(n.startswith("number_") for n in self.errors):
            self.add_error("atom_0", "请选择在什么情形下")
        return data

    def made(self) -> GuideEffect:
        """The effect as chosen."""
        data = self.cleaned_data
        verb = Verb(data["verb"])
        target = data[_TARGETS[verb]].strip()
        return GuideEffect(self.code, verb, data["when"], target, say=data["say"].strip())
