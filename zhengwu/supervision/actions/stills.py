"""Stills of a window at the time of a card: asked for, stored once, looked at, deleted.

The line to a camera is never held inside an act: a job fetches and then comes here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from zhengwu.files import actions as files
from zhengwu.files.actions import Received
from zhengwu.files.models import StoredFile
from zhengwu.journal.actions import action, record
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.matters import actions as matters
from zhengwu.supervision import policy, registry
from zhengwu.supervision.enums import CameraState, StillState
from zhengwu.supervision.events import (
    StillAsked,
    StillDeleted,
    StillMissed,
    StillTaken,
    StillViewed,
)
from zhengwu.supervision.models import Camera, Card, Still
from zhengwu.supervision.rules import refusals
from zhengwu.supervision.rules.stills import is_of_now, next_try

_LEASE = timedelta(minutes=2)  # not law: longer than any line is held


@action
def ask_stills(card: Card, *, by: Actor, at: datetime) -> list[Still]:
    """One row for each camera at the card's window; what hinders a still is said at once."""
    policy.require(policy.is_system(by))
    matters.lock(card.pk)
    card = Card.objects.select_related("finding", "matter").get(pk=card.pk)
    if not card.window:
        return []
    cameras = Camera.objects.filter(window__code=card.window).exclude(state=CameraState.OFF)
    known = set(Still.objects.filter(card=card).values_list("camera_id", flat=True))
    made = []
    for camera in cameras.order_by("code"):
        if camera.pk in known:
            continue
        still = Still.objects.create(card=card, camera=camera, asked_at=at, next_at=at)
        event = StillAsked(card=card.matter.number, camera=camera.code)
        record(still, event, by=by, at=at)
        if why := _hindered(card, camera, at):
            _miss(still, why, by, at)
        made.append(still)
    return made


def _hindered(card: Card, camera: Camera, at: datetime) -> str:
    minutes = registry.number("still_within", at)
    if not is_of_now(card.finding.occurred_at, card.dealt_at, minutes):
        return f"发牌时事情已经过去 {minutes} 分钟以上，画面看不到当时的情形，没有去取"
    if camera.state != CameraState.WORKING:
        return "监控点登记为故障"
    if not camera.notice_posted:
        return "监控点没有登记提示标识，依照个人信息保护法第二十六条不取画面"
    if not camera.ground:
        return "监控点没有登记留存画面的依据，依照个人信息保护法第二十六条不取画面"
    if not camera.takes_stills:
        return "监控点没有登记抓图地址"
    return ""


def take_up(still: Still, *, at: datetime) -> bool:
    """Lease a due still to this worker; False where another was quicker. Called by a job."""
    due = Still.objects.filter(pk=still.pk, state=StillState.WAITING, next_at=still.next_at)
    return bool(due.update(next_at=at + _LEASE, attempts=F("attempts") + 1))


def _locked(still: Still) -> Still:
    rows = Still.objects.select_for_update(of=("self",))
    return rows.select_related("card__matter", "camera").get(pk=still.pk)


@action
def keep_still(
    still: Still, *, received: Received, captured_at: datetime, by: Actor, at: datetime
) -> Still:
    """Store what the camera gave: once, also where two workers fetched it."""
    policy.require(policy.is_system(by))
    row = _locked(still)
    if row.state != StillState.WAITING:
        return row
    row.file = files.keep(
        received, purpose="still", retain_until=local_day(captured_at), by=by, at=at
    )
    row.state, row.reason, row.next_at = StillState.TAKEN, "", None
    row.digest, row.captured_at = received.digest, captured_at
    row.save()
    event = StillTaken(
        card=row.card.matter.number, camera=row.camera.code, digest=received.digest,
        size=received.size, media_type=received.media_type,
        captured_at=captured_at.isoformat(), attempts=row.attempts,
    )  # fmt: skip
    record(row, event, by=by, at=at)
    return row


@action
def put_off_still(still: Still, *, why: str, lasting: bool, by: Actor, at: datetime) -> Still:
    """The camera gave none: asked again after a growing pause, a few times, then given up."""
    policy.require(policy.is_system(by))
    row = _locked(still)
    if row.state != StillState.WAITING:
        return row
    pause, tries = (registry.number(one, at) for one in ("still_pause", "still_tries"))
    again = next_try(at, row.attempts, pause, tries)
    if again is None or lasting:
        return _miss(row, why, by, at)
    row.reason, row.next_at = why, again
    row.save(update_fields=["reason", "next_at"])
    return row


def _miss(row: Still, why: str, by: Actor, at: datetime) -> Still:
    row.state, row.reason, row.next_at = StillState.MISSED, why, None
    row.save(update_fields=["state", "reason", "next_at"])
    event = StillMissed(card=row.card.matter.number, camera=row.camera.code, attempts=row.attempts)
    record(row, event, by=by, at=at, reason=why)
    return row


@action
def view_still(still: Still, *, by: Actor, at: datetime) -> StoredFile:
    """The picture, for those who judge the card; who looked is recorded, once a day each."""
    row = _locked(still)
    policy.require(policy.may_see_still(by, row.card))
    if row.state != StillState.TAKEN or row.file is None:
        raise refusals.NoStill(state=row.state_name)
    looked = Entry.objects.filter(
        object_kind="supervision.still", object_id=str(row.pk), code=StillViewed.code,
        actor_id=by.id, occurred_at__gte=midnight(local_day(at)),
    )  # fmt: skip
    if not looked.exists():
        event = StillViewed(card=row.card.matter.number, camera=row.camera.code)
        record(row, event, by=by, at=at)
    return row.file


@action
def delete_still(still: Still, *, why: str, by: Actor, at: datetime) -> Still:
    """The bytes are given up; digest, camera and time of capture stay with the card."""
    policy.require(policy.is_system(by))
    row = _locked(still)
    if row.state != StillState.TAKEN or row.file is None:
        return row
    files.discard(row.file, by=by, at=at)
    row.state, row.deleted_at = StillState.DELETED, at
    row.save(update_fields=["state", "deleted_at"])
    event = StillDeleted(card=row.card.matter.number, camera=row.camera.code, digest=row.digest)
    record(row, event, by=by, at=at, reason=why)
    return row
