"""Finding: what a probe saw becomes a finding, and a grave one a card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from zhengwu.clock import actions as clock
from zhengwu.journal.actions import action, record, remembered
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.matters.models import Matter
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ, Staff
from zhengwu.supervision import policy, queries, registry
from zhengwu.supervision.actions.numbers import next_numbers
from zhengwu.supervision.enums import CARDS, Level
from zhengwu.supervision.events import CardDealt, FindingMade
from zhengwu.supervision.models import Card, Finding, Judged, Probe, ProbeVersion, Sighting
from zhengwu.supervision.rules import groups, judging
from zhengwu.supervision.rules.groups import Grouped, GroupHit, Seen
from zhengwu.supervision.rules.measures import Answerable

EXPLAIN, RECTIFY = "explain", "rectify"
_EVIDENCE = 200


class Found(NamedTuple):
    """What a probe saw at one entry: of which matter (None: of another object), who answers."""

    entry: Entry
    matter: Matter | None
    version: ProbeVersion
    hit: judging.Hit
    who: Answerable


@action
def find(found: Sequence[Found], *, by: Actor, at: datetime) -> list[Finding]:
    """Write findings down, each once, and deal a card for each grave one; those that are new."""
    policy.require(policy.is_system(by))
    return _kept([_finding(*one, at) for one in found], by, at)


def _finding(
    entry: Entry, matter: Matter | None, version: ProbeVersion, hit: judging.Hit, who: Answerable,
    at: datetime,
) -> Finding:  # fmt: skip
    return Finding(
        version=version,
        probe_code=version.probe_id,
        key=hit.key,
        watched=matter,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        subject_name="" if entry.matter_id else queries.object_name(entry),
        entry_id=entry.pk,
        evidence=[str(entry.pk)],
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


@action
def find_group(hit: GroupHit, *, version: ProbeVersion, by: Actor, at: datetime) -> Finding | None:
    """Write down what a probe of groups found; about a person, a unit or a window, no matter."""
    policy.require(policy.is_system(by))
    how, last = hit.probe.group.how, hit.seen[-1]
    who = queries.group_answers(version.answers, hit)
    found = Finding(
        version=version,
        probe_code=version.probe_id,
        key=hit.key,
        object_kind=f"group.{version.group_by}",
        object_id=hit.group,
        subject_name=queries.group_name(how, hit),
        entry_id=last.entry,
        evidence=[one.entry for one in hit.seen[-_EVIDENCE:]],
        level=version.level,
        facts=judging.shown({**hit.facts, "counted": len(hit.seen)}),
        organ_code=who.organ_code,
        staff_id=who.staff_id,
        staff_name=who.name,
        occurred_at=last.occurred_at,
        found_at=at,
    )
    return next(iter(_kept([found], by, at)), None)


@action
def see(
    version: ProbeVersion, *, probe: Grouped, group: str, seen: Seen, by: Actor, at: datetime
) -> list[Finding]:
    """Count one entry for a probe of groups, once, and judge what it changes.

    A probe of seconds is judged now; one of periods when its period is over – or now, where the
    act was entered after that.
    """
    policy.require(policy.is_system(by))
    # Two entries of one group at once: whoever comes second must see the first.
    Probe.objects.select_for_update().get(pk=version.probe_id)
    row = Sighting(
        probe_code=probe.code, group=group, entry_id=seen.entry, code=seen.code,
        object_id=seen.object_id, actor_id=seen.actor_id, actor_name=seen.actor_name,
        organ_code=seen.organ_code, occurred_at=seen.occurred_at, facts=dict(seen.facts),
    )  # fmt: skip
    Sighting.objects.bulk_create([row], ignore_conflicts=True)
    measures = registry.group_measures()
    hits: Iterable[GroupHit | None]
    known = groups.key_at(probe, group, seen.occurred_at)
    if Finding.objects.filter(probe_code=probe.code, key=known).exists():
        return []
    if probe.span.seconds:
        near = queries.unspent(probe, group, seen.occurred_at)
        hits = groups.around(probe, group, near, seen.entry, measures)
    else:
        start = probe.span.start(seen.occurred_at)
        if not Judged.objects.filter(probe_code=_period_of(version), since=start).exists():
            return []
        rows = queries.seen_in(probe, start, probe.span.end(start), group)
        hits = [groups.at_close(probe, group, [one for _, one in rows], measures)]
    made = (find_group(hit, version=version, by=by, at=at) for hit in hits if hit)
    return [one for one in made if one]


@action
def judge_period(
    version: ProbeVersion, *, start: datetime, by: Actor, at: datetime
) -> list[Finding]:
    """Judge every group of one period that is over; once, however often it is asked."""
    policy.require(policy.is_system(by))
    probe = queries.ready_group(version)
    mark = Judged(probe_code=_period_of(version), since=start, judged_at=at)
    Judged.objects.bulk_create([mark], ignore_conflicts=True)
    end = probe.span.end(start)
    rows = queries.seen_in(probe, start, end)
    hits = groups.over_time(probe, rows, registry.group_measures(), end)
    made = [find_group(hit, version=version, by=by, at=at) for hit in hits]
    return [one for one in made if one]


def _period_of(version: ProbeVersion) -> str:
    return f"{version.probe_id}/{version.number}"


def _kept(rows: list[Finding], by: Actor, at: datetime) -> list[Finding]:
    """Those that nobody has written down before, with their cards and notices."""
    Finding.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Finding.objects.filter(pk__in=[one.pk for one in rows])
    there = set(mine.values_list("pk", flat=True))
    new = [one for one in rows if one.pk in there]
    numbers = next_numbers("card", sum(Level(one.level) in CARDS for one in new), at)
    for found in new:
        if Level(found.level) in CARDS:
            _deal(found, next(numbers), by=by, at=at)
        else:
            _remind(found, by=by, at=at)
    return new


def _remind(found: Finding, *, by: Actor, at: datetime) -> None:
    version = found.version
    event = FindingMade(
        probe=version.probe_id,
        level=version.level,
        watched=found.watched.number if found.watched else found.subject_name,
        organ=found.organ_code,
        staff=found.staff_id,
        staff_name=found.staff_name,
        who=found.staff_id or found.organ_code,
    )
    record(found, event, by=by, at=at)
    _tell(found, f"{version.level_name}：{version.name}", "", by=by, at=at)


def _deal(found: Finding, number: str, *, by: Actor, at: datetime) -> Card:
    version, watched = found.version, found.watched
    matter = matters.open_matter(
        kind="card",
        number=number,
        title=f"{version.level_name}：{version.name}"
        + (f"（{watched.number if watched else found.subject_name}）"),
        organ_code=found.organ_code,
        region_code=watched.region_code if watched else _region(found.organ_code),
        by=by,
        at=at,
    )
    card = Card.objects.create(
        matter=matter,
        finding=found,
        level=version.level,
        dealt_level=version.level,
        points=version.points,
        answer_rule=version.answer_rule,
        organ_code=found.organ_code,
        window=queries.window_of(found),
        staff_id=found.staff_id,
        staff_name=found.staff_name,
        dealt_at=at,
    )
    rule = version.answer_rule or str(registry.value("explain_rule", at))
    clock.start(matter, rule, label=EXPLAIN, on=local_day(at), by=by, at=at)
    event = CardDealt(
        number=matter.number,
        probe=version.probe_id,
        probe_version=version.number,
        level=version.level,
        points=version.points,
        watched=watched.number if watched else found.subject_name,
        entry=str(found.entry_id),
        facts=found.facts,
        organ=found.organ_code,
        staff=found.staff_name,
    )
    record(matter, event, by=by, at=at)
    _tell(found, matter.title, f"/desk/supervision/cards/{matter.number}/", by=by, at=at)
    return card


def _region(organ_code: str) -> str:
    organ = Organ.objects.filter(pk=organ_code).first()
    return organ.region_id if organ else ""


def heads(organ_code: str, at: datetime) -> list[Staff]:
    return list(org.holders(Duty.HEAD, organ_code, local_day(at)))


def _tell(found: Finding, subject: str, link: str, *, by: Actor, at: datetime) -> None:
    """The person concerned and the unit's leaders learn of it; each once."""
    people = {found.staff_id: found.staff_name} if found.staff_id else {}
    if link:
        key = ("supervision.heads", found.organ_code)
        for staff in remembered(key, lambda: heads(found.organ_code, at)):
            people.setdefault(str(staff.pk), staff.name)
    number = found.watched.number if found.watched else found.subject_name
    for person, name in people.items():
        notices.send(
            to=notices.Address(kind="staff", key=person, name=name),
            subject=subject,
            text=f"电子监察发现：{found.version.name}。依据：{found.version.basis}。"
            + (f"涉及 {number}。" if number else ""),
            link=link,
            dedupe=f"supervision/{found.pk}/{person}",
            by=by,
            at=at,
        )
