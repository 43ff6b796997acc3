"""What supervision does when anything was recorded: judge it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from zhengwu.clock.events import ClockExpired
from zhengwu.expressions.rules import ExpressionError
from zhengwu.jobs.actions import enqueue
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import listener, reaction
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


@listener(registry.triggers(), name="supervision.watch")
def watch(entry: Entry) -> None:
    """Judge one entry by the probes in force when it happened."""
    versions = [one for one in queries.in_force(entry.occurred_at) if entry.code in one.triggers]
    if not versions:
        return
    known = cache(queries.world)
    _alone(entry, [one for one in versions if not one.of_groups], known)
    _together(entry, [one for one in versions if one.of_groups], known)


def _alone(entry: Entry, rows: list[ProbeVersion], known: Callable[[], World]) -> None:
    versions = {one.probe_id: one for one in rows}
    probes = []
    for version in rows:
        try:
            probes.append(queries.ready(version))
        except ExpressionError:  # proposed ones are checked; a row changed by hand accuses nobody
            continue
    if not probes:
        return
    acts = queries.chain_until(entry)
    matter = Matter.objects.filter(pk=entry.matter_id).first() if entry.matter_id else None
    kind, organ = (matter.kind, matter.organ_code) if matter else (entry.object_kind, "")
    measures, only = registry.measures(), str(entry.pk)
    for hit in judge(entry.object_id, kind, acts, probes, measures, only=only, world=known):
        version = versions[hit.probe.code]
        who = answerable(acts, hit.place, organ or entry.organ_code, version.answers)
        actions.find(entry, version=version, hit=hit, who=who, by=SYSTEM, at=now())


def _together(entry: Entry, rows: list[ProbeVersion], known: Callable[[], World]) -> None:
    for version in rows:
        try:
            probe = queries.ready_group(version)
        except (ExpressionError, KeyError):
            continue
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


@reaction(CardDealt, name="supervision.stills")
def want_stills(entry: Entry) -> None:
    """A card whose evidence stands at a window with a camera: a still is wanted; a job gets it."""
    card = Card.objects.filter(pk=entry.matter_id).first()
    stills = actions.ask_stills(card, by=SYSTEM, at=now()) if card is not None else []
    if any(one.state == StillState.WAITING for one in stills):
        enqueue("supervision.stills", {}, title="取发牌画面", by=SYSTEM, at=now())


@reaction(
    CardDealt, CardJudged, CardClosed, FindingMade, OrderIssued, OrderClosed, OrderEscalated,
    name="supervision.outgoing",
)  # fmt: skip
def send_upward(entry: Entry) -> None:
    """Number it for the level above."""
    actions.announce(entry, by=SYSTEM, at=now())
