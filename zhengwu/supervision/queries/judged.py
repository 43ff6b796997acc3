"""Reading of supervision with more than one caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.supervision import policy, registry
from zhengwu.supervision.enums import ProbeState
from zhengwu.supervision.models import Card, Finding, Order, ProbeVersion
from zhengwu.supervision.queries.grouped import world
from zhengwu.supervision.rules import judging
from zhengwu.supervision.rules.measures import Act, Answerable, answerable

TICK = 2000
# What tells who had a matter on the desk.
_DESK = (
    "flow.task.opened", "flow.task.claimed", "flow.task.handed_over", "flow.task.completed",
    "flow.task.returned", "flow.task.taken_back",
)  # fmt: skip


def in_force(at: datetime) -> QuerySet[ProbeVersion]:
    """Versions that judge an act of this instant; one that ended still judges what came before."""
    return in_force_over(at, at)


def in_force_over(first: datetime, last: datetime) -> QuerySet[ProbeVersion]:
    """Versions that judge an act of some instant from the first to the last."""
    return ProbeVersion.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=first),
        state__in=[ProbeState.ACTIVE, ProbeState.RETIRED],
        effective_at__lte=last,
    )


def ready(version: ProbeVersion) -> judging.Watched:
    """A version as the pure rules want it."""
    return judging.watched(
        version.probe_id, version.level, version.per, version.kinds, version.triggers,
        version.condition, version.effective_at, version.ended_at,
    )  # fmt: skip


def read_codes() -> list[str]:
    """Codes of all entries that judging needs; everything else of a chain is left unread."""
    return sorted({*registry.triggers(), *registry.telling(), *_DESK, "matters.matter.opened"})


_READ = (
    "id", "code", "actor_id", "actor_name", "organ_code", "occurred_at", "recorded_at", "canonical",
)  # fmt: skip


def _act(row: tuple[Any, ...]) -> Act:
    return Act(str(row[0]), *row[1:])


def chain_until(entry: Entry) -> list[Act]:
    """What was recorded on the entry's object up to it, as far as judging reads it: one query."""
    rows = Entry.objects.filter(
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        seq__lte=entry.seq,
        code__in=read_codes(),
    )
    return [_act(row) for row in rows.order_by("seq").values_list(*_READ)]


def _below(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Without those of organs above or beside; as they stand where there are none."""
    hidden = policy.beyond(actor)
    return rows.exclude(organ_code__in=hidden) if hidden else rows


def cards_of(actor: Actor) -> QuerySet[Card]:
    """Cards this person may see: all, the unit's, or the own."""
    rows = Card.objects.select_related("matter", "finding__version", "finding__watched")
    if policy.oversees(actor):
        return _below(rows, actor)
    mine = Q(organ_code__in=policy.heads(actor))
    if actor.id:
        mine |= Q(staff_id=actor.id)
    return rows.filter(mine)


def findings_of(actor: Actor) -> QuerySet[Finding]:
    """Findings this person may see."""
    rows = Finding.objects.select_related("version", "watched", "card__matter")
    if policy.oversees(actor):
        return _below(rows, actor)
    mine = Q(organ_code__in=policy.heads(actor))
    if actor.id:
        mine |= Q(staff_id=actor.id)
    return rows.filter(mine)


def orders_of(actor: Actor) -> QuerySet[Order]:
    """Orders this person may see."""
    rows = Order.objects.select_related("matter", "about")
    if policy.oversees(actor):
        return _below(rows, actor)
    return rows.filter(organ_code__in=policy.heads(actor))


def _silent(done: int) -> None:
    """Nobody asks how far it is."""


def chains(
    since: datetime, until: datetime, tick: Callable[[int], None] = _silent
) -> Iterator[tuple[str, str, list[Act]]]:
    """(object kind, object id, acts) of every object with an act in the period, one at a time.

    Read in the order of the chains from one cursor, so memory is that of the longest chain. `tick`
    is told now and then how many objects were read.
    """
    rows = (
        Entry.objects.filter(code__in=read_codes(), occurred_at__lt=until)
        .order_by("object_kind", "object_id", "seq")
        .values_list("object_kind", "object_id", *_READ)
    )
    read = groupby(rows.iterator(chunk_size=2000), itemgetter(0, 1))
    for done, ((kind, identity), group) in enumerate(read):
        if done % TICK == 0:
            tick(done)
        found = [_act(row[2:]) for row in group]
        if found[-1].occurred_at >= since:
            yield kind, identity, found


def watched_objects() -> int:
    """About how many objects a replay reads: matters ever opened."""
    return Entry.objects.filter(code="matters.matter.opened").count()


def replay(
    versions: Iterable[ProbeVersion],
    since: datetime,
    until: datetime,
    tick: Callable[[int], None] = _silent,
) -> Iterator[tuple[str, judging.Hit, Answerable, Act]]:
    """What these versions would have found in [since, until), had they been in force; no writes."""
    rows = {one.probe_id: one for one in versions if not one.of_groups}
    probes = [replace(ready(one), since=since, until=until) for one in rows.values()]
    measures, known = registry.measures(), cache(world)
    for kind, identity, found in chains(since, until, tick):
        opened = next((one for one in found if one.code == "matters.matter.opened"), None)
        what = str(opened.payload["kind"]) if opened else kind
        organ = str(opened.payload["organ"]) if opened else ""
        for hit in judging.judge(identity, what, found, probes, measures, world=known):
            act = found[hit.place]
            number = str(opened.payload["number"]) if opened else identity
            answers = rows[hit.probe.code].answers
            who = answerable(found, hit.place, organ or act.organ_code, answers)
            yield number, hit, who, act
