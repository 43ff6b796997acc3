"""What the leader's page shows: a fixed number of statements, none of which counts matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from zhengwu.clock.enums import ClockState, Direction
from zhengwu.clock.enums import Label as ClockLabel
from zhengwu.clock.models import Clock
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters.models import Matter
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall, Organ
from zhengwu.statistics import policy, registry
from zhengwu.statistics.models import Fact
from zhengwu.statistics.queries.figures import figures, rated, series
from zhengwu.statistics.registry.definitions import read
from zhengwu.statistics.rules.periods import months_before
from zhengwu.statistics.rules.signals import STAGES, WORDS, Signal, signal, worst
from zhengwu.supervision import queries as supervision

_LIMITS = (ClockLabel.STATUTORY, ClockLabel.PROMISED)
_EVERY_MINUTES = 5
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure as it is shown: its value, its word, and where it leads."""

    id: str
    label: str
    value: float | None
    unit: str
    signal: Signal
    says: str
    behind: str
    span: str

    @property
    def word(self) -> str:
        """正常, 注意, 要处理."""
        return WORDS[self.signal]

    @property
    def stage(self) -> str:
        """The shape that stands beside the word."""
        return STAGES[self.signal]

    @property
    def tone(self) -> str:
        """The colour beside word and shape."""
        return {Signal.ACT: "bad", Signal.WATCH: "warn"}.get(self.signal, "")


Hidden = QuerySet[Organ, str] | tuple[str, ...]  # organs left out: those of another level


def late_open(at: datetime, hidden: Hidden = ()) -> QuerySet[Clock]:
    """Clocks of open matters whose last day is over, by the index of open days."""
    return Clock.objects.exclude(matter__organ_code__in=hidden).filter(
        state=ClockState.RUNNING,
        due_on__lt=local_day(at),
        label__in=_LIMITS,
        minimum=False,
        direction=Direction.FORWARD,
        matter__closed_at__isnull=True,
    )


def late_matters(at: datetime, hidden: Hidden = ()) -> QuerySet[Matter]:
    """The matters of these clocks, each once: the law's limit and the promise may both be over."""
    return Matter.objects.filter(pk__in=late_open(at, hidden).values("matter"))


def late_by_organ(at: datetime, hidden: Hidden = ()) -> list[dict[str, Any]]:
    """Units by how many of their open matters are late; two statements."""
    rows = (
        late_open(at, hidden)
        .order_by()
        .values_list("matter__organ_code")
        .annotate(count=Count("matter", distinct=True), oldest=Min("due_on"))
        .order_by("-count", "matter__organ_code")
    )
    names = names_of_organs()
    today = local_day(at)
    return [
        {"organ": code, "name": names.get(code, code), "count": count, "oldest": oldest,
         "days": (today - oldest).days}
        for code, count, oldest in rows
    ]  # fmt: skip


def seen_organs(actor: Actor) -> dict[str, list[str]] | None:
    """Whose figures are added up for somebody: None for all, else the organs he oversees.

    What is nobody's (a ticket, a consultation) is the county's. Figures name no person; staff who
    oversee nothing read those of the whole county.
    """
    if not policy.oversees(actor):
        return None
    hidden = set(policy.lying_beyond(actor))
    if not hidden:
        return None
    seen = [code for code in Organ.objects.values_list("pk", flat=True) if code not in hidden]
    centre = Hall.objects.filter(kind=HallKind.CENTRE, organ__in=seen).exists()
    return {"organ": [*seen, ""] if centre else seen}


def names_of_organs() -> dict[str, str]:
    """Short names of all units."""
    return {
        code: short or name
        for code, short, name in Organ.objects.values_list("pk", "short_name", "name")
    }


def as_of() -> datetime | None:
    """When anything was counted last: one look into an index."""
    found: datetime | None = Fact.objects.aggregate(last=Max("counted_at"))["last"]
    return found


def fingerprint(at: datetime) -> list[str]:
    """Changes when the page would: so a wall on which nothing happens costs one look-up."""
    return [str(as_of()), f"{at:%Y-%m-%d %H}", str(at.minute // _EVERY_MINUTES)]


def _tile(name: str, value: float | None, *, span: str, label: str = "") -> Tile:
    measure, rate = registry.measures().get(name), registry.rates().get(name)
    own = OWN.get(name)
    lines = read_signals().get(name, {})
    unit = measure.unit if measure else (own[1] if own else (rate.each if rate else ""))
    zh = measure.zh if measure else (rate.zh if rate else own[0] if own else name)
    says = measure.says if measure else (rate.says if rate else own[2] if own else "")
    behind = rate.of if rate else name
    return Tile(
        name, label or zh, value, unit or "%",
        signal(value, lines) if lines else Signal.NONE,
        says, behind, span,
    )  # fmt: skip


OWN = {
    "late_open": ("超时未办结", "件", "现在还没有办结、已经超过法定时限或者承诺时限的办件"),
    "cards_open": ("没有办结的牌", "张", "黄牌、红牌中还没有说明、审议或者整改完的"),
    "waiting": ("大厅等候", "人", "今天取了号、还没有叫到的"),
}


def read_signals() -> dict[str, Any]:
    """The lines between good, attention and action (data/signals.yaml)."""
    found: dict[str, Any] = read("signals.yaml")["signals"]
    return found


@dataclass(frozen=True, slots=True)
class Cockpit:
    """Everything on the page."""

    at: datetime
    counted_at: datetime | None
    headline: str
    signal: Signal
    today: list[Tile]
    month: list[Tile]
    state: list[Tile]
    late: list[dict[str, Any]]
    organs: list[dict[str, Any]]
    trend: list[dict[str, Any]]
    today_span: tuple[date, date]
    month_span: tuple[date, date]

    @property
    def stage(self) -> str:
        """The shape of the headline."""
        return STAGES[self.signal]

    @property
    def word(self) -> str:
        """The word of the headline."""
        return WORDS[self.signal]


def cockpit(at: datetime) -> Cockpit:
    """The whole page; the number of statements does not depend on the number of matters."""
    day = local_day(at)
    tomorrow, first = day + timedelta(days=1), day.replace(day=1)
    today = figures(day, tomorrow).get((), {})
    by_organ = figures(first, tomorrow, by=["organ"])
    month: dict[str, int] = {}
    for line in by_organ.values():
        for name, value in line.items():
            month[name] = month.get(name, 0) + value
    late = late_by_organ(at)
    count = sum(one["count"] for one in late)
    waiting = max(today.get("tickets", 0) - today.get("tickets_called", 0), 0)
    state = [
        _tile("late_open", count, span="now"),
        _tile("cards_open", supervision.open_cards(), span="now"),
        _tile("waiting", waiting if today.get("tickets") else None, span="today"),
    ]
    rates = rated(month)
    shown = [
        _tile("received", month.get("received", 0), span="month"),
        _tile("completed", month.get("completed", 0), span="month"),
        _tile("on_spot_rate", rates["on_spot_rate"], span="month"),
        _tile("on_time_rate", rates["on_time_rate"], span="month"),
        _tile("overdue", month.get("overdue", 0), span="month"),
        _tile("good_rate", rates["good_rate"], span="month"),
        _tile("ratings_bad", month.get("ratings_bad", 0), span="month"),
        _tile("complaints", month.get("complaints", 0), span="month"),
        _tile("cards_red", month.get("cards_red", 0), span="month"),
        _tile("cards_yellow", month.get("cards_yellow", 0), span="month"),
        _tile("online_rate", rates["online_rate"], span="month"),
        _tile("visits_each", rates["visits_each"], span="month"),
    ]
    now = [
        _tile(name, today.get(name, 0), span="today")
        for name in ("received", "completed", "consultations", "tickets")
    ]
    verdict = worst([one.signal for one in (*state, *shown) if one.signal is not Signal.NONE])
    return Cockpit(
        at, as_of(), _headline(late, count, [*state, *shown], verdict), verdict, now, shown, state,
        late, _lines(by_organ), _trend(day), (day, tomorrow), (first, tomorrow),
    )  # fmt: skip


def _headline(late: list[dict[str, Any]], count: int, tiles: list[Tile], verdict: Signal) -> str:
    """One sentence: what to look at first."""
    grave = next(
        (one for one in tiles if one.signal is verdict and verdict is not Signal.GOOD), None
    )
    look = f"请看{grave.label}：{_number(grave.value)} {grave.unit}" if grave else ""
    if late:
        told = (
            f"有 {count} 件办件超过时限还没有办结，{late[0]['name']}最多（{late[0]['count']} 件）"
        )
        # The colour of the sentence is that of the gravest figure: that one is named, too.
        return f"{told}；{look}" if grave and grave.id != "late_open" else told
    return f"没有超过时限的办件；{look}" if grave else "没有超过时限的办件，各项都在正常范围"


def _number(value: float | None) -> str:
    return f"{value:.1f}" if isinstance(value, float) else f"{value}"


def _lines(by_organ: dict[tuple[str, ...], dict[str, int]]) -> list[dict[str, Any]]:
    names = names_of_organs()
    rows = [
        {"organ": organ, "name": names.get(organ, organ), "values": values, "rates": rated(values)}
        for (organ,), values in by_organ.items()
        if values.get("received") or values.get("completed")
    ]
    return sorted(rows, key=lambda row: (-row["values"].get("completed", 0), row["organ"]))


def _trend(day: date) -> list[dict[str, Any]]:
    """The last twelve months, oldest first; months without anything stand with 0."""
    first = months_before(day.replace(day=1), _YEAR - 1)
    told = series(first, day + timedelta(days=1), span="month",
                  measures=("received", "completed", "overdue"))  # fmt: skip
    months = [months_before(day.replace(day=1), back) for back in range(_YEAR - 1, -1, -1)]
    return [
        {"month": month, **{name: told.get(month, {}).get(name, 0) for name in
                            ("received", "completed", "overdue")}}
        for month in months
    ]  # fmt: skip


def this_year(at: datetime, *, by: Sequence[str] = ()) -> dict[str, Any]:
    """What the public is told: this year so far, as of when it was counted last; two statements."""
    day = local_day(at)
    first, until = date(day.year, 1, 1), months_before(day.replace(day=1), -1)
    lines = figures(first, until, by=by)
    total: dict[str, int] = {}
    for line in lines.values():
        for name, value in line.items():
            total[name] = total.get(name, 0) + value
    return {"counted_at": as_of(), "year": day.year, "total": total, "rates": rated(total),
            "lines": lines}  # fmt: skip
