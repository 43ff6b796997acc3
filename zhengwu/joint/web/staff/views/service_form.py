"""The editor's form of a joint service: members, conditions, what is the same question or paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

from django import forms

from zhengwu.catalogue.enums import QuestionKind
from zhengwu.catalogue.rules import codec
from zhengwu.joint.enums import SUSPENSION_NAMES
from zhengwu.joint.queries import Derived
from zhengwu.joint.rules.document import Member, ServiceDocument
from zhengwu.joint.rules.situation import PREFIX
from zhengwu.web.forms import PlainForm

Choices = list[tuple[str, str]]
_NONE: Choices = [("", "—")]
_SPARE = 1  # empty rows offered besides those there are


class ServiceForm(PlainForm):
    """Everything an editor writes; what follows from the members is derived and shown."""

    name = forms.CharField(label="名称", max_length=100)
    intro = forms.CharField(
        label="一句话说明", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    amount = forms.IntegerField(label="联办承诺（工作日）", min_value=1, max_value=99)
    basis = forms.CharField(label="承诺的依据", max_length=200, required=False)
    suspension = forms.ChoiceField(
        label="成员事项听证、鉴定、专家评审期间，联办期限怎样计算",
        choices=[(kind.value, name) for kind, name in SUSPENSION_NAMES.items()],
        widget=forms.RadioSelect,
    )
    fee_words = forms.CharField(label="收费说明", max_length=200, required=False)
    fee_basis = forms.CharField(label="收费（免收）的依据", max_length=200, required=False)
    place = forms.CharField(label="办理地点", max_length=200, required=False)
    phone = forms.CharField(label="咨询电话", max_length=60, required=False)

    def __init__(self, data: Any, *, derived: Derived, organs: Choices) -> None:
        self.derived, self.document = derived, derived.document
        super().__init__(data, initial=initial_of(self.document))
        for place, member in enumerate(self.document.members):
            self._member(place, member)
        self.fields["new_item"] = forms.CharField(
            label="增加成员事项（实施编码）", max_length=100, required=False
        )
        for place in range(len(self.document.leads) + _SPARE):
            self._choice(f"lead_{place}", f"牵头窗口 {place + 1}", organs)
            self._line(f"lead_when_{place}", f"牵头窗口 {place + 1} 的条件（最后一条不写）")
        for place in range(len(self.document.consulted) + _SPARE):
            self._choice(f"asked_{place}", f"受理时征求意见的单位 {place + 1}", organs)
            self._line(f"asked_what_{place}", f"请单位 {place + 1} 答复的问题")
        for place in range(len(self.document.questions) + _SPARE):
            self._asking(place)
        self._pairs("same_question", "情形问题", self.posed(), [one.questions for one in
                    self.document.same_questions])  # fmt: skip
        self._pairs("same_field", "问题", self.questions(), [one.fields for one in
                    self.document.same_fields])  # fmt: skip
        self._pairs("same_paper", "材料", self.papers(), [one.papers for one in
                    self.document.same_papers])  # fmt: skip

    def _member(self, place: int, member: Member) -> None:
        name = member.name or member.item
        others = [(one.item, one.name or one.item) for one in self.document.members[:place]]
        self.fields[f"days_{place}"] = forms.IntegerField(
            label=f"{name}：分办工作日", min_value=0, max_value=99, required=False
        )
        if others:
            self.fields[f"after_{place}"] = forms.MultipleChoiceField(
                label=f"{name}：要等哪些事项的结果", choices=others, required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self._line(f"when_{place}", f"{name}：什么情况下参加（不写就是都参加）")
        self.fields[f"drop_{place}"] = forms.BooleanField(label=f"去掉“{name}”", required=False)

    def _asking(self, place: int) -> None:
        """One question of the service itself: it decides who takes part, or who leads."""
        there = place < len(self.document.questions)
        code = self.document.questions[place].code if there else self._free_code()
        word = f"情形问题 {PREFIX}{code}"
        self.fields[f"ask_{place}"] = forms.CharField(
            label=f"{word}：问什么", max_length=200, required=False,
            help_text="" if there else "不写就是不加。上面的参加条件、牵头条件里用这个名称",
        )  # fmt: skip
        self.fields[f"ask_help_{place}"] = forms.CharField(
            label=f"{word}：给申请人的说明", max_length=300, required=False
        )
        self.fields[f"ask_options_{place}"] = forms.CharField(
            label=f"{word}：可选的答案", max_length=1000, required=False,
            help_text="空着就是“是、否”；否则每行一个，编码=文字，例如 rented=租的房子",
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip

    def _free_code(self) -> str:
        taken = {one.code for one in self.document.questions}
        return next(code for n in count(1) if (code := f"q{n}") not in taken)

    def posed(self) -> Choices:
        """Every question of every member's own guide: "item#code" and its words."""
        return sorted(
            (f"{use.item}#{use.key}", f"{self._named(use.item)}：{one.question.text}")
            for one in self.document.posed
            for use in one.uses
        )

    def _choice(self, name: str, label: str, choices: Choices) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def _line(self, name: str, label: str) -> None:
        self.fields[name] = forms.CharField(label=label, max_length=300, required=False)

    def _pairs(self, name: str, word: str, choices: Choices, kept: list[tuple[str, ...]]) -> None:
        said = dict(choices)
        for place, pair in enumerate(kept):
            words = " = ".join(said.get(one, one) for one in pair)
            self.fields[f"{name}_drop_{place}"] = forms.BooleanField(
                label=f"取消合并：{words}", required=False
            )
        for side, what in (("a", "一个"), ("b", "另一个")):
            self._choice(f"{name}_{side}", f"合并同一{word}：{what}", _NONE + choices)

    def questions(self) -> Choices:
        """Every question of every member: "item#key" and its words."""
        return sorted(
            (f"{use.item}#{use.key}", f"{self._named(use.item)}：{asked.key}")
            for asked in self.derived.form.asked
            for use in asked.uses
        )

    def papers(self) -> Choices:
        """Every paper of every member: "item#code" and its name."""
        return sorted(
            (f"{use.item}#{use.key}", f"{self._named(use.item)}：{paper.name}")
            for paper in self.derived.papers.papers
            for use in paper.uses
        )

    def _named(self, item: str) -> str:
        member = self.document.member(item)
        return (member.name if member else "") or item

    def sections(self) -> list[tuple[str, list[Any]]]:
        """The fields under headings."""
        groups: dict[str, list[Any]] = {"基本情况": [], "成员事项": [], "牵头和征求意见": [],
                                        "办理情形": [], "同一个问题、同一份材料": []}  # fmt: skip
        for name in self.fields:
            title = "基本情况"
            if name.startswith(("days_", "after_", "when_", "drop_", "new_")):
                title = "成员事项"
            elif name.startswith(("lead_", "asked_")):
                title = "牵头和征求意见"
            elif name.startswith(("ask_", "same_question")):
                title = "办理情形"
            elif name.startswith("same_"):
                title = "同一个问题、同一份材料"
            groups[title].append(self[name])
        return list(groups.items())

    def clean(self) -> dict[str, Any]:
        """A pair has two different sides."""
        data: dict[str, Any] = super().clean() or {}
        for place in range(len(self.document.questions) + _SPARE):
            if problem := _options_problem(data.get(f"ask_options_{place}", "")):
                self.add_error(f"ask_options_{place}", problem)
        for name in ("same_field", "same_paper", "same_question"):
            first, second = data.get(f"{name}_a"), data.get(f"{name}_b")
            if bool(first) != bool(second):
                self.add_error(f"{name}_{'b' if first else 'a'}", "请把两个都选上")
            elif first and first == second:
                self.add_error(f"{name}_b", "请选另一个事项的")
        return data

    def elements(self) -> dict[str, Any]:
        """The document's elements as the editor wants them."""
        data = self.cleaned_data
        plain = ("name", "intro", "suspension", "fee_words", "fee_basis", "place", "phone")
        return {
            **{name: data[name] for name in plain},
            "promise": {"amount": data["amount"], "basis": data["basis"], "confirmed": False},
            "members": self._members(),
            "leads": [
                {"organ_code": data[f"lead_{n}"], "when": data[f"lead_when_{n}"]}
                for n in range(len(self.document.leads) + _SPARE)
                if data[f"lead_{n}"]
            ],
            "consulted": [
                {"organ_code": data[f"asked_{n}"], "question": data[f"asked_what_{n}"]}
                for n in range(len(self.document.consulted) + _SPARE)
                if data[f"asked_{n}"] and data[f"asked_what_{n}"]
            ],
            "questions": self._questions(),
            "same_questions": self._same_questions(),
            "same_fields": self._same_fields(),
            "same_papers": self._same_papers(),
        }

    def _members(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        kept = [
            (n, one) for n, one in enumerate(self.document.members) if not data.get(f"drop_{n}")
        ]
        there = {one.item for _, one in kept}
        found = [
            {
                "item": one.item,
                "days": data[f"days_{n}"],
                "after": [item for item in data.get(f"after_{n}", []) if item in there],
                "when": data[f"when_{n}"],
            }
            for n, one in kept
        ]
        if (new := data["new_item"].strip()) and new not in there:
            found.append({"item": new})
        return found

    def _questions(self) -> list[dict[str, Any]]:
        data, found = self.cleaned_data, []
        for place in range(len(self.document.questions) + _SPARE):
            if not (text := data[f"ask_{place}"].strip()):
                continue
            there = place < len(self.document.questions)
            old = self.document.questions[place] if there else None
            options = _options(data[f"ask_options_{place}"])
            kind = old.kind if old and old.kind is not QuestionKind.YES_NO else QuestionKind.ONE
            plain = codec.plain(old) if old else {"code": self._free_code()}
            found.append({
                **plain, "text": text, "help": data[f"ask_help_{place}"], "options": options,
                "kind": str(kind if options else QuestionKind.YES_NO),
            })  # fmt: skip
        return found

    def _same_questions(self) -> list[dict[str, Any]]:
        groups = [(one.code, one.questions) for one in self.document.same_questions]
        return [
            {"code": name, "questions": members}
            for name, members in self._joined("question", groups, _after_hash)
        ]

    def _same_fields(self) -> list[dict[str, Any]]:
        groups = [(one.key, one.fields) for one in self.document.same_fields]
        return [
            {"key": name, "fields": members}
            for name, members in self._joined("field", groups, _after_hash)
        ]

    def _same_papers(self) -> list[dict[str, Any]]:
        groups = [(one.name, one.papers) for one in self.document.same_papers]
        titles = dict(self.papers())
        return [
            {"name": name, "papers": members}
            for name, members in self._joined(
                "paper", groups, lambda first: titles[first].partition("：")[2]
            )
        ]

    def _joined(
        self, kind: str, groups: Sequence[tuple[str, Sequence[str]]], named: Callable[[str], str]
    ) -> list[tuple[str, list[str]]]:
        """What is the same by name and members: groups not taken away, and the pair chosen now."""
        data = self.cleaned_data
        kept = [
            (name, list(members))
            for place, (name, members) in enumerate(groups)
            if not data.get(f"same_{kind}_drop_{place}")
        ]
        if first := data[f"same_{kind}_a"]:
            kept.append((named(first), [first, data[f"same_{kind}_b"]]))
        return kept


def _after_hash(code: str) -> str:
    return code.partition("#")[2]


def _options(text: str) -> list[dict[str, str]]:
    """Lines of code=words."""
    lines = [line.partition("=") for line in text.splitlines() if line.strip()]
    return [{"value": code.strip(), "label": words.strip()} for code, _, words in lines]


def _options_problem(text: str) -> str:
    options = _options(text)
    values = [one["value"] for one in options]
    if any(not one["value"].isidentifier() or not one["label"] for one in options):
        return "每行写“编码=文字”，编码用字母开头，例如 rented=租的房子"
    if options and (len(options) == 1 or len(set(values)) < len(values)):
        return "至少写两个答案，编码不能重复"
    return ""


def initial_of(document: ServiceDocument) -> dict[str, Any]:
    """The document as the form shows it."""
    found: dict[str, Any] = {
        "name": document.name, "intro": document.intro, "amount": document.promise.amount or "",
        "basis": document.promise.basis, "suspension": document.suspension,
        "fee_words": document.fee_words, "fee_basis": document.fee_basis,
        "place": document.place, "phone": document.phone,
    }  # fmt: skip
    for place, member in enumerate(document.members):
        found[f"days_{place}"] = "" if member.days is None else member.days
        found[f"after_{place}"] = list(member.after)
        found[f"when_{place}"] = member.when
    for place, lead in enumerate(document.leads):
        found[f"lead_{place}"], found[f"lead_when_{place}"] = lead.organ_code, lead.when
    for place, one in enumerate(document.questions):
        found[f"ask_{place}"], found[f"ask_help_{place}"] = one.text, one.help
        chosen = one.kind is not QuestionKind.YES_NO
        lines = [f"{option.value}={option.label}" for option in one.options] if chosen else []
        found[f"ask_options_{place}"] = "\n".join(lines)
    for place, asked in enumerate(document.consulted):
        found[f"asked_{place}"], found[f"asked_what_{place}"] = asked.organ_code, asked.question
    return found


def facts_words(document: ServiceDocument, extra: Iterable[str]) -> list[str]:
    """Names a condition may use."""
    own = [PREFIX + one.code for one in document.questions]
    return [*(one.key for one in document.asked), *own, *extra]
