"""What forms announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class FormPublished(Event):
    """A new version of a form stands."""

    code: ClassVar[str] = "forms.form.published"
    form: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FormDraftBegun(Event):
    """A draft of a form was begun."""

    code: ClassVar[str] = "forms.draft.begun"
    form: str
    base: int


@dataclass(frozen=True, kw_only=True)
class FormDraftChanged(Event):
    """The fields of a draft were changed."""

    code: ClassVar[str] = "forms.draft.changed"
    form: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class FormDraftMoved(Event):
    """A draft of a form was submitted, returned, approved or given up."""

    code: ClassVar[str] = "forms.draft.moved"
    form: str
    state: str


@dataclass(frozen=True, kw_only=True)
class RuleProposed(Event):
    """Somebody asks for another rule of an entry of the dictionary."""

    code: ClassVar[str] = "forms.rule.proposed"
    entry: str
    name: str
    effective_on: str


@dataclass(frozen=True, kw_only=True)
class RuleDecided(Event):
    """Another person approved or declined it; approved it has a number."""

    code: ClassVar[str] = "forms.rule.decided"
    entry: str
    state: str
    number: int
