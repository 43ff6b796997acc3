"""Tours of the hall against the checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhengwu.cases.models import FirstAsked
from zhengwu.files import actions as files
from zhengwu.files.actions import Received
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Hall, Organ, Staff, Window
from zhengwu.personnel import policy, registry
from zhengwu.personnel.actions.registers import default_due
from zhengwu.personnel.enums import FollowState
from zhengwu.personnel.events import PatrolFound, PatrolRecorded
from zhengwu.personnel.models import Patrol, PatrolFinding


@dataclass(frozen=True, slots=True)
class Seen:
    """One item of the checklist that was not kept. Window or person tell the unit."""

    group: str
    item: str
    window: Window | None = None
    staff: Staff | None = None
    text: str = ""
    picture: Received | None = None
    first_asked: FirstAsked | None = None


@dataclass(frozen=True, slots=True)
class Tour:
    """Where and when, which groups were looked at, which windows, what was found."""

    hall: Hall
    on: date
    groups: Sequence[str]
    windows: Sequence[str] = ()
    findings: Sequence[Seen] = ()
    random: bool = False
    note: str = ""
    due_on: date | None = field(default=None)


@action
def record_patrol(tour: Tour, *, by: Actor, at: datetime) -> Patrol:
    """Write down a tour with its findings; each finding waits for an answer."""
    policy.require(policy.keeps(by))
    _check(tour, local_day(at))
    row = Patrol(
        hall=tour.hall, on=tour.on, groups=list(tour.groups), windows=list(tour.windows),
        random=tour.random, note=clean(tour.note)[:500], made_by=by.name, made_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    due = tour.due_on or default_due(registry.value("patrol_limit", at), local_day(at))
    event = PatrolRecorded(
        hall=tour.hall.code, on=tour.on.isoformat(), windows=row.windows,
        findings=len(tour.findings), random=tour.random,
    )  # fmt: skip
    record(row, event, by=by, at=at)
    for seen in tour.findings:
        _find(row, seen, due, by=by, at=at)
    return row


def _find(row: Patrol, seen: Seen, due: date, *, by: Actor, at: datetime) -> None:
    made = PatrolFinding(
        patrol=row, group=seen.group, item=seen.item, on=row.on, window=seen.window,
        staff=seen.staff, organ=_organ(seen), text=clean(seen.text)[:500], due_on=due,
        follow=FollowState.OPEN, first_asked=seen.first_asked,
    )  # fmt: skip
    if seen.picture is not None:
        made.picture = files.keep(seen.picture, purpose="material", by=by, at=at)
    made.save(force_insert=True)
    event = PatrolFound(
        group=seen.group, item=seen.item, on=row.on.isoformat(),
        window=seen.window.code if seen.window else "", organ=made.organ_id or "",
        staff=str(made.staff_id or ""), staff_name=seen.staff.name if seen.staff else "",
    )  # fmt: skip
    record(made, event, by=by, at=at, reason=made.text)


def _organ(seen: Seen) -> Organ | None:
    if seen.staff:
        return seen.staff.organ
    return seen.window.organ if seen.window else None


def _check(tour: Tour, today: date) -> None:
    wrong: dict[str, list[str]] = {}
    if tour.on > today:
        wrong["on"] = ["巡查日期不能晚于今天"]
    if tour.due_on is not None and tour.due_on < today:
        wrong["due_on"] = ["期限不能早于今天"]
    known = registry.checklists()
    if not tour.groups or any(one not in known for one in tour.groups):
        wrong["groups"] = ["请选择巡查内容"]
    for place, seen in enumerate(tour.findings):
        if seen.item not in known.get(seen.group, {}).get("items", {}):
            wrong[f"item_{place}"] = ["请从清单中选择"]
        elif seen.window is None and seen.staff is None:
            wrong[f"window_{place}"] = ["请指明窗口或者人员"]
    if wrong:
        raise InvalidInput(fields=wrong)
