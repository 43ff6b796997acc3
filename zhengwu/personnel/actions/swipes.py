"""Signing in and out where there is no fingerprint device: by card, or at one's own desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_instant, local_day
from zhengwu.org.models import Staff
from zhengwu.personnel import policy, queries, registry
from zhengwu.personnel.enums import Source
from zhengwu.personnel.events import Swiped
from zhengwu.personnel.models import Device, Enrolment, Swipe
from zhengwu.personnel.rules.refusals import (
    CardUnknown,
    DeskSwipeOff,
    Missing,
    NotExpected,
    SwipedJustNow,
)


@action
def sign_in(*, by: Actor, at: datetime) -> Swipe:
    """The person signs in or out at his own desk, where the hours of duty allow that."""
    policy.require(policy.may_use(by))
    staff = Staff.objects.select_for_update().filter(pk=by.id).first()
    if staff is None:
        raise NotPermitted
    expected = queries.expected_on(local_day(at), staff=staff.pk).get(staff.pk)
    if expected is None:
        raise NotExpected(name=staff.name)
    if not expected.shift.desk_allowed:
        raise DeskSwipeOff(scope=expected.shift.scope_name)
    return _swipe(staff, Source.DESK, "", "desk_again_after", by=by, at=at)


@action
def swipe_card(number: str, *, device: Device, by: Actor, at: datetime) -> Swipe:
    """A card was held to the reader of a hall; its number is typed in by the reader."""
    policy.require(policy.keeps(by))
    if device.retired_on is not None and device.retired_on <= local_day(at):
        raise Missing(fields={"device": ["这台考勤机已经停用"]})
    rows = Enrolment.objects.filter(source=Source.CARD, number=clean(number).strip())
    row = rows.filter(ended_on=None).first()
    if row is None:
        raise CardUnknown(fields={"number": ["没有登记这个卡号"]})
    staff = Staff.objects.select_for_update().get(pk=row.staff_id)
    return _swipe(staff, Source.CARD, device.code, "desk_again_after", by=by, at=at)


def _swipe(
    staff: Staff, source: Source, device: str, again: str, *, by: Actor, at: datetime
) -> Swipe:
    since = at - timedelta(minutes=int(registry.value(again, at)))
    last = Swipe.objects.filter(staff=staff, swiped_at__gt=since, swiped_at__lte=at).first()
    if last is not None:
        raise SwipedJustNow(at=format_instant(last.swiped_at))
    row = Swipe(staff=staff, swiped_at=at, day=local_day(at), source=source, device=device)
    row.save(force_insert=True)
    event = Swiped(staff=str(staff.pk), staff_name=staff.name, organ=staff.organ_id, source=source)
    record(staff, event, by=by, at=at)
    return row
