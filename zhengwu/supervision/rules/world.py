"""Where people worked on a day, and which items were ordered into the centre; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from zhengwu.kernel.time import local_day


class Stay(NamedTuple):
    """Somebody (or a whole section) at a window or in a hall, both days included."""

    first: date
    last: date | None
    window: str
    hall: str


class Where(NamedTuple):
    """Code of the window and kind of the hall; both empty: at the own office."""

    window: str = ""
    hall: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """What is known beside the entries: stays by staff id and organ, items by code."""

    people: Mapping[str, Sequence[Stay]] = field(default_factory=dict)
    sections: Mapping[str, Sequence[Stay]] = field(default_factory=dict)
    ordered: Mapping[str, date] = field(default_factory=dict)

    def where(self, staff: str, organ: str, at: datetime) -> Where:
        """Where a person worked: at the window of the own post, else with the unit's section."""
        day = local_day(at)
        for stay in (*self.people.get(staff, ()), *self.sections.get(organ, ())):
            if stay.first <= day and (stay.last is None or day <= stay.last):
                return Where(stay.window, stay.hall)
        return Where()

    def is_ordered(self, item: str, at: datetime) -> bool:
        """Whether the item had to be handled in the centre on that day."""
        since = self.ordered.get(item)
        return since is not None and since <= local_day(at)
