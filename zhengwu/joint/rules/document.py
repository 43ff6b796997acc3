"""The document of one edition of a joint service (一件事): typed, with one canonical text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengwu.catalogue.rules import codec
from zhengwu.catalogue.rules.document import Question
from zhengwu.catalogue.rules.situation import GuideQuestion
from zhengwu.kernel import digests


@dataclass(frozen=True, slots=True)
class Member:
    """成员事项: one item, in which edition; `after` members must be granted first; `when` limits it
    to some applications (an expression over the answers of the form and, as `situation.<code>`,
    of the guide); `days` is its share of the promise."""

    item: str
    name: str = ""
    organ_code: str = ""
    organ_name: str = ""
    edition: str = ""
    digest: str = ""
    after: tuple[str, ...] = ()
    when: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """牵头窗口: which organ leads when the expression over the answers holds; empty: always."""

    organ_code: str
    when: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """联办承诺时限: working days for the whole, and where the figure comes from."""

    amount: int | None = None
    unit: str = "working_day"
    basis: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Consulted:
    """征求意见: an organ that is asked for its opinion without having an item of its own."""

    organ_code: str
    question: str


@dataclass(frozen=True, slots=True)
class SameField:
    """Fields of several members that are one question: `fields` are "item#key"."""

    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """How a conflict of one key is settled: the definition of `item` counts, or `apart` each."""

    key: str
    item: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class SamePaper:
    """Materials of several members that are one paper: `papers` are "item#code"."""

    name: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SameQuestion:
    """Questions of several members' guides that are one: `questions` are "item#code"."""

    code: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """Where a merged question or paper goes: the member's item and its own key or code."""

    item: str
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the merged form and the members it answers."""

    key: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Posed:
    """One question of the merged guide and the members whose own question it is; a question of the
    service itself serves none."""

    question: GuideQuestion
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper handed in once. `required` is the strictest word of all members."""

    code: str
    name: str
    required: str
    originals: int
    copies: int
    electronic: bool
    source: str
    criteria: tuple[str, ...]
    sample_note: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Produced:
    """A material that is the result of an earlier member: nobody asks the applicant for it."""

    item: str
    code: str
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The merged form by code and digest, filled in at publication."""

    code: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ServiceDocument:
    """一件事: all elements of one edition. `asked`, `papers`, `produced` and `posed` are derived.

    `questions` are the service's own: they decide which members take part and who leads.
    `suspension` is a value of `enums.Suspension`. `valid_to` (ISO day, empty: no end) is the last
    filing day; after it `ended_because` says why, and `successor` is the service to turn to.
    """

    code: str
    name: str
    schema: int = 1
    demo: bool = False
    stage: str = ""
    everyday_names: tuple[str, ...] = ()
    intro: str = ""
    subjects: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    leads: tuple[Lead, ...] = ()
    consulted: tuple[Consulted, ...] = ()
    promise: Promise = Promise()
    suspension: str = "all"
    joint_rule: str = ""
    valid_to: str = ""
    ended_because: str = ""
    successor: str = ""
    same_fields: tuple[SameField, ...] = ()
    choices: tuple[Choice, ...] = ()
    same_papers: tuple[SamePaper, ...] = ()
    questions: tuple[GuideQuestion, ...] = ()
    same_questions: tuple[SameQuestion, ...] = ()
    fee_words: str = ""
    fee_basis: str = ""
    results: tuple[str, ...] = ()
    place: str = ""
    phone: str = ""
    complaint: str = ""
    faq: tuple[Question, ...] = ()
    to_confirm: tuple[str, ...] = ()
    form: Reference = Reference()
    asked: tuple[Asked, ...] = ()
    papers: tuple[Paper, ...] = ()
    produced: tuple[Produced, ...] = ()
    posed: tuple[Posed, ...] = ()

    def member(self, item: str) -> Member | None:
        """The member of this item."""
        return next((one for one in self.members if one.item == item), None)

    def ended(self, day: date) -> bool:
        """Whether the law of this filing day no longer knows the service."""
        return bool(self.valid_to) and day.isoformat() > self.valid_to

    @property
    def organs(self) -> tuple[str, ...]:
        """Names of the organs that take part, each once."""
        return tuple(dict.fromkeys(one.organ_name for one in self.members))


def read(value: Mapping[str, Any]) -> ServiceDocument:
    """A document from plain values; raises `DocumentUnreadable` naming the place."""
    return codec.built(ServiceDocument, value)


def canonical(document: ServiceDocument) -> str:
    """The one text of a document."""
    return digests.canonical(codec.plain(document))


def digest(document: ServiceDocument) -> str:
    """Changes whenever anything in the document changes."""
    return digests.digest(canonical(document))


def plain(document: ServiceDocument) -> dict[str, Any]:
    """The document as JSON values."""
    value: dict[str, Any] = json.loads(canonical(document))
    return value
