"""Local choices of rooms as they stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhengwu.kernel.time import local_day
from zhengwu.parameters.queries.known import in_force
from zhengwu.parameters.registry.choices import Offered, choice_named, shelves
from zhengwu.parameters.registry.locals import KIND
from zhengwu.parameters.rules.choices import Choice, in_words


@dataclass(frozen=True, slots=True)
class Standing:
    """A choice on a day, for the pages of its room. `basis`: the document somebody confirmed."""

    choice: Choice
    value: Any
    words: str
    source: str
    confirmed: bool

    @property
    def key(self) -> str:
        """Its key in the room of parameters."""
        return self.choice.key

    @property
    def name(self) -> str:
        """Its name."""
        return self.choice.title


def choice_value(room: str, name: str, at: date | datetime) -> Any:
    """The value of a choice on the day of `at`: approved here, else as the program comes."""
    key = f"{room}.{name}"
    version = in_force(KIND, key, _day(at))
    if version is not None:
        return version.content["value"]
    choice = choice_named(key)
    if choice is None:
        raise LookupError(key)
    return choice.value


def standing(room: str, at: date | datetime) -> dict[str, Standing]:
    """All choices of a room on a day, by name, in their order."""
    offered = Offered(_day(at))
    return {name: _standing(one, offered) for name, one in shelves()[room].choices.items()}


def _standing(choice: Choice, offered: Offered) -> Standing:
    version = in_force(KIND, choice.key, offered.day)
    content = version.content if version else {"value": choice.value, "basis": ""}
    return Standing(
        choice,
        content["value"],
        in_words(choice, content["value"], offered.of(choice)),
        content["basis"] or choice.source,
        bool(content["basis"]) or choice.settled,
    )


def _day(at: date | datetime) -> date:
    return local_day(at) if isinstance(at, datetime) else at
