"""Judging many matters together: acts of one group within a time; pure, live and replayed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from zhengwu.expressions.rules import Expression, ExpressionError, Kind, parse
from zhengwu.kernel.time import SHANGHAI
from zhengwu.supervision.enums import Level
from zhengwu.supervision.rules.measures import Act
from zhengwu.supervision.rules.world import World

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
        first = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return first.replace(day=1) if self.period == "month" else first

    def end(self, start: datetime) -> datetime:
        """The exclusive end of the period that begins at `start`."""
        if self.period != "month":
            return start + timedelta(days=1)
        first = start.astimezone(SHANGHAI)
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
    return _judged(probe, key_at(probe, group, seen[-1].occurred_at), group, seen, measures)


def at_close(
    probe: Grouped, group: str, seen: Sequence[Seen], measures: Mapping[str, GroupMeasure]
) -> GroupHit | None:
    """Judge all acts of a group in one calendar period when it is over."""
    return _judged(probe, key_at(probe, group, seen[0].occurred_at), group, seen, measures)


def key_at(probe: Grouped, group: str, at: datetime) -> str:
    """What may be found once: a group on a day, or in its calendar period."""
    return f"{group}@{probe.span.start(at):%Y-%m-%d}"


def _judged(
    probe: Grouped, key: str, group: str, seen: Sequence[Seen],
    measures: Mapping[str, GroupMeasure],
) -> GroupHit | None:  # fmt: skip
    facts = {name: measures[name].of(seen) for name in probe.condition.names if name in measures}
    try:
        holds = probe.condition.holds(facts)
    except ExpressionError:
        return None
    return GroupHit(probe, group, key, facts, list(seen)) if holds else None


def around(
    probe: Grouped, group: str, seen: Sequence[Seen], entry: str,
    measures: Mapping[str, GroupMeasure],
) -> Iterator[GroupHit]:  # fmt: skip
    """Hits at one act and at those after it that still see it: an act entered late is counted
    where it happened. `seen` in order of time, a span before and after the act, without those that
    an earlier finding was counted from: no act counts twice for one probe."""
    window: deque[Seen] = deque()
    begun = False
    for one in seen:
        _push(window, one, probe.span.seconds)
        begun = begun or one.entry == entry
        if begun and (hit := at_act(probe, group, window, measures)):
            window.clear()
            yield hit


def _push(window: deque[Seen], one: Seen, seconds: int) -> None:
    window.append(one)
    oldest = one.occurred_at - timedelta(seconds=seconds)
    while window[0].occurred_at <= oldest:
        window.popleft()


class Tracking:
    """One probe over a stream of sightings in order of time.

    Memory: the acts of one span for each group, or those of one period.
    """

    def __init__(self, probe: Grouped, measures: Mapping[str, GroupMeasure]) -> None:
        self.probe, self.measures = probe, measures
        self._windows: dict[str, deque[Seen]] = defaultdict(deque)
        self._taken: set[str] = set()
        self._end: datetime | None = None

    def push(self, group: str, one: Seen) -> Iterator[GroupHit]:
        """What one more act brings to light: its own hit, or those of the period before it."""
        if self.probe.span.period:
            if self._end is not None and one.occurred_at >= self._end:
                yield from self.close(self._end)
            if self._end is None:
                self._end = self.probe.span.end(self.probe.span.start(one.occurred_at))
            self._windows[group].append(one)
            return
        window = self._windows[group]
        _push(window, one, self.probe.span.seconds)
        if (key := key_at(self.probe, group, one.occurred_at)) in self._taken:
            return
        if hit := at_act(self.probe, group, window, self.measures):
            self._taken.add(key)
            window.clear()
            yield hit

    def close(self, until: datetime) -> Iterator[GroupHit]:
        """Judge the period that is over by `until`; nothing for a probe of seconds."""
        if self._end is None or self._end > until:
            return
        for group, seen in self._windows.items():
            if hit := at_close(self.probe, group, seen, self.measures):
                yield hit
        self._windows.clear()
        self._end = None


def over_time(
    probe: Grouped, sightings: Iterable[tuple[str, Seen]], measures: Mapping[str, GroupMeasure],
    until: datetime,
) -> Iterator[GroupHit]:  # fmt: skip
    """Every hit of a stream of sightings in order of time, periods over by `until` included."""
    tracking = Tracking(probe, measures)
    for group, one in sightings:
        yield from tracking.push(group, one)
    yield from tracking.close(until)
