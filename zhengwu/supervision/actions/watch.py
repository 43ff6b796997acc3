"""Finding: what a probe saw becomes a finding, and a grave one a card."""

from __future__ import annotations

from datetime import datetime

from zhengwu.clock import actions as clock
from zhengwu.journal.actions import action, record
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.matters.models import Matter
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ
from zhengwu.supervision import policy, registry
from zhengwu.supervision.actions.numbers import next_number
from zhengwu.supervision.enums import CARDS, CardState, Level, Verdict
from zhengwu.supervision.events import CardDealt, CardJudged
from zhengwu.supervision.models import Card, Finding, ProbeVersion
from zhengwu.supervision.rules import judging
from zhengwu.supervision.rules.measures import Answerable

EXPLAIN, RECTIFY = "explain", "rectify"


@action
def find(
    entry: Entry, *, version: ProbeVersion, hit: judging.Hit, who: Answerable, by: Actor,
    at: datetime,
) -> Finding | None:  # fmt: skip
    """Write a finding down once, and deal a card for a grave one; None if it is known already."""
    policy.require(policy.is_system(by))
    found = Finding(
        version=version,
        probe_code=version.probe_id,
        key=hit.key,
        watched_id=entry.matter_id,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        entry_id=entry.pk,
        level=version.level,
        facts=judging.shown(hit.facts),
        organ_code=who.organ_code,
        staff_id=who.staff_id,
        staff_name=who.name,
        task=who.task,
        clock=str(entry.payload.get("clock") or ""),
        occurred_at=entry.occurred_at,
        found_at=at,
    )
    Finding.objects.bulk_create([found], ignore_conflicts=True)
    if not Finding.objects.filter(pk=found.pk).exists():
        return None
    if Level(version.level) in CARDS:
        _deal(found, version, by=by, at=at)
    else:
        _tell(found, f"{version.level_name}：{version.name}", "", by=by, at=at)
    return found


def _deal(found: Finding, version: ProbeVersion, *, by: Actor, at: datetime) -> Card:
    watched = found.watched
    organ = Organ.objects.filter(pk=found.organ_code).first()
    region = watched.region_code if watched else (organ.region_id if organ else "")
    matter = matters.open_matter(
        kind="card",
        number=next_number("card", at),
        title=f"{version.level_name}：{version.name}"
        + (f"（{watched.number}）" if watched else ""),
        organ_code=found.organ_code,
        region_code=region,
        by=by,
        at=at,
    )
    card = Card.objects.create(
        matter=matter,
        finding=found,
        level=version.level,
        dealt_level=version.level,
        points=version.points,
        organ_code=found.organ_code,
        staff_id=found.staff_id,
        staff_name=found.staff_name,
        dealt_at=at,
    )
    rule = str(registry.parameters()["explain_rule"]["value"])
    clock.start(matter, rule, label=EXPLAIN, on=local_day(at), by=by, at=at)
    event = CardDealt(
        number=matter.number,
        probe=version.probe_id,
        probe_version=version.number,
        level=version.level,
        points=version.points,
        watched=watched.number if watched else found.object_id,
        entry=str(found.entry_id),
        facts=found.facts,
        organ=found.organ_code,
        staff=found.staff_name,
    )
    record(matter, event, by=by, at=at)
    _tell(found, matter.title, f"/desk/supervision/cards/{matter.number}/", by=by, at=at)
    return card


def _tell(found: Finding, subject: str, link: str, *, by: Actor, at: datetime) -> None:
    """The person concerned and the unit's leaders learn of it; each once."""
    people = {found.staff_id: found.staff_name} if found.staff_id else {}
    if link:
        for staff in org.holders(Duty.HEAD, found.organ_code, local_day(at)):
            people.setdefault(str(staff.pk), staff.name)
    number = found.watched.number if found.watched else ""
    for key, name in people.items():
        notices.send(
            to=notices.Address(kind="staff", key=key, name=name),
            subject=subject,
            text=f"电子监察发现：{found.version.name}。依据：{found.version.basis}。"
            + (f"涉及 {number}。" if number else ""),
            link=link,
            dedupe=f"supervision/{found.pk}/{key}",
            by=by,
            at=at,
        )


@action
def withdraw_disproved(
    matter: Matter, *, clock_id: str, due_at: datetime, why: str, by: Actor, at: datetime
) -> list[Card]:
    """A limit moved behind the instant for which cards were dealt: those cards were false.

    `due_at` is the exclusive end after the move. Withdrawn by the program with its reason, for a
    day-off notice or a corrected rule disproves a card without anybody's judgement.
    """
    policy.require(policy.is_system(by))
    rows = Card.objects.filter(
        finding__clock=clock_id, finding__watched=matter, finding__occurred_at__lt=due_at
    ).exclude(state=CardState.WITHDRAWN)
    withdrawn = []
    for pk in list(rows.values_list("pk", flat=True)):
        locked = matters.lock(pk)
        card = Card.objects.select_related("finding").get(pk=pk)
        card.state, card.verdict, card.points = CardState.WITHDRAWN, Verdict.WITHDRAWN, 0
        card.judgement, card.judged_by, card.judged_at = why, SYSTEM.name, at
        card.save()
        event = CardJudged(verdict=card.verdict, level=card.level, points=0, cause="")
        record(locked, event, by=by, at=at, reason=why)
        for running in locked.clocks.filter(state="running"):
            clock.stop(running, outcome="cancelled", on=local_day(at), by=by, at=at)
        matters.close(locked, by=by, at=at)
        withdrawn.append(card)
    return withdrawn
