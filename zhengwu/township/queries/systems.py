"""九项制度、七项制度: each system of a town with what is recorded of it since a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F

from zhengwu.cases.enums import OVER, Acceptance
from zhengwu.cases.models import Case, FirstAsked, Supplement
from zhengwu.clock.models import Clock
from zhengwu.kernel.time import midnight
from zhengwu.org.models import Organ
from zhengwu.township import registry
from zhengwu.township.enums import OVERTIME_NAMES, Register
from zhengwu.township.models import Reception, RegisterRow, TownReport
from zhengwu.township.queries.network import cases_of, overtime_of
from zhengwu.township.registry import Measured


@dataclass(slots=True)
class System:
    """One system: what it is, its figures, where they lead to (public, desk)."""

    code: str
    name: str
    text: str
    law: str
    desk: str
    public: str
    lists: list[str] = field(default_factory=list)
    figures: list[Measured] = field(default_factory=list)

    @property
    def recorded(self) -> bool:
        """Whether anything at all is recorded of it."""
        return any(one.value for one in self.figures)


def systems_of(town: Organ, since: date) -> list[System]:
    """Every system of a town, in the order of the lists, with its figures since a day."""
    listed = registry.systems()
    figures: dict[str, list[Measured]] = defaultdict(list)
    for one in [*_own(town, midnight(since)), *registry.efficiency(town.pk, since)]:
        figures[one.system].append(one)
    return [
        System(
            code, row["name"], row["text"], row.get("law", ""),
            row["desk"].format(town=town.pk), row.get("public", ""),
            [one["name"] for one in listed["lists"].values() if code in one["systems"]],
            figures[code],
        )
        for code, row in listed["systems"].items()
    ]  # fmt: skip


def _own(town: Organ, start: datetime) -> list[Measured]:
    """What the town's own rooms record."""
    return [*_asked(town, start), *_served(town, start), *_timely(town, start)]


def _asked(town: Organ, start: datetime) -> list[Measured]:
    asked = FirstAsked.objects.filter(organ_code=town.pk, asked_at__gte=start)
    waiting = asked.filter(closed_at=None).count()
    told = Supplement.objects.filter(case__organ_code=town.pk, told_at__gte=start)
    return [
        Measured("首问登记", asked.count(), "次", f"未答复 {waiting} 次", "first_asked"),
        Measured("一次性告知", told.count(), "件", "每件只告知一次", "one_time"),
    ]


def _served(town: Organ, start: datetime) -> list[Measured]:
    carried = cases_of(town).filter(channel="agent", received_at__gte=start)
    lines = RegisterRow.objects.filter(town=town, written_at__gte=start)
    told = lines.filter(register=Register.AGENCY, closed_at__isnull=False).count()
    booked = lines.filter(register=Register.APPOINTMENT)
    open_ = booked.filter(closed_at=None).count()
    return [
        Measured("代办", carried.count(), "件", f"结果已送到并签收 {told} 件", "agency"),
        Measured("预约", booked.count(), "次", f"还没有结果 {open_} 次", "appointment"),
    ]


def _timely(town: Organ, start: datetime) -> list[Measured]:
    counted = efficiency(town, start)
    late = Reception.objects.filter(town=town, registered_at__gte=start, late=True)
    above = Case.objects.filter(
        referral__lower_organ=town.pk, received_at__gte=start, acceptance=Acceptance.DEEMED
    )
    chosen = OVERTIME_NAMES[overtime_of(town.pk, start)]
    return [
        Measured("收件", counted["received"], "件", f"办结 {counted['over']} 件", "limit"),
        Measured("超过期限", counted["late"], "件", "", "limit"),
        Measured("来访超时", late.count(), "件", f"本镇的选择：{chosen}", "overtime"),
        Measured("上报后县里逾期视为受理", above.count(), "件", "", "overtime"),
    ]


def efficiency(town: Organ, start: datetime) -> dict[str, Any]:
    """How much, and how punctual, counted from this very data."""
    cases = Case.objects.filter(organ_code=town.pk, received_at__gte=start).order_by()
    limits = Clock.objects.filter(
        matter__case__organ_code=town.pk, matter__case__received_at__gte=start,
        label__in=("promised", "statutory"),
    ).order_by()  # fmt: skip
    reports = TownReport.objects.filter(town=town, first_day__gte=start.date())
    visits = Reception.objects.filter(town=town, registered_at__gte=start)
    return {
        "received": cases.count(),
        "over": cases.filter(state__in=OVER).count(),
        "late": limits.filter(in_time=False).values("matter").distinct().count(),
        "visits": visits.count(),
        "visits_late": visits.filter(late=True).count(),
        "reports": reports.filter(handed_in_at__isnull=False).count(),
        "reports_late": reports.filter(handed_in_at__date__gt=F("due_on")).count(),
    }
