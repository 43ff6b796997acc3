"""Local choices of all rooms: each registers its rows; they are changed like any parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhengwu.parameters.registry.port import Use
from zhengwu.parameters.rules.choices import Choice, Sort, choice_of

Options = Callable[[date], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The choices of a room. `uses` answers what in the room follows them; `page` lists them."""

    room: str
    title: str
    choices: Mapping[str, Choice]
    uses: Callable[[str], Sequence[Use]] | None = None
    page: str = ""


_shelves: dict[str, Shelf] = {}
_options: dict[Sort, Options] = {}


def register_choices(
    room: str,
    title: str,
    rows: Mapping[str, Mapping[str, Any]],
    *,
    uses: Callable[[str], Sequence[Use]] | None = None,
    page: str = "",
) -> None:
    """A room tells its local choices. A row whose value is a mapping of texts is one choice a text.

    `uses` is asked by the name of a choice; `page` is the address of the room's own list.
    """
    found: dict[str, Choice] = {}
    for name, row in rows.items():
        for one in _flat(room, name, row):
            found[one.name] = one
    _shelves[room] = Shelf(room, title, found, uses, page)


def _flat(room: str, name: str, row: Mapping[str, Any]) -> list[Choice]:
    if not isinstance(row["value"], Mapping):
        return [choice_of(room, name, row)]
    names = row["names"]
    parts = [
        choice_of(room, f"{name}.{part}", {**row, "value": value, "name": names[part]})
        for part, value in row["value"].items()
    ]
    return [replace(one, title=f"{row['name']}：{one.title}") for one in parts]


def register_options(sort: Sort, options: Options) -> None:
    """A room below the others tells what a sort of choices may pick from (clock: its rules)."""
    _options[sort] = options


def shelves() -> dict[str, Shelf]:
    """All rooms that have choices, by code."""
    return _shelves


def choice_named(key: str) -> Choice | None:
    """The choice of that key: room, dot, name."""
    room, _, name = key.partition(".")
    shelf = _shelves.get(room)
    return shelf.choices.get(name) if shelf else None


class Offered:
    """What may be picked on a day, asked of the rooms below once."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._asked: dict[Sort, Mapping[str, str]] = {}

    def of(self, choice: Choice) -> Mapping[str, str]:
        """Words by code; empty where a choice is written freely."""
        if choice.options or choice.sort not in _options:
            return choice.options
        if choice.sort not in self._asked:
            self._asked[choice.sort] = _options[choice.sort](self.day)
        return self._asked[choice.sort]
