"""Is a changed limit laxer than its source? The law's figure may be undercut, never stretched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhengwu.clock.enums import Direction, Unit
from zhengwu.clock.rules.counting import Terms

_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Standard:
    """A limit as it is compared. `party`: it is the citizen's time to act, not the office's."""

    terms: Terms
    party: bool = False
    extend: int = 0
    times: int = 0
    procedures: frozenset[str] = frozenset()


def laxer(law: Standard, new: Standard) -> Iterator[str]:
    """In what a new limit is worse for the citizen than the law, in words; empty if in nothing."""
    if _worse(law.terms, new.terms, longer=longer_is_worse(law)):
        yield "期限" + ("缩短" if not longer_is_worse(law) else "延长")
    if new.extend * new.times > law.extend * law.times:
        yield "可以延长的时间增加"
    if more := new.procedures - law.procedures:
        yield f"增加了不计入期限的程序（{'、'.join(sorted(more))}）"


def longer_is_worse(law: Standard) -> bool:
    """Whether more time is worse for the citizen.

    The office's time to act: longer is worse. At least so long (公示、征求意见): shorter is worse.
    The citizen's own time (申请复议): shorter is worse; having to act earlier before an event too.
    """
    backward = law.terms.direction == Direction.BACKWARD
    if law.party:
        return backward
    return not law.terms.minimum


def _worse(law: Terms, new: Terms, *, longer: bool) -> bool:
    if (law.month_day, law.unit) == (new.month_day, new.unit):
        return new.amount > law.amount if longer else new.amount < law.amount
    if law.month_day or new.month_day:
        return True
    if law.unit in _MONTHS and new.unit in _MONTHS:
        old, now = (one.amount * _MONTHS[one.unit] for one in (law, new))
        return now > old if longer else now < old
    # So many days are never more than as many working days; other units have no fixed relation.
    if (law.unit, new.unit) == (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        return not (longer and new.amount <= law.amount)
    if (law.unit, new.unit) == (Unit.CALENDAR_DAY, Unit.WORKING_DAY):
        return longer or new.amount < law.amount
    return True
