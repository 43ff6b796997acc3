"""Day-off notices as text: read, checked, and compared with what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengwu.clock.enums import DayKind
from zhengwu.kernel.digests import canonical, digest

# A notice of a year may move days at both ends of it: 2008's made 29 December 2007 a working day.
_MARGIN_MONTHS = (12, 1)


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day of a notice: off, or a make-up working day, and for which feast."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice: year, number (may be unknown), title, sources, days. Region "" = country."""

    year: int
    title: str
    days: tuple[NoticeDay, ...]
    number: str = ""
    issued_on: date | None = None
    sources: tuple[str, ...] = ()
    region_code: str = ""

    @property
    def label(self) -> str:
        """How people name it."""
        return self.number or self.title

    @property
    def digest(self) -> str:
        """The same for the same days, whoever loads them."""
        days = sorted((day.day.isoformat(), day.kind, day.name) for day in self.days)
        return digest(canonical([self.year, self.region_code, days]))


def parse_notice(document: Mapping[str, Any]) -> tuple[NoticeText | None, list[str]]:
    """Read the form of the shipped notices; every fault in Chinese, all at once."""
    faults: list[str] = []
    year = document.get("year")
    if not isinstance(year, int):
        return None, ["没有写明年份"]
    days = [_day(row, place, faults) for place, row in enumerate(document.get("days") or [], 1)]
    text = NoticeText(
        year=year,
        title=str(document.get("title") or f"国务院办公厅关于{year}年部分节假日安排的通知"),
        days=tuple(sorted((day for day in days if day), key=lambda one: one.day)),
        number=str(document.get("number") or ""),
        issued_on=_date(document.get("issued_on")),
        sources=tuple(document.get("papers") or ()),
        region_code=str(document.get("region") or ""),
    )
    faults.extend(check_notice(text))
    return (None if faults else text), faults


def check_notice(text: NoticeText) -> list[str]:
    """Faults of a notice: no days, doubled days, days of another year."""
    faults = [] if text.days else [f"{text.year}年的通知没有任何日期"]
    seen: set[date] = set()
    for one in text.days:
        if one.day in seen:
            faults.append(f"{one.day} 重复")
        seen.add(one.day)
        if not _belongs(one.day, text.year):
            faults.append(f"{one.day} 不属于{text.year}年")
    return faults


def _belongs(day: date, year: int) -> bool:
    before, after = _MARGIN_MONTHS
    return day.year == year or (day.year, day.month) in {(year - 1, before), (year + 1, after)}


def _day(row: Mapping[str, Any], place: int, faults: list[str]) -> NoticeDay | None:
    day = _date(row.get("date"))
    off = row.get("isOffDay")
    if day is None or not isinstance(off, bool):
        faults.append(f"第{place}行：日期或是否放假无法识别")
        return None
    return NoticeDay(day, DayKind.OFF if off else DayKind.MAKEUP, str(row.get("name") or ""))


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Difference:
    """What loading a notice would change among the days known for that year and region."""

    added: tuple[NoticeDay, ...]
    removed: tuple[NoticeDay, ...]

    @property
    def nothing(self) -> bool:
        """Whether the same days are known already."""
        return not self.added and not self.removed


def difference(known: Sequence[NoticeDay], text: NoticeText) -> Difference:
    """Days that would come and days that would go."""
    old, new = set(known), set(text.days)
    order = lambda one: one.day  # noqa: E731
    return Difference(tuple(sorted(new - old, key=order)), tuple(sorted(old - new, key=order)))
