"""Reactions: what a domain does when something was announced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from zhengwu.journal.events import Event
from zhengwu.kernel.acting import domain_of

if TYPE_CHECKING:
    from zhengwu.journal.models import Entry

Handler = Callable[["Entry"], None]
HandlerOfMany = Callable[[Sequence["Entry"]], None]
M = TypeVar("M", bound=HandlerOfMany)


class OneByOne(Exception):
    """A handler of many wants to be given each of these entries alone, such as for slow work."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One registered handler. With `backfill` a new reaction also gets the past.

    One with a `family` takes entries together: those owed to all codes of the family.
    """

    name: str
    code: str
    handler: Handler
    domain: str
    backfill: bool = False
    family: str = ""
    of_many: HandlerOfMany | None = None


_by_name: dict[str, Reaction] = {}
_by_code: dict[str, list[Reaction]] = defaultdict(list)


def reaction(
    *events: type[Event], name: str, backfill: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler for events: it runs in a worker, at least once, in order per object."""

    def register(handler: Handler) -> Handler:
        for event in events:
            label = name if len(events) == 1 else f"{name}/{event.code}"
            if label in _by_name:
                raise ValueError(f"two reactions named {label}")
            entry = Reaction(label, event.code, handler, domain_of(handler.__module__), backfill)
            _by_name[label] = entry
            _by_code[event.code].append(entry)
        return handler

    return register


def listener(codes: Iterable[str], *, name: str) -> Callable[[Handler], Handler]:
    """Register a handler for entries known by code only: whoever watches rooms above its own.

    Entries come as to a reaction: after commit, at least once, refused attempts among them.
    """

    def register(handler: Handler) -> Handler:
        for code in codes:
            label = f"{name}/{code}"
            if label in _by_name:
                raise ValueError(f"two reactions named {label}")
            entry = Reaction(label, code, handler, domain_of(handler.__module__))
            _by_name[label] = entry
            _by_code[code].append(entry)
        return handler

    return register


def listener_of_many(codes: Iterable[str], *, name: str) -> Callable[[M], M]:
    """Register a handler that takes many entries at once, in order for each object.

    The more is owed, the more it gets at once, so it should cost few statements however many they
    are: then it catches up instead of falling behind. Where it fails with many, each is handed to
    it alone, so one entry that cannot be handled does not hold up another object's.
    """

    def register(handler: M) -> M:
        def alone(entry: Entry) -> None:
            handler([entry])

        for code in codes:
            label = f"{name}/{code}"
            if label in _by_name:
                raise ValueError(f"two reactions named {label}")
            domain = domain_of(handler.__module__)
            entry = Reaction(label, code, alone, domain, family=name, of_many=handler)
            _by_name[label] = entry
            _by_code[code].append(entry)
        return handler

    return register


def reactions_to(code: str) -> list[Reaction]:
    """Who wants to hear of this code."""
    return _by_code.get(code, [])


def named(name: str) -> Reaction | None:
    """The reaction of that name, if this program still has it."""
    return _by_name.get(name)


def all_reactions() -> list[Reaction]:
    """Every registered reaction."""
    return list(_by_name.values())
