"""What supervision does when anything was recorded: judge it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import attrgetter

from zhengwu.clock.events import ClockExpired
from zhengwu.expressions.rules import ExpressionError
from zhengwu.jobs.actions import enqueue
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import listener_of_many, reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now
from zhengwu.matters.models import Matter
from zhengwu.supervision import actions, queries, registry
from zhengwu.supervision.enums import StillState
from zhengwu.supervision.events import (
    CardClosed,
    CardDealt,
    CardJudged,
    FindingMade,
    OrderClosed,
    OrderEscalated,
    OrderIssued,
)
from zhengwu.supervision.models import Card, ProbeVersion
from zhengwu.supervision.rules.groups import sight
from zhengwu.supervision.rules.judging import judge
from zhengwu.supervision.rules.measures import Act, answerable
from zhengwu.supervision.rules.world import World


@listener_of_many(registry.triggers(), name="supervision.watch")
def watch(entries: Sequence[Entry]) -> None:
    """Judge entries by the probes in force when each happened.

    However many there are: the probes are read once, the chain of each object once, and what is
    found is written down together.
    """
    instants = [entry.occurred_at for entry in entries]
    codes = {entry.code for entry in entries}
    over = queries.in_force_over(min(instants), max(instants)) if instants else ()
    versions = [one for one in over if codes.intersection(one.triggers)]
    if not versions:
        return
    known = cache(queries.world)
    if found := list(_alone(entries, [one for one in versions if not one.of_groups], known)):
        actions.find(found, by=SYSTEM, at=now())
    for version in versions:
        if version.of_groups:
            _together(entries, version, known)


def _alone(
    entries: Sequence[Entry], rows: list[ProbeVersion], known: Callable[[], World]
) -> Iterator[actions.Found]:
    probes, versions = [], {}
    for version in rows:
        try:
            probes.append(probe := queries.ready(version))
        except ExpressionError:  # proposed ones are checked; a row changed by hand accuses nobody
            continue
        versions[id(probe)] = version
    if not probes:
        return
    matters = Matter.objects.in_bulk({one.matter_id for one in entries if one.matter_id})
    objects: dict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        objects[entry.object_kind, entry.object_id][str(entry.pk)] = entry
    measures = registry.measures()
    for wanted in objects.values():
        last = max(wanted.values(), key=attrgetter("seq"))
        acts = queries.chain_until(last)
        matter = matters.get(last.matter_id) if last.matter_id else None
        kind = matter.kind if matter else last.object_kind
        for hit in judge(last.object_id, kind, acts, probes, measures, only=wanted, world=known):
            version, entry = versions[id(hit.probe)], wanted[acts[hit.place].id]
            organ = (matter.organ_code if matter else "") or entry.organ_code
            who = answerable(acts, hit.place, organ, version.answers)
            yield actions.Found(entry, matter, version, hit, who)


def _together(entries: Sequence[Entry], version: ProbeVersion, known: Callable[[], World]) -> None:
    try:
        probe = queries.ready_group(version)
    except (ExpressionError, KeyError):
        return
    for entry in entries:
        act = Act(
            str(entry.pk), entry.code, entry.actor_id, entry.actor_name, entry.organ_code,
            entry.occurred_at, entry.recorded_at, entry.canonical,
        )  # fmt: skip
        seen = sight(probe, act, entry.object_id, registry.group_fields(), known())
        if seen is not None:
            actions.see(version, probe=probe, group=seen[0], seen=seen[1], by=SYSTEM, at=now())


@reaction(ClockExpired, name="supervision.escalate")
def escalate(entry: Entry) -> None:
    """The time to answer a card has run out in silence: the next level has it in hand."""
    card = Card.objects.filter(pk=entry.matter_id).first() if entry.matter_id else None
    if card is not None and entry.payload.get("label") == actions.EXPLAIN:
        actions.escalate_card(card, by=SYSTEM, at=max(now(), entry.occurred_at))


@listener_of_many([CardDealt.code], name="supervision.stills")
def want_stills(entries: Sequence[Entry]) -> None:
    """A card whose evidence stands at a window with a camera: a still is wanted; a job gets it."""
    dealt = Card.objects.filter(pk__in=[entry.matter_id for entry in entries]).exclude(window="")
    stills = [one for card in dealt for one in actions.ask_stills(card, by=SYSTEM, at=now())]
    if any(one.state == StillState.WAITING for one in stills):
        enqueue("supervision.stills", {}, title="取发牌画面", by=SYSTEM, at=now())


_TOLD = (
    CardDealt, CardJudged, CardClosed, FindingMade, OrderIssued, OrderClosed, OrderEscalated,
)  # fmt: skip


@listener_of_many([one.code for one in _TOLD], name="supervision.outgoing")
def send_upward(entries: Sequence[Entry]) -> None:
    """Number them for the level above."""
    actions.announce(entries, by=SYSTEM, at=now())
