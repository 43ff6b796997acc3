"""Readings of entry, training, examinations and the public column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import StaffKind
from zhengwu.org.models import Holding
from zhengwu.org.queries import in_office, on_day
from zhengwu.personnel import policy
from zhengwu.personnel.enums import CandidateState
from zhengwu.personnel.models import Candidate, CourseRow, ExamRow, WorkCard

_WINDOW_KINDS = (StaffKind.HALL_WINDOW, StaffKind.SUB_HALL, StaffKind.AGENT_ROOM)


@dataclass(frozen=True, slots=True)
class ExamResult:
    """One person's marks at one examination; `passed` by its own mark."""

    exam: str
    held_on: date
    staff: str
    staff_name: str
    organ: str
    marks: str
    full: int
    passed: bool


def exam_results(first: date, last: date) -> list[ExamResult]:
    """Results of the examinations held in a period, the best first."""
    rows = ExamRow.objects.filter(exam__held_on__range=(first, last))
    rows = rows.select_related("exam", "staff").order_by("exam__held_on", "-marks", "pk")
    return [
        ExamResult(
            one.exam.title, one.exam.held_on, str(one.staff_id), one.staff.name,
            one.staff.organ_id, str(one.marks), one.exam.full, one.marks >= one.exam.least,
        )
        for one in rows
    ]  # fmt: skip


def courses_of(first: date, last: date) -> QuerySet[CourseRow]:
    """Who took part in which course, and how."""
    rows = CourseRow.objects.filter(course__held_on__range=(first, last))
    return rows.select_related("course", "staff").order_by("course__held_on", "staff__number")


def candidates_seen(actor: Actor) -> QuerySet[Candidate]:
    """All for those who oversee, a unit's for its head."""
    rows = Candidate.objects.select_related("staff__organ", "window")
    if policy.oversees(actor):
        return rows
    return rows.filter(staff__organ_id__in=policy.headed(actor))


def without_entry(actor: Actor, day: date) -> list[Holding]:
    """People at windows who never went the way: a warning, existing posts are not touched."""
    on_post = Candidate.objects.filter(state=CandidateState.ON_POST).values("staff")
    rows = (
        Holding.objects.filter(on_day(day), in_office(day, "staff__"))
        .filter(staff__kind__in=_WINDOW_KINDS, post__window__isnull=False)
        .exclude(staff__in=on_post)
    )
    if not policy.oversees(actor):
        rows = rows.filter(staff__organ_id__in=policy.headed(actor))
    found = rows.select_related("staff__organ", "post__window").order_by(
        "staff__organ__position", "staff__number"
    )
    return list({one.staff_id: one for one in found}.values())


def public_column(day: date, *, text: str = "") -> list[dict[str, Any]]:
    """Everybody with a card who has a post at a window today, by window (ORG-46)."""
    cards = {
        one.staff_id: one
        for one in WorkCard.objects.filter(returned_on=None).select_related("staff__organ")
    }
    rows = Holding.objects.filter(on_day(day), in_office(day, "staff__"), staff__in=list(cards))
    rows = rows.filter(Q(post__window__isnull=False) | Q(post__hall__isnull=False))
    if text:
        rows = rows.filter(
            Q(staff__name__contains=text) | Q(staff__organ__short_name__contains=text)
            | Q(post__window__name__contains=text)
        )  # fmt: skip
    rows = rows.select_related("staff__organ", "post__window", "post__hall").order_by(
        "staff__organ__position", "staff__organ", "staff__number", "role"
    )
    found: dict[Any, dict[str, Any]] = {}
    for one in rows:
        line = found.setdefault(
            one.staff_id,
            {"staff": one.staff, "card": cards[one.staff_id], "window": one.post.window,
             "hall": one.post.hall, "posts": [], "role": one.role},
        )  # fmt: skip
        line["posts"].append(one.post.name)
    return list(found.values())
