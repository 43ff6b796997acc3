"""Identity card readers (读卡器) at a counter: the port, and what stands behind it.

A reader is a device at the clerk's own computer. It hands the page one line of text (most work as
a keyboard, others through the maker's small local service, whose answer the page puts into the
same field); a class here knows that line. Which lines are understood is a setting (CARD_READERS).
Typing the number by hand always works: it is what the demonstration does.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings

from zhengwu.identity.enums import IdKind
from zhengwu.identity.rules.numbers import compact, is_person_name, is_resident_number, tidy_name


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. Empty fields: this reader does not tell."""

    number: str
    name: str = ""
    address: str = ""
    valid_to: date | None = None
    id_kind: str = IdKind.RESIDENT

    def expired(self, day: date) -> bool:
        """Whether the card had ended before this day."""
        return self.valid_to is not None and self.valid_to < day


class CardReader(ABC):
    """One make of readers: its line of text in, a card out."""

    code: ClassVar[str]
    name: ClassVar[str]

    @abstractmethod
    def read(self, line: str) -> Card | None:
        """The card, or None where this line is not of this reader."""


_known: dict[str, type[CardReader]] = {}


def reader(cls: type[CardReader]) -> type[CardReader]:
    """Register a reader under its code."""
    if cls.code in _known:
        raise ValueError(f"two card readers named {cls.code}")
    _known[cls.code] = cls
    return cls


def readers() -> list[CardReader]:
    """The readers in use, in the order of the setting."""
    return [_known[code]() for code in settings.CARD_READERS]


def read_card(line: str) -> Card:
    """The card behind what came into the field: the first reader that knows the line tells.

    Always gives a card; whether its number can be one is checked where the person is received.
    """
    for one in readers():
        if card := one.read(line):
            return card
    return Card(compact(line))


@reader
class TypedCard(CardReader):
    """The demonstration's reader: somebody types the number, or name and number."""

    code = "typed"
    name = "人工录入"

    def read(self, line: str) -> Card | None:
        """`511602…` or `王倩 511602…`, in either order."""
        words = line.split()
        numbers = [compact(word) for word in words if is_resident_number(compact(word))]
        if len(numbers) != 1 or len(words) > 2:
            return None
        names = [word for word in words if compact(word) != numbers[0]]
        name = tidy_name(names[0]) if names else ""
        return Card(numbers[0], name if is_person_name(name) else "")


@reader
class LineReader(CardReader):
    """Readers that work as a keyboard and type the card's fields between bars."""

    code = "line"
    name = "键盘口读卡器"

    def read(self, line: str) -> Card | None:
        """`姓名|性别|民族|出生|住址|号码|机关|20200101-20400101`: told apart by their looks."""
        fields = [tidy_name(part) for part in re.split(r"[|\t]", line)]
        numbers = [compact(part) for part in fields if is_resident_number(compact(part))]
        if len(fields) < 3 or len(numbers) != 1 or not is_person_name(fields[0]):
            return None
        address = next(
            (part for part in fields[1:] if re.search(r"[省市县区镇乡村路街号]", part)), ""
        )
        return Card(numbers[0], fields[0], address, _end_of_term(fields))


def _end_of_term(fields: list[str]) -> date | None:
    for part in fields:
        if found := re.fullmatch(r"\d{8}-(\d{4})(\d{2})(\d{2})", part):
            year, month, day = (int(number) for number in found.groups())
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None
