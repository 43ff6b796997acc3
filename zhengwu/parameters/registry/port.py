"""What a kind of parameter must be able to say, and who else uses one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zhengwu.jobs.models import Job
from zhengwu.kernel.actors import Actor
from zhengwu.parameters.models import Change, Version
from zhengwu.web.forms import PlainForm

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """One parameter as lists show it. `warn`: what still waits to be confirmed."""

    key: str
    title: str
    group: str = ""
    now: str = ""
    note: str = ""
    warn: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One part of a parameter in words. Long texts are compared paragraph by paragraph."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody who follows a parameter: how many, and where they are read."""

    label: str
    count: int
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A template fragment with its context: what the change would do."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


class Kind(ABC):
    """One sort of parameter: where its values come from, what may be set, what follows."""

    code: str
    title: str
    icon: str
    intro: str
    # Shown beside the day from which a change holds.
    holds: str
    form_template = "parameters/staff/_fields.html"
    list_note = ""
    offers_running = False
    makes_samples = False

    @abstractmethod
    def subjects(self, day: date) -> list[Subject]:
        """Everything of this kind, in the order of its list."""

    @abstractmethod
    def title_of(self, key: str) -> str:
        """The name of a parameter; empty where there is none of that key."""

    @abstractmethod
    def shipped(self, key: str) -> Values:
        """The values the program comes with."""

    @abstractmethod
    def words(self, key: str, values: Values) -> list[Fact]:
        """Values in the words of the office, always with the same labels."""

    @abstractmethod
    def form(self, key: str, values: Values, data: Mapping[str, Any] | None) -> PlainForm:
        """The form of an editor; its `values()` are what would be set."""

    @abstractmethod
    def check(self, key: str, old: Values, new: Values, *, day: date) -> None:
        """Refuse what may not be set. `day`: from which it would hold."""

    @abstractmethod
    def preview(
        self, key: str, old: Values, new: Values, *, day: date, asked: Mapping[str, str]
    ) -> Preview:
        """What would change; `asked` are the choices of whoever looks."""

    def values(self, key: str, day: date) -> Values:
        """What is in force on a day."""
        from zhengwu.parameters.queries import in_force

        version = in_force(self.code, key, day)
        return dict(version.content) if version else self.shipped(key)

    def layout(self, key: str, form: PlainForm) -> Mapping[str, Any]:
        """More context for `form_template`."""
        return {}

    def own_uses(self, key: str) -> list[Use]:
        """Who uses it, as far as this room knows."""
        return []

    def hint(self, key: str) -> str:
        """What an author should know before changing it."""
        return ""

    def variants(self, key: str) -> list[tuple[str, str]]:
        """Narrower parameters that may be begun from this one: key and name."""
        return []

    def related(self, key: str) -> list[tuple[str, str, str]]:
        """Parameters of other kinds that belong to this one: kind, key, words of the link."""
        return []

    def pages(self, key: str) -> list[tuple[str, str]]:
        """Pages of its room that show it: address, words of the link."""
        return []

    def apply(self, version: Version, *, by: Actor, at: datetime) -> None:  # noqa: B027 - a hook
        """What else follows when a version is approved, within the same act."""

    def taken(self, version: Version, *, by: Actor, at: datetime) -> None:  # noqa: B027 - a hook
        """What follows when a version's day has come."""

    def sample(self, change: Change, *, by: Actor, at: datetime) -> Job:
        """Long work that makes a sample of a change; only where `makes_samples`."""
        raise NotImplementedError


_kinds: dict[str, Kind] = {}
_users: dict[str, list[Callable[[str], Sequence[Use]]]] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind known; its order is that of registration."""
    _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    """All kinds in the order of the home page."""
    order = ("clock", "card", "number", "wording", "choice")
    return sorted(_kinds.values(), key=lambda one: (*order, one.code).index(one.code))


def kind_named(code: str) -> Kind | None:
    """The kind of that code."""
    return _kinds.get(code)


def use_of(kind: str) -> Callable[[Callable[[str], Sequence[Use]]], Callable[[str], Sequence[Use]]]:
    """Register who can say what of a higher room uses a parameter: `@use_of("clock")`."""

    def register(function: Callable[[str], Sequence[Use]]) -> Callable[[str], Sequence[Use]]:
        _users.setdefault(kind, []).append(function)
        return function

    return register


def uses_of(kind: Kind, key: str) -> list[Use]:
    """Everybody who uses a parameter, over all rooms that registered."""
    more = [use for ask in _users.get(kind.code, ()) for use in ask(key)]
    return [*kind.own_uses(key), *more]
