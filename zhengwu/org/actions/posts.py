"""Posts, and the terms in which people hold them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import local_day

from .. import policy
from ..enums import OFFICER_DUTIES, Duty, Leadership, RoleAB
from ..events import HoldingBegan, HoldingEnded, PostAbolished, PostFounded, PostRevised
from ..models import Hall, Holding, Organ, Post, PostDuty, Staff, Window
from ..rules.periods import Period, check_order, first_meeting
from ..rules.refusals import (
    HoldingEnded as HoldingHasEnded,
)
from ..rules.refusals import PeriodOverlap, PlaceClosed, PostTaken, SelfGrant, StaffLeft
from ..rules.words import required
from .writing import changes_of, lock, require


@action
def found_post(
    code: str,
    *,
    name: str,
    organ: Organ,
    duties: Iterable[Duty],
    hall: Hall | None = None,
    window: Window | None = None,
    leadership: Leadership = Leadership.NONE,
    runs_daily: bool = False,
    by: Actor,
    at: datetime,
) -> Post:
    """Create a post with its duties, or revise the one with this code.

    Nobody enlarges a post held by himself. Officers' duties are refused: they belong to persons,
    see `appoint_officer`.
    """
    require(policy.may_grant(by))
    wanted = _check_duties(duties)
    hall = hall or (window.hall if window else None)
    values: dict[str, object] = {
        "name": required(name, "name", "岗位名称", 60),
        "organ_id": organ.pk,
        "hall_id": hall.pk if hall else None,
        "window_id": window.pk if window else None,
        "leadership": Leadership(leadership).value,
        "runs_daily": runs_daily,
    }
    if values["leadership"] and hall is None:
        raise InvalidInput(fields={"hall": ["主任、副主任岗位要写明是哪个大厅的。"]})
    post = lock(Post, code=required(code, "code", "岗位编号", 60))
    if post is None:
        post = Post.objects.create(code=code, **values)
        PostDuty.objects.bulk_create(PostDuty(post=post, duty=duty) for duty in wanted)
        event = PostFounded(name=post.name, organ=organ.pk, duties=wanted)
        record(post, event, by=by, at=at)
        return post
    return _revise(post, values, wanted, by=by, at=at)


def _check_duties(duties: Iterable[Duty]) -> list[str]:
    wanted = sorted({Duty(duty).value for duty in duties})
    if not wanted:
        raise InvalidInput(fields={"duties": ["请至少选择一项职责。"]})
    if OFFICER_DUTIES & set(wanted):
        raise InvalidInput(fields={"duties": ["三员职责按人任命，不能写进岗位。"]})
    return wanted


def _revise(
    post: Post, values: dict[str, object], wanted: list[str], *, by: Actor, at: datetime
) -> Post:
    old = sorted(post.duties.values_list("duty", flat=True))
    changes = changes_of(post, values)
    if old == wanted and not changes:
        return post
    enlarged = set(wanted) - set(old) or "organ_id" in changes or "window_id" in changes
    if enlarged and _held_by_actor(post, by):
        raise SelfGrant
    for name, (_, new) in changes.items():
        setattr(post, name, new)
    post.save(update_fields=sorted(values))
    if old != wanted:
        post.duties.exclude(duty__in=wanted).delete()
        PostDuty.objects.bulk_create(
            PostDuty(post=post, duty=duty) for duty in wanted if duty not in old
        )
        changes["duties"] = (old, wanted)
    event = PostRevised(name=post.name, duties=wanted)
    record(post, event, by=by, at=at, changes=changes)
    return Post.objects.get(pk=post.pk)


def _held_by_actor(post: Post, by: Actor) -> bool:
    """Whether the actor holds the post now or later, or stands in on it."""
    own = post.holdings.filter(valid_to__isnull=True).values_list("staff_id", flat=True)
    later = post.holdings.filter(valid_to__isnull=False).values_list("staff_id", flat=True)
    covering = post.covers.values_list("staff_id", flat=True)
    return by.id in {str(pk) for rows in (own, later, covering) for pk in rows}


@action
def abolish_post(post: Post, *, on: date, reason: str, by: Actor, at: datetime) -> Post:
    """Abolish a post after its last day; whoever holds it ends with it."""
    require(policy.may_grant(by))
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.abolished_on is not None:
        raise PlaceClosed(name=post.name, on=post.abolished_on.isoformat())
    reason = required(reason, "reason", "理由", 200)
    for holding in post.holdings.filter(valid_to__isnull=True):
        end_holding(holding, on=max(on, holding.valid_from), reason=reason, by=by, at=at)
    post.abolished_on = on
    post.save(update_fields=["abolished_on"])
    record(post, PostAbolished(day=on.isoformat()), by=by, at=at, reason=reason)
    return post


@action
def appoint(
    staff: Staff,
    post: Post,
    *,
    valid_from: date,
    valid_to: date | None = None,
    role: RoleAB = RoleAB.NONE,
    by: Actor,
    at: datetime,
) -> Holding:
    """Give a member a post from a day on, as A, B or without distinction.

    Refuses oneself, a post already held, a second A or B in the same days, who has left, and an
    abolished post. Repeating an appointment that stands returns it.
    """
    require(policy.may_grant(by))
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    post = Post.objects.select_for_update().get(pk=post.pk)
    role = RoleAB(role)
    standing = staff.holdings.filter(
        post=post, role=role.value, valid_from=valid_from, valid_to=valid_to
    ).first()
    if standing is not None:
        return standing
    if policy.is_self(by, staff):
        raise SelfGrant
    wanted = check_order(valid_from, valid_to)
    _check_available(staff, post, wanted)
    _check_free(staff, post, role, wanted)
    holding = Holding.objects.create(
        staff=staff, post=post, role=role.value, valid_from=valid_from, valid_to=valid_to
    )
    event = HoldingBegan(
        holding=str(holding.pk),
        post=post.code,
        role=role.value,
        valid_from=valid_from.isoformat(),
        valid_to=valid_to.isoformat() if valid_to else None,
    )
    record(staff, event, by=by, at=at, changes={"post": (None, post.name)})
    return holding


def _check_available(staff: Staff, post: Post, wanted: Period) -> None:
    if staff.left_on is not None and (wanted.last is None or wanted.last > staff.left_on):
        raise StaffLeft(name=staff.name, on=staff.left_on.isoformat())
    if post.abolished_on is not None and (wanted.last is None or wanted.last > post.abolished_on):
        raise PlaceClosed(name=post.name, on=post.abolished_on.isoformat())


def _check_free(staff: Staff, post: Post, role: RoleAB, wanted: Period) -> None:
    for row in post.holdings.select_related("staff"):
        period = Period(row.valid_from, row.valid_to)
        if first_meeting(wanted, [period]) is None:
            continue
        if row.staff_id == staff.pk:
            raise PeriodOverlap(
                what=f"{staff.name}任“{post.name}”",
                start=row.valid_from.isoformat(),
                end=row.valid_to.isoformat() if row.valid_to else "长期",
            )
        if role and row.role == role.value:
            raise PostTaken(post=post.name, role=role.label, name=row.staff.name)


@action
def end_holding(holding: Holding, *, on: date, reason: str, by: Actor, at: datetime) -> Holding:
    """Set the last day of a term; that day still counts."""
    require(policy.may_grant(by))
    staff = Staff.objects.select_for_update().get(pk=holding.staff_id)
    holding = Holding.objects.select_related("post").get(pk=holding.pk)
    if holding.valid_to is not None and holding.valid_to < local_day(at):
        raise HoldingHasEnded(on=holding.valid_to.isoformat())
    if policy.is_self(by, staff) and holding.valid_to is not None and on > holding.valid_to:
        raise SelfGrant
    reason = required(reason, "reason", "理由", 200)
    check_order(holding.valid_from, on)
    old = holding.valid_to
    holding.valid_to = on
    holding.save(update_fields=["valid_to"])
    event = HoldingEnded(
        holding=str(holding.pk),
        post=holding.post.code,
        organ=holding.post.organ_id,
        last_day=on.isoformat(),
    )
    record(staff, event, by=by, at=at, reason=reason, changes={"valid_to": (old, on)})
    return holding
