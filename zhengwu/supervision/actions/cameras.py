"""The register of cameras; whoever looks up a stream's address is recorded."""

from __future__ import annotations

from datetime import datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.org.models import Window
from zhengwu.supervision import policy
from zhengwu.supervision.actions.cards import needed
from zhengwu.supervision.enums import CameraState
from zhengwu.supervision.events import CameraChanged, CameraViewed
from zhengwu.supervision.models import Camera


@action
def register_camera(
    code: str, *, place: str, window: Window | None, stream: str, state: CameraState, by: Actor,
    at: datetime,
) -> Camera:  # fmt: skip
    """Register a camera, or change one of this code; the old stays in the journal."""
    policy.require(policy.oversees(by))
    code = needed(code, "code", "请填写编号")
    row = Camera.objects.select_for_update().filter(code=code).first() or Camera(code=code)
    old = (row.place, row.state) if row.journal_seq else None
    row.place = needed(place, "place", "请填写位置")
    row.window, row.stream, row.state = window, stream.strip(), state
    row.save()
    changes = {"place": (old[0], row.place), "state": (old[1], str(state))} if old else None
    event = CameraChanged(camera=code, window=window.code if window else "", state=state)
    record(row, event, by=by, at=at, changes=changes)
    return row


@action
def view_stream(camera: Camera, *, by: Actor, at: datetime) -> str:
    """The stream's address; that it was asked for is recorded."""
    policy.require(policy.oversees(by))
    row = Camera.objects.select_for_update().get(pk=camera.pk)
    record(row, CameraViewed(camera=row.code), by=by, at=at)
    return row.stream
