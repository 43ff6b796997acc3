"""Judging: which probes find something in one matter's entries; pure, so a year can be replayed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from zhengwu.expressions.rules import Expression, ExpressionError, Kind, parse
from zhengwu.supervision.enums import Level, Per
from zhengwu.supervision.rules.groups import GroupMeasure
from zhengwu.supervision.rules.measures import Act, Measure
from zhengwu.supervision.rules.world import World

# A code has 40 places; some are left for a number.
_LONGEST = 32


@dataclass(frozen=True, slots=True)
class Watched:
    """A probe ready to judge. `kinds` empty: every kind of matter. `since` is the first instant."""

    code: str
    level: Level
    per: Per
    kinds: frozenset[str]
    triggers: frozenset[str]
    condition: Expression
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A probe holds at an act. `key` is what it may find once; `facts` are what it read."""

    probe: Watched
    place: int
    key: str
    facts: Mapping[str, Any]


def watched(
    code: str,
    level: str,
    per: str,
    kinds: Sequence[str],
    triggers: Sequence[str],
    when: str,
    since: datetime,
    until: datetime | None = None,
) -> Watched:
    """A probe from its row; raises `ExpressionError` where its condition cannot be read."""
    return Watched(
        code, Level(level), Per(per), frozenset(kinds), frozenset(triggers), parse(when),
        since, until,
    )  # fmt: skip


def judge(
    matter: str,
    matter_kind: str,
    acts: Sequence[Act],
    probes: Sequence[Watched],
    measures: Mapping[str, Measure],
    *,
    only: Collection[str] = (),
    world: Callable[[], World] = World,
) -> Iterator[Hit]:
    """Every hit in the order of the acts; with `only` those of these entries.

    A probe counts once per its key. Whether an earlier entry already took the key is seen from
    the entries themselves, so live watching and a replay find the same.
    """
    relevant = [one for one in probes if not one.kinds or matter_kind in one.kinds]
    codes = frozenset().union(*(one.triggers for one in relevant)) if relevant else frozenset()
    taken: set[tuple[str, str]] = set()
    for place, act in enumerate(acts):
        if act.code not in codes:
            continue
        for probe in relevant:
            if not _asked(probe, act, only):
                continue
            key = _key(probe, matter, act)
            if (probe.code, key) in taken:
                continue
            facts = {
                name: measures[name].of(matter_kind, acts, place, world)
                for name in probe.condition.names
            }
            if _holds(probe.condition, facts):
                taken.add((probe.code, key))
                if not only or act.id in only:
                    yield Hit(probe, place, key, facts)


def _asked(probe: Watched, act: Act, only: Collection[str]) -> bool:
    if act.code not in probe.triggers or not _in_force(probe, act.occurred_at):
        return False
    # An act's own key can be taken by no other, so nobody need look at the acts before.
    return not only or probe.per is not Per.ACT or act.id in only


def _in_force(probe: Watched, at: datetime) -> bool:
    return probe.since <= at and (probe.until is None or at < probe.until)


def _key(probe: Watched, matter: str, act: Act) -> str:
    if probe.per is Per.MATTER:
        return matter
    if probe.per is Per.CLOCK:
        return str(act.payload.get("clock") or act.id)
    return act.id


def _holds(condition: Expression, facts: Mapping[str, Any]) -> bool:
    # A fact that is not known makes a condition unknown; one of a wrong type cannot accuse anybody.
    try:
        return condition.holds(facts)
    except ExpressionError:
        return False


def trigger_problems(triggers: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """What is wrong with what a probe listens to, in Chinese."""
    if not triggers:
        return ["请至少选择一种触发行为"]
    return [f"没有“{code}”这种触发行为" for code in triggers if code not in known]


def condition_problems(
    when: str, measures: Mapping[str, Measure] | Mapping[str, GroupMeasure]
) -> list[str]:
    """What is wrong with a condition, in Chinese."""
    if not when.strip():
        return ["请写出条件"]
    try:
        condition = parse(when)
    except ExpressionError as error:
        return [f"条件有误：{error}"]
    strangers = sorted(name for name in condition.names if name not in measures)
    if strangers:
        return [f"条件里有不认识的指标：{'、'.join(strangers)}"]
    kinds = {name: measure.kind for name, measure in measures.items()}
    return [f"条件有误：{one}" for one in condition.problems(kinds, wanted=Kind.BOOLEAN)]


def codes_for(syllables: Sequence[str]) -> Iterator[str]:
    """Codes for a name that sounds so, the plainest first: its sound, then with a number."""
    plain = "".join(syllables)[:_LONGEST]
    if not plain[:1].isalpha():
        plain = f"rule{plain}"
    yield plain
    for number in count(2):
        yield f"{plain}_{number}"


def shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON values."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else (value if isinstance(value, str | bool | int | None) else str(value))
        for name, value in facts.items()
    }
