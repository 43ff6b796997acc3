"""Building places of service, holding them against the standard, and what is held there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.org.models import Organ, Region, Staff
from zhengwu.township import policy, queries, registry, rules
from zhengwu.township.enums import Grade, OccasionKind, PlaceKind
from zhengwu.township.events import MilestoneSet, OccasionHeld, PlaceInspected
from zhengwu.township.models import Inspection, Milestone, Occasion


@dataclass(frozen=True, slots=True)
class Place:
    """A centre, a trading centre, or the station of a village."""

    organ: Organ
    kind: PlaceKind
    village: Region | None = None

    @property
    def key(self) -> dict[str, Any]:
        """What its rows are found by."""
        return {"organ": self.organ, "place": self.kind, "village": self.village}

    def check(self) -> None:
        """A station lies in a village of the town; anything else in none."""
        station = self.kind is PlaceKind.STATION
        fits = self.village is None or self.village.parent_id == self.organ.region_id
        if station != (self.village is not None) or not fits:
            raise rules.PlaceNotFitting(fields={"village": ["请选择本乡镇（街道）的村（社区）"]})


@action
def set_milestone(
    place: Place,
    *,
    step: str,
    target_on: date,
    done_on: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Milestone:
    """Set by when a step of building is to be reached, or write down that it was."""
    policy.require(policy.may_build(by, place.organ.pk))
    place.check()
    if step not in registry.standards()["milestones"]["rows"]:
        raise rules.Missing(fields={"step": ["请选择节点"]})
    row = Milestone.objects.select_for_update().filter(**place.key, step=step).first()
    row = row or Milestone(**place.key, step=step)
    old = (str(row.target_on or ""), str(row.done_on or ""))
    row.target_on, row.done_on, row.note = target_on, done_on, clean(note)[:300]
    row.save()
    done = done_on.isoformat() if done_on else ""
    event = MilestoneSet(
        place=row.place_name, step=step, target_on=target_on.isoformat(), done_on=done
    )
    changes = {"target_on": (old[0], str(target_on)), "done_on": (old[1], done)}
    record(row, event, by=by, at=at, changes=changes)
    return row


@action
def inspect(
    place: Place,
    *,
    results: dict[str, Any],
    rectify_by: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Inspection:
    """Hold a place against every row of its standard; what fails gets a day to be put right."""
    policy.require(policy.may_inspect(by))
    place.check()
    standard = registry.standards()[place.kind]
    if not standard:
        raise rules.Missing(fields={"place": ["还没有这类场所的建设标准，不能验收"]})
    failed = rules.missed(standard, results)
    if failed and rectify_by is None:
        raise rules.Missing(fields={"rectify_by": ["有不达标的项目，请填写整改期限"]})
    row = Inspection(
        **place.key,
        results=results,
        failed=failed,
        passed=not failed,
        rectify_by=rectify_by if failed else None,
        note=clean(note)[:500],
        inspected_by=by.name,
        inspected_at=at,
    )
    row.save(force_insert=True)
    day = row.rectify_by.isoformat() if row.rectify_by else ""
    event = PlaceInspected(place=row.place_name, failed=failed, rectify_by=day)
    record(row, event, by=by, at=at, reason=row.note)
    return row


@dataclass(frozen=True, slots=True)
class Held:
    """What was held: who was there, which problems came up, what came of it."""

    kind: OccasionKind
    on: date
    present: str
    result: str
    problems: str = ""
    agent: Staff | None = None
    grade: str = ""
    figures: dict[str, Any] = field(default_factory=dict)


@action
def hold(place: Place, *, held: Held, by: Actor, at: datetime) -> Occasion:
    """Write down a meeting, a visit, a training or the assessment of an agent."""
    policy.require(policy.may_hold(by, place.organ.pk))
    place.check()
    wrong = _wrong(place, held)
    if wrong:
        raise rules.Missing(fields=wrong)
    figures = queries.agent_figures(held.agent, held.on) if held.agent else {}
    row = Occasion(
        **place.key,
        kind=held.kind,
        held_on=held.on,
        present=clean(held.present)[:500],
        problems=clean(held.problems),
        result=clean(held.result),
        agent=held.agent,
        grade=held.grade,
        figures=figures,
        written_by=by.name,
        written_at=at,
    )
    row.save(force_insert=True)
    record(row, OccasionHeld(kind=held.kind, place=row.place_name), by=by, at=at)
    return row


def _wrong(place: Place, held: Held) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if not held.present.strip():
        wrong["present"] = ["请写明参加人"]
    if not held.result.strip():
        wrong["result"] = ["请写明结果"]
    if held.kind is OccasionKind.ASSESSMENT:
        if held.agent is None or held.agent.organ_id != place.organ.pk:
            wrong["agent"] = ["请选择本乡镇的代办员"]
        if held.grade not in list(Grade):
            wrong["grade"] = ["请选择考核等次"]
    return wrong
