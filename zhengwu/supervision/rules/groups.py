"""Judging many matters together: acts of one group within a time; pure, live and replayed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from zhengwu.expressions.rules import Expression, ExpressionError, Kind, parse
from zhengwu.supervision.enums import Level
from zhengwu.supervision.rules.measures import Act
from zhengwu.supervision.rules.world import World

_SHANGHAI = timezone(timedelta(hours=8))
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Group:
    """By what acts are put together: their actor, unit, window, or a field of the entry."""

    name: str
    chinese: str
    how: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """How long together: so many seconds back from each act, or a calendar period at its end."""

    name: str
    chinese: str
    seconds: int = 0
    period: str = ""

    def start(self, at: datetime) -> datetime:
        """First instant of the day or month (in China's time) that holds `at`."""
        first = at.astimezone(_SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return first.replace(day=1) if self.period == "month" else first

    def end(self, start: datetime) -> datetime:
        """The exclusive end of the period that begins at `start`."""
        if self.period != "month":
            return start + timedelta(days=1)
        first = start.astimezone(_SHANGHAI)
        year, month = divmod(first.year * _MONTHS + first.month, _MONTHS)
        return first.replace(year=year, month=month + 1)


@dataclass(frozen=True, slots=True)
class GroupMeasure:
    """One fact of a group: how many acts (of a code, with such fields), how many matters."""

    name: str
    chinese: str
    kind: Kind
    how: str
    codes: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def of(self, seen: Sequence[Seen]) -> int:
        """Its value over the acts of one group in one time."""
        chosen = [one for one in seen if self._counts(one)]
        if self.how == "distinct":
            return len({one.object_id for one in chosen})
        if self.how == "seconds":
            instants = [one.occurred_at for one in chosen]
            return int((max(instants) - min(instants)).total_seconds()) if instants else 0
        return len(chosen)

    def _counts(self, one: Seen) -> bool:
        if self.codes and one.code not in self.codes:
            return False
        return all(one.facts.get(name) in values for name, values in self.where)


@dataclass(frozen=True, slots=True)
class Seen:
    """One act as a group counts it; `facts` are the fields its measures read."""

    entry: str
    code: str
    object_id: str
    actor_id: str
    actor_name: str
    organ_code: str
    occurred_at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A probe of groups ready to judge; it counts acts from `since` until `until` only."""

    code: str
    level: Level
    triggers: frozenset[str]
    condition: Expression
    group: Group
    span: Span
    since: datetime
    until: datetime | None = None

    def counts(self, code: str, at: datetime) -> bool:
        """Whether an act of this code at this instant is its business."""
        in_force = self.since <= at and (self.until is None or at < self.until)
        return in_force and code in self.triggers


@dataclass(frozen=True, slots=True)
class GroupHit:
    """The condition held for a group; `seen` are the acts it was counted from, the last last."""

    probe: Grouped
    group: str
    key: str
    facts: Mapping[str, Any]
    seen: Sequence[Seen] = field(repr=False)


def grouped(
    code: str, level: str, triggers: Sequence[str], when: str, group: Group, span: Span,
    since: datetime, until: datetime | None = None,
) -> Grouped:  # fmt: skip
    """A probe from its row; raises `ExpressionError` where its condition cannot be read."""
    return Grouped(code, Level(level), frozenset(triggers), parse(when), group, span, since, until)


def sight(
    probe: Grouped, act: Act, object_id: str, fields: Iterable[str], world: World
) -> tuple[str, Seen] | None:
    """The group an act belongs to and what is kept of it; None where it is not to be counted."""
    if not probe.counts(act.code, act.occurred_at):
        return None
    match probe.group.how:
        case "actor":
            key = act.actor_id if act.actor_kind == "staff" else ""
        case "organ":
            key = act.organ_code
        case "window":
            key = world.where(act.actor_id, act.organ_code, act.occurred_at).window
        case _:
            key = str(act.payload.get(probe.group.place) or "")
    if not key:
        return None
    facts = {name: act.payload[name] for name in fields if name in act.payload}
    facts["hall"] = world.where(act.actor_id, act.organ_code, act.occurred_at).hall
    return key, Seen(
        act.id, act.code, object_id, act.actor_id, act.actor_name, act.organ_code,
        act.occurred_at, facts,
    )  # fmt: skip


def at_act(
    probe: Grouped, group: str, seen: Sequence[Seen], measures: Mapping[str, GroupMeasure]
) -> GroupHit | None:
    """Judge the acts of the seconds that end with the last of `seen`; once a group and day."""
    day = probe.span.start(seen[-1].occurred_at)
    return _judged(probe, group, day, seen, measures)


def at_close(
    probe: Grouped, group: str, seen: Sequence[Seen], measures: Mapping[str, GroupMeasure]
) -> GroupHit | None:
    """Judge all acts of a group in one calendar period when it is over."""
    return _judged(probe, group, probe.span.start(seen[0].occurred_at), seen, measures)


def _judged(
    probe: Grouped, group: str, start: datetime, seen: Sequence[Seen],
    measures: Mapping[str, GroupMeasure],
) -> GroupHit | None:  # fmt: skip
    facts = {name: measures[name].of(seen) for name in probe.condition.names if name in measures}
    try:
        holds = probe.condition.holds(facts)
    except ExpressionError:
        return None
    key = f"{group}@{start:%Y-%m-%d}"
    return GroupHit(probe, group, key, facts, list(seen)) if holds else None


def around(
    probe: Grouped, group: str, seen: Sequence[Seen], entry: str,
    measures: Mapping[str, GroupMeasure],
) -> Iterator[GroupHit]:  # fmt: skip
    """Hits at one act and at those after it that still see it: an act entered late is counted
    where it happened. `seen` in order of time, a span before and after the act."""
    window: deque[Seen] = deque()
    begun = False
    for one in seen:
        _push(window, one, probe.span.seconds)
        begun = begun or one.entry == entry
        if begun and (hit := at_act(probe, group, window, measures)):
            yield hit


def _push(window: deque[Seen], one: Seen, seconds: int) -> None:
    window.append(one)
    oldest = one.occurred_at - timedelta(seconds=seconds)
    while window[0].occurred_at <= oldest:
        window.popleft()


def over_time(
    probe: Grouped, sightings: Iterable[tuple[str, Seen]], measures: Mapping[str, GroupMeasure],
    until: datetime,
) -> Iterator[GroupHit]:  # fmt: skip
    """Every hit of a stream of sightings in order of time; a period that is over by `until`.

    Memory: the acts of one span for each group, or those of one period.
    """
    if probe.span.period:
        yield from _periods(probe, sightings, measures, until)
        return
    windows: dict[str, deque[Seen]] = defaultdict(deque)
    taken: set[str] = set()
    for group, one in sightings:
        window = windows[group]
        _push(window, one, probe.span.seconds)
        hit = at_act(probe, group, window, measures)
        if hit and hit.key not in taken:
            taken.add(hit.key)
            yield hit


def _periods(
    probe: Grouped, sightings: Iterable[tuple[str, Seen]], measures: Mapping[str, GroupMeasure],
    until: datetime,
) -> Iterator[GroupHit]:  # fmt: skip
    held: dict[str, list[Seen]] = defaultdict(list)
    end: datetime | None = None
    for group, one in sightings:
        if end is not None and one.occurred_at >= end:
            yield from _closed(probe, held, measures)
            held.clear()
            end = None
        if end is None:
            end = probe.span.end(probe.span.start(one.occurred_at))
        held[group].append(one)
    if end is not None and end <= until:
        yield from _closed(probe, held, measures)


def _closed(
    probe: Grouped, held: Mapping[str, list[Seen]], measures: Mapping[str, GroupMeasure]
) -> Iterator[GroupHit]:
    for group, seen in held.items():
        if hit := at_close(probe, group, seen, measures):
            yield hit
