"""Situation guide (情形引导): what is asked, what is answered, what follows. Pure.

The guide chooses among what the edition publishes: it can take materials and charges away, and say
in which situation one of the published list is asked. It can never ask for more (许可法 30, 31).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from zhengwu.catalogue.enums import QuestionKind, Verb
from zhengwu.expressions.enums import Kind
from zhengwu.expressions.rules import ExpressionError, parse
from zhengwu.kernel.text import clean


@dataclass(frozen=True, slots=True)
class GuideOption:
    """情形选项: one answer to choose."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """情形问题: asked where `when` holds (empty: always); `when` reads other answers by code."""

    code: str
    text: str
    kind: QuestionKind = QuestionKind.YES_NO
    options: tuple[GuideOption, ...] = ()
    when: str = ""
    help: str = ""
    unit: str = ""
    least: int | None = None
    most: int | None = None

    @property
    def choices(self) -> tuple[GuideOption, ...]:
        """What can be chosen; yes and no where nothing else is said."""
        return YES_OR_NO if self.kind is QuestionKind.YES_NO else self.options

    @property
    def names(self) -> frozenset[str]:
        """Questions that have to be settled before it is known whether this one is asked."""
        return names_in(self.when)


@dataclass(frozen=True, slots=True)
class GuideEffect:
    """情形结果: what follows where `when` holds. `target` is the code of a material, form, flow or
    item, or the name of a fee; `digest` fixes the version of a form or flow; `say` is read by the
    applicant."""

    code: str
    verb: Verb
    when: str
    target: str = ""
    digest: str = ""
    say: str = ""


YES_OR_NO = (GuideOption("yes", "是"), GuideOption("no", "否"))
KINDS = {
    QuestionKind.YES_NO: Kind.BOOLEAN,
    QuestionKind.ONE: Kind.STRING,
    QuestionKind.MANY: Kind.LIST,
    QuestionKind.NUMBER: Kind.NUMBER,
}
# An answer as it is kept: True, "rented", ["hot", "raw"], "80.5".
Answer = bool | str | list[str]
_NUMBER_LENGTH = 12
_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Said:
    """One question with its answer, as kept and in words."""

    question: GuideQuestion
    answer: Answer
    words: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the answers lead: what was said, what is asked next, what follows.

    `away`: it is not done here; then nothing more is asked.
    """

    said: tuple[Said, ...]
    next: GuideQuestion | None
    effects: tuple[GuideEffect, ...]
    asked: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def away(self) -> tuple[GuideEffect, ...]:
        """Why it is not done here, and where it is."""
        return tuple(one for one in self.effects if one.verb is Verb.ELSEWHERE)

    @property
    def complete(self) -> bool:
        """Everything is answered and it can be applied for here."""
        return self.next is None and not self.away

    @property
    def answers(self) -> dict[str, Answer]:
        """What is kept: only what was asked on this way."""
        return {one.question.code: one.answer for one in self.said}

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of what follows."""
        return tuple(one.code for one in self.effects)


def names_in(text: str) -> frozenset[str]:
    """Names a condition reads; none where it cannot be read."""
    if not text.strip():
        return frozenset()
    try:
        return parse(text).names
    except ExpressionError:
        return frozenset()


def holds(when: str, facts: Mapping[str, Any]) -> bool:
    """Whether a condition holds; what cannot be evaluated does not."""
    if not when.strip():
        return True
    try:
        return parse(when).holds(facts)
    except ExpressionError:
        return False


def ordered(questions: Sequence[GuideQuestion]) -> list[GuideQuestion]:
    """In the order of the list, each after those it depends on; a ring is left out."""
    known = {one.code for one in questions}
    waiting, done, found = list(questions), set[str](), list[GuideQuestion]()
    while waiting:
        ready = next((one for one in waiting if one.names & known <= done), None)
        if ready is None:
            return found
        waiting.remove(ready)
        done.add(ready.code)
        found.append(ready)
    return found


def read(question: GuideQuestion, raw: Any) -> Answer | None:
    """An answer as it is kept, from a form's texts or from what was kept; None: not answered."""
    texts = [clean(str(one)).strip() for one in (raw if isinstance(raw, list | tuple) else [raw])]
    if isinstance(raw, bool):
        texts = ["yes" if raw else "no"]
    values = {one.value for one in question.choices}
    match question.kind:
        case QuestionKind.YES_NO:
            return {"yes": True, "no": False}.get(texts[0]) if texts else None
        case QuestionKind.ONE:
            return texts[0] if texts and texts[0] in values else None
        case QuestionKind.MANY:
            # "-" is the answer that none of them applies; nothing at all is no answer.
            chosen = [one.value for one in question.choices if one.value in texts]
            return chosen if chosen or "-" in texts or raw == [] else None
    return _number(question, texts[0] if texts else "")


def _number(question: GuideQuestion, text: str) -> str | None:
    if number_problem(question, text):
        return None
    value = Decimal(text)
    return format(value.quantize(Decimal(1)) if value == value.to_integral() else value, "f")


def number_problem(question: GuideQuestion, text: str) -> str:
    """Why a text is no number for this question, in plain words; empty: it is one."""
    try:
        value = Decimal(text) if len(text) <= _NUMBER_LENGTH else Decimal("NaN")
    except InvalidOperation:
        return "请填一个数字，例如 80"
    if not value.is_finite() or abs(value) > _LARGEST:
        return "请填一个数字，例如 80"
    if question.least is not None and value < question.least:
        return f"不能小于 {question.least}{question.unit}"
    if question.most is not None and value > question.most:
        return f"不能大于 {question.most}{question.unit}"
    return ""


def problem(question: GuideQuestion, raw: Any) -> str:
    """What is wrong with an answer that `read` does not take."""
    if read(question, raw) is not None:
        return ""
    if question.kind is QuestionKind.NUMBER:
        text = raw[0] if isinstance(raw, list | tuple) and raw else raw
        return number_problem(question, clean(str(text or "")).strip())
    if question.kind is QuestionKind.MANY:
        return "请选择，都没有的选“以上都没有”"
    return "请选择一项"


def fact(question: GuideQuestion, answer: Answer) -> Any:
    """An answer as conditions read it."""
    return Decimal(str(answer)) if question.kind is QuestionKind.NUMBER else answer


def words(question: GuideQuestion, answer: Answer) -> str:
    """An answer as a person reads it."""
    labels = {one.value: one.label for one in question.choices}
    if isinstance(answer, bool):
        return "是" if answer else "否"
    if isinstance(answer, list):
        return "、".join(labels[one] for one in answer if one in labels) or "以上都没有"
    if question.kind is QuestionKind.NUMBER:
        return f"{answer}{question.unit}"
    return labels.get(answer, answer)


def walk(
    questions: Sequence[GuideQuestion], effects: Sequence[GuideEffect], answers: Mapping[str, Any]
) -> Walk:
    """Follow the answers: what is asked depends only on what was said before.

    Answers to questions that this way does not ask are left out: a changed answer takes with it
    what had been said below it.
    """
    facts: dict[str, Any] = {one.code: None for one in questions}
    said: list[Said] = []
    settled: set[str] = set()
    open_: GuideQuestion | None = None
    asked = 0
    for question in ordered(questions):
        if not question.names & facts.keys() <= settled:
            continue  # it hangs on one that is still open
        if not holds(question.when, facts):
            settled.add(question.code)
            continue
        asked += 1
        answer = read(question, answers[question.code]) if question.code in answers else None
        if answer is None:
            open_ = open_ or question
            continue
        settled.add(question.code)
        facts[question.code] = fact(question, answer)
        said.append(Said(question, answer, words(question, answer)))
    follow = tuple(
        one for one in effects if one.when and names_in(one.when) <= settled
        and holds(one.when, facts)
    )  # fmt: skip
    away = any(one.verb is Verb.ELSEWHERE for one in follow)
    return Walk(tuple(said), None if away else open_, follow, asked)
