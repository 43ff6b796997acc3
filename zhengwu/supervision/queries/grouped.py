"""Probes of groups: what the world was like, what was seen, what a replay would find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from zhengwu.journal.models import Entry
from zhengwu.org.models import Holding, Organ, Section, Window
from zhengwu.supervision import registry
from zhengwu.supervision.enums import ProbeState
from zhengwu.supervision.models import EntryDuty, Finding, Judged, ProbeVersion, Sighting
from zhengwu.supervision.rules.groups import Grouped, GroupHit, Seen, Tracking, grouped, sight
from zhengwu.supervision.rules.measures import Act, Answerable
from zhengwu.supervision.rules.world import Stay, World

_TICK = 20_000


def world() -> World:
    """Who worked where, and which items were ordered into the centre; three statements."""
    people: dict[str, list[Stay]] = defaultdict(list)
    held = Holding.objects.filter(post__window__isnull=False).values_list(
        "staff_id", "valid_from", "valid_to", "post__window__code", "post__window__hall__kind"
    )
    for staff, first, last, window, hall in held:
        people[str(staff)].append(Stay(first, last, window, hall))
    sections: dict[str, list[Stay]] = defaultdict(list)
    moved = Section.objects.filter(
        back_office_hall__isnull=False, moved_in_on__isnull=False
    ).values_list("organ_id", "moved_in_on", "valid_to", "back_office_hall__kind")
    for organ, since, until, hall in moved:
        if since is not None:
            sections[organ].append(Stay(since, until, "", str(hall)))
    ordered = EntryDuty.objects.filter(ordered=True).values_list("item_code", "valid_from")
    return World(dict(people), dict(sections), dict(ordered))


def ready_group(version: ProbeVersion) -> Grouped:
    """A version of the second kind as the pure rules want it."""
    return grouped(
        version.probe_id, version.level, version.triggers, version.condition,
        registry.groups()[version.group_by], registry.spans()[version.span],
        version.effective_at, version.ended_at,
    )  # fmt: skip


_SEEN = (
    "entry_id", "code", "object_id", "actor_id", "actor_name", "organ_code", "occurred_at", "facts",
)  # fmt: skip


def _seen(row: tuple[Any, ...]) -> Seen:
    return Seen(str(row[0]), *row[1:])


def seen_around(probe: Grouped, group: str, at: datetime) -> list[Seen]:
    """What the probe saw of a group within a span before and after an instant."""
    span = timedelta(seconds=probe.span.seconds)
    rows = _in_force(probe).filter(
        group=group, occurred_at__gt=at - span, occurred_at__lt=at + span
    )
    return [_seen(row) for row in rows.order_by("occurred_at", "entry_id").values_list(*_SEEN)]


def unspent(probe: Grouped, group: str, at: datetime) -> list[Seen]:
    """`seen_around` without the acts that a finding of this probe was counted from already."""
    span = timedelta(seconds=2 * probe.span.seconds)
    rows = Finding.objects.filter(
        probe_code=probe.code, object_id=group,
        occurred_at__gt=at - span, occurred_at__lt=at + span,
    )  # fmt: skip
    spent = {one for evidence in rows.values_list("evidence", flat=True) for one in evidence}
    return [one for one in seen_around(probe, group, at) if one.entry not in spent]


def seen_in(
    probe: Grouped, since: datetime, until: datetime, group: str = ""
) -> Iterator[tuple[str, Seen]]:
    """What the probe saw in a period, in order of time; of one group only where it is named."""
    rows = _in_force(probe).filter(occurred_at__gte=since, occurred_at__lt=until)
    if group:
        rows = rows.filter(group=group)
    ordered = rows.order_by("occurred_at", "entry_id").values_list("group", *_SEEN)
    for row in ordered.iterator(chunk_size=2000):
        yield row[0], _seen(row[1:])


def _in_force(probe: Grouped) -> Any:
    rows = Sighting.objects.filter(probe_code=probe.code, occurred_at__gte=probe.since)
    return rows.filter(occurred_at__lt=probe.until) if probe.until else rows


def replay_groups(
    versions: Iterable[ProbeVersion],
    since: datetime,
    until: datetime,
    tick: Callable[[int], None] | None = None,
) -> Iterator[tuple[str, GroupHit, Answerable]]:
    """What these versions would have found in [since, until); one pass over the entries.

    `tick` is told now and then how many were read.
    """
    by_code = {one.probe_id: one for one in versions}
    probes = [replace(ready_group(one), since=since, until=until) for one in by_code.values()]
    known, measures, fields = world(), registry.group_measures(), registry.group_fields()
    tracked = [Tracking(one, measures) for one in probes]
    for done, (identity, act) in enumerate(_acts(probes, since, until)):
        if tick and done % _TICK == 0:
            tick(done)
        for one in tracked:
            if found := sight(one.probe, act, identity, fields, known):
                yield from _named(one.push(*found), by_code)
    for one in tracked:
        yield from _named(one.close(until), by_code)


def _acts(probes: Iterable[Grouped], since: datetime, until: datetime) -> Iterator[tuple[str, Act]]:
    codes = frozenset().union(*(one.triggers for one in probes))
    rows = (
        Entry.objects.filter(code__in=codes, occurred_at__gte=since, occurred_at__lt=until)
        .order_by("occurred_at", "id")
        .values_list(
            "object_id", "id", "code", "actor_id", "actor_name", "organ_code", "occurred_at",
            "recorded_at", "canonical",
        )
    )  # fmt: skip
    for row in rows.iterator(chunk_size=2000):
        yield row[0], Act(str(row[1]), *row[2:])


def _named(
    hits: Iterable[GroupHit], versions: Mapping[str, ProbeVersion]
) -> Iterator[tuple[str, GroupHit, Answerable]]:
    for hit in hits:
        answers = versions[hit.probe.code].answers
        yield group_name(hit.probe.group.how, hit), hit, group_answers(answers, hit)


def group_answers(answers: str, hit: GroupHit) -> Answerable:
    """Who answers for a group: its person, or the unit."""
    last = hit.seen[-1]
    if answers == "named":
        told = {name: str(last.facts.get(name) or "") for name in ("organ", "staff", "staff_name")}
        return Answerable(told["organ"] or last.organ_code, told["staff"], told["staff_name"])
    if answers == "unit" or hit.probe.group.how != "actor":
        return Answerable(last.organ_code)
    return Answerable(last.organ_code, last.actor_id, last.actor_name)


def group_name(how: str, hit: GroupHit) -> str:
    """What a group is called: a person, a unit, a window."""
    last = hit.seen[-1]
    if how == "actor":
        return last.actor_name or hit.group
    if how == "window":
        window = Window.objects.filter(code=hit.group).first()
        return window.name if window else hit.group
    code = hit.group if how == "organ" else str(last.facts.get("organ") or "")
    organ = Organ.objects.filter(pk=code).first()
    name = str(last.facts.get("staff_name") or "") if how == "payload" else ""
    return name or (organ.short_name if organ else hit.group)


def object_name(entry: Entry) -> str:
    """What an object that is no matter is called, from the words of its entry."""
    words = registry.subjects().get(entry.code)
    told = {name: str(value or "") for name, value in entry.payload.items()}
    if words:
        try:
            return words["name"].format_map(told)[:200]
        except KeyError:
            pass
    return (told.get("name") or told.get("number") or entry.object_id)[:200]


def evidence_of(ids: Iterable[str]) -> list[Entry]:
    """The entries a finding rests on, in order of time."""
    return list(Entry.objects.filter(Q(pk__in=list(ids))).order_by("occurred_at", "id"))


def periods_due(at: datetime) -> list[tuple[ProbeVersion, datetime]]:
    """Versions over days or months with each period that is over and not judged yet."""
    lag = timedelta(hours=registry.number("close_lag_hours", at))
    due = []
    rows = ProbeVersion.objects.filter(
        state__in=[ProbeState.ACTIVE, ProbeState.RETIRED], effective_at__lt=at
    ).exclude(group_by="")
    for version in rows.order_by("effective_at"):
        span = registry.spans().get(version.span)
        if span is None or not span.period:
            continue
        code = f"{version.probe_id}/{version.number}"
        done = Judged.objects.filter(probe_code=code).aggregate(last=Max("since"))["last"]
        start = span.end(done) if done else span.start(version.effective_at)
        last = min(at - lag, version.ended_at or at)
        while span.end(start) <= at - lag and start < last:
            due.append((version, start))
            start = span.end(start)
    return due
