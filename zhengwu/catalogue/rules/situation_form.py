"""Questions of the guide as fields of a page, and answers read from one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengwu.catalogue.enums import QuestionKind
from zhengwu.catalogue.rules.situation import Answer, GuideQuestion, Walk, problem

PREFIX = "s."
NONE_OF_THEM = "-"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on the page."""

    value: str
    label: str
    chosen: bool
    ident: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page, with what was answered or typed so far."""

    question: GuideQuestion
    choices: tuple[Choice, ...]
    value: str
    error: str = ""

    @property
    def name(self) -> str:
        """The name of its field."""
        return PREFIX + self.question.code

    @property
    def ident(self) -> str:
        """The id of its first control."""
        return f"id_s_{self.question.code}"

    @property
    def kind(self) -> str:
        """radio, checkbox or number."""
        if self.question.kind is QuestionKind.NUMBER:
            return "number"
        return "checkbox" if self.question.kind is QuestionKind.MANY else "radio"


def texts(answer: Answer) -> list[str]:
    """An answer as a form carries it."""
    if isinstance(answer, bool):
        return ["yes" if answer else "no"]
    if isinstance(answer, list):
        return answer or [NONE_OF_THEM]
    return [answer]


def from_lists(lists: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """Answers among the fields of a page."""
    return {
        name.removeprefix(PREFIX): [str(one) for one in values]
        for name, values in lists.items()
        if name.startswith(PREFIX)
    }


def pairs(answers: Mapping[str, Answer], *, without: str = "") -> list[tuple[str, str]]:
    """Answers as (name, text) of an address or of hidden fields."""
    return [
        (PREFIX + code, text)
        for code, answer in answers.items()
        if code != without
        for text in texts(answer)
    ]


def asked(question: GuideQuestion, raw: Sequence[str] | None, *, tried: bool = False) -> Asked:
    """One question as a field; `tried`: somebody went on, so say what is wrong."""
    given = list(raw or [])
    options = [(one.value, one.label) for one in question.choices]
    if question.kind is QuestionKind.MANY:
        options.append((NONE_OF_THEM, "以上都没有"))
    choices = tuple(
        Choice(
            value, label, value in given,
            f"id_s_{question.code}" + (f"_{place}" if place else ""),
        )
        for place, (value, label) in enumerate(options)
    )  # fmt: skip
    error = problem(question, given) if tried else ""
    return Asked(question, choices, given[0] if given else "", error)


def sheet(
    walk: Walk, raw: Mapping[str, Sequence[str]], *, tried: bool = False
) -> tuple[Asked, ...]:
    """Everything asked on this way at once: what was said, and the next question."""
    said = [asked(one.question, texts(one.answer)) for one in walk.said]
    if walk.next is None:
        return tuple(said)
    given = raw.get(walk.next.code)
    return (*said, asked(walk.next, given, tried=tried))
