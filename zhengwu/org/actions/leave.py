"""Leave and cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor

from .. import policy
from ..events import LeaveBegan, LeaveEnded
from ..models import Cover, Leave, Staff
from ..queries import held_posts
from ..rules.cover import HeldPost, not_entitled
from ..rules.periods import Period, check_order, leave_period
from ..rules.refusals import CoverAbsent, CoverNotEntitled, NotOnLeave, PeriodOverlap, SelfGrant
from ..rules.words import required
from .writing import require


@action
def put_on_leave(
    staff: Staff,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    cover: Staff | None = None,
    covers: Mapping[UUID, Staff] | None = None,
    by: Actor,
    at: datetime,
) -> Leave:
    """Record an absence, both days included, and who stands in.

    `cover` stands in on every post of the absent, `covers` (post id → member) on single ones.
    Whoever stands in must be B of that post or hold an equal post in the same organ during the
    whole absence, and be there. The actor cannot make himself the cover.
    """
    wanted = check_order(starts_on, ends_on)
    staff = _locked(staff, [cover, *(covers or {}).values()])
    require(policy.may_put_on_leave(by, staff))
    reason = required(reason, "reason", "请假事由", 100)
    _check_not_away(staff, wanted)
    plan = _plan(staff, wanted, cover, covers or {})
    for person, posts in _by_person(plan):
        _check_cover(person, posts, wanted, by)
    leave = Leave.objects.create(staff=staff, starts_on=starts_on, ends_on=ends_on, reason=reason)
    Cover.objects.bulk_create(
        Cover(leave=leave, post_id=UUID(post.post_id), staff=person) for post, person in plan
    )
    event = LeaveBegan(
        leave=str(leave.pk),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        covers={post.post_id: str(person.pk) for post, person in plan},
    )
    record(staff, event, by=by, at=at, reason=reason)
    return leave


def _locked(staff: Staff, others: Iterable[Staff | None]) -> Staff:
    """All concerned are locked in one order, so that two leaves cannot wait for each other."""
    keys = {staff.pk, *(other.pk for other in others if other is not None)}
    rows = Staff.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}[staff.pk]


def _check_not_away(staff: Staff, wanted: Period) -> None:
    for leave in staff.leaves.all():
        away = leave_period(leave.starts_on, leave.ends_on, leave.returned_on)
        if not away.empty and away.meets(wanted):
            raise PeriodOverlap(what=f"{staff.name}请假", start=str(away.first), end=str(away.last))


def _plan(
    staff: Staff, wanted: Period, cover: Staff | None, covers: Mapping[UUID, Staff]
) -> list[tuple[HeldPost, Staff]]:
    plan = {}
    for post in held_posts(staff, wanted):
        person = covers.get(UUID(post.post_id), cover)
        if person is not None:
            plan[post.post_id] = (post, person)
    return list(plan.values())


def _by_person(plan: list[tuple[HeldPost, Staff]]) -> list[tuple[Staff, list[HeldPost]]]:
    people = {person.pk: person for _, person in plan}
    return [
        (person, [post for post, other in plan if other.pk == pk]) for pk, person in people.items()
    ]


def _check_cover(person: Staff, posts: list[HeldPost], wanted: Period, by: Actor) -> None:
    if policy.is_self(by, person):
        raise SelfGrant
    refused = not_entitled(posts, held_posts(person, wanted), wanted)
    if refused:
        names = "、".join(refused)
        message = f"{person.name}不能代“{names}”岗。"
        raise CoverNotEntitled(cover=person.name, posts=names, fields={"cover": [message]})
    for leave in person.leaves.all():
        away = leave_period(leave.starts_on, leave.ends_on, leave.returned_on)
        if not away.empty and away.meets(wanted):
            raise CoverAbsent(cover=person.name, start=str(away.first), end=str(away.last))


@action
def return_from_leave(leave: Leave, *, on: date, by: Actor, at: datetime) -> Leave:
    """End an absence early: the member is back on `on`, and cover ended the day before."""
    staff = Staff.objects.select_for_update().get(pk=leave.staff_id)
    require(policy.may_end_leave(by, staff))
    leave = Leave.objects.get(pk=leave.pk)
    if leave.returned_on is not None or leave.ends_on < on:
        raise NotOnLeave(name=staff.name)
    check_order(leave.starts_on, on)
    leave.returned_on = on
    leave.save(update_fields=["returned_on"])
    event = LeaveEnded(leave=str(leave.pk), returned_on=on.isoformat())
    record(staff, event, by=by, at=at, changes={"returned_on": (None, on)})
    return leave
