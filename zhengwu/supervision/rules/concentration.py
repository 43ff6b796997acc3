"""集中率: which items are handled in the centre, and where the others are; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zhengwu.supervision.rules.world import World

INSIDE = ("centre", "sub_centre")


class Standing(StrEnum):
    """What the decisions of the period, and the register where there are none, say of an item."""

    HANDLED = "handled"
    ENTERED = "entered"
    OUTSIDE = "outside"
    ABSENT = "absent"


STANDINGS = {
    Standing.HANDLED: "在中心办理",
    Standing.ENTERED: "已要求进驻、单位有窗口，还没有办件",
    Standing.OUTSIDE: "有办件在中心以外作出决定",
    Standing.ABSENT: "没有进驻",
}
CONCENTRATED = (Standing.HANDLED, Standing.ENTERED)


@dataclass(frozen=True, slots=True)
class Decided:
    """So many decisions about an item by one person, the first and the last of them."""

    item: str
    staff: str
    organ: str
    first: datetime
    last: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Located:
    """An item with where its matters were decided in the period."""

    code: str
    name: str
    organ: str
    immediate: bool
    ordered: bool
    inside: int
    outside: int
    standing: Standing

    @property
    def standing_name(self) -> str:
        """In Chinese."""
        return STANDINGS[self.standing]

    @property
    def defect(self) -> bool:
        """Ordered into the centre, and decided outside (ORG-10)."""
        return self.ordered and self.standing == Standing.OUTSIDE


@dataclass(frozen=True, slots=True)
class Rate:
    """Items handled in the centre or a sub-centre, of all. `percent` None where there are none."""

    concentrated: int
    total: int

    @property
    def percent(self) -> float | None:
        """One decimal place, halves away from zero as offices round."""
        return int(self.concentrated * 1000 / self.total + 0.5) / 10 if self.total else None


def standing(*, inside: int, outside: int, ordered: bool, present: bool) -> Standing:
    """Decisions tell before papers: one outside is enough to say that it is still done there."""
    if outside:
        return Standing.OUTSIDE
    if inside:
        return Standing.HANDLED
    return Standing.ENTERED if ordered and present else Standing.ABSENT


def places(rows: Iterable[Decided], world: World) -> dict[str, tuple[int, int]]:
    """Decisions inside and outside by item. Somebody who moved in between counts where he was at
    the end: `rows` are cut by month, so that this is the exception."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        inside = world.where(row.staff, row.organ, row.last).hall in INSIDE
        before = found.get(row.item, (0, 0))
        found[row.item] = (
            before[0] + row.count * inside,
            before[1] + row.count * (not inside),
        )
    return found


def rate(rows: Sequence[Located]) -> Rate:
    """集中率 = 在中心或者分中心办理的事项 / 全部事项 (ORG-19)."""
    return Rate(sum(one.standing in CONCENTRATED for one in rows), len(rows))
