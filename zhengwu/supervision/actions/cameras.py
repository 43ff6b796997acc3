"""The register of cameras; whoever looks up a stream's address is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from zhengwu.jobs.actions import enqueue
from zhengwu.jobs.models import Job
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.org.models import Window
from zhengwu.supervision import policy, registry
from zhengwu.supervision.actions.cards import needed
from zhengwu.supervision.enums import CameraState
from zhengwu.supervision.events import CameraChanged, CameraTried, CameraViewed
from zhengwu.supervision.models import Camera
from zhengwu.supervision.rules import refusals
from zhengwu.supervision.rules.stills import address_of, admits, literal

_STREAMS = ("rtsp", "rtsps", "http", "https")


@dataclass(frozen=True, slots=True)
class CameraPlan:
    """What is written down of a camera. An empty `user` leaves the sealed sign-in as it is;
    `forget_sign_in` removes it."""

    place: str
    window: Window | None = None
    stream: str = ""
    kind: str = "http"
    snapshot: str = ""
    user: str = ""
    password: str = ""
    forget_sign_in: bool = False
    notice_posted: bool = False
    ground: str = ""
    state: CameraState = CameraState.WORKING


def _checked_stream(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in _STREAMS or not parts.hostname:
        raise refusals.Missing(fields={"stream": ["地址要以 rtsp://、http:// 或者 https:// 开头"]})
    if parts.username is not None or parts.password is not None:
        raise refusals.Missing(fields={"stream": ["地址里不能写用户名和密码"]})
    return text


def _checked_snapshot(text: str) -> str:
    """A still's address; an address in figures must be allowed already now, a name when asked."""
    if not text:
        return ""
    try:
        address = address_of(text)
    except ValueError as problem:
        raise refusals.Missing(fields={"snapshot": [str(problem)]}) from None
    number = literal(address.host)
    allowed = settings.CAMERA_NETWORKS
    known = number and admits(address.host, [number], allowed)
    if not known and (number or address.host.lower() not in {one.lower() for one in allowed}):
        told = "、".join(allowed) or "还没有允许任何网段"
        raise refusals.CameraOutside(allowed=told, fields={"snapshot": [
            f"不在允许的网段内（{told}）；网段由系统管理员在服务器上设定"]})  # fmt: skip
    return text


def sound(stream: str, snapshot: str) -> None:
    """Nothing where both addresses could be registered; else the refusal."""
    _checked_stream(stream)
    _checked_snapshot(snapshot)


@action
def register_camera(code: str, *, plan: CameraPlan, by: Actor, at: datetime) -> Camera:
    """Register a camera, or change one of this code; the old stays in the journal."""
    policy.require(policy.oversees(by))
    code = needed(code, "code", "请填写编号")
    row = Camera.objects.select_for_update().filter(code=code).first() or Camera(code=code)
    values: dict[str, Any] = {
        "place": needed(plan.place, "place", "请填写位置"),
        "window_id": plan.window.pk if plan.window else None,
        "stream": _checked_stream(plan.stream.strip()),
        "kind": plan.kind,
        "snapshot": _checked_snapshot(plan.snapshot.strip()),
        "notice_posted": plan.notice_posted,
        "ground": clean(plan.ground).strip()[:300],
        "state": str(plan.state),
    }
    if plan.kind not in registry.camera_kinds():
        raise refusals.Missing(fields={"kind": ["请选择类型"]})
    changes = {
        name: (str(getattr(row, name) or ""), str(value or ""))
        for name, value in values.items()
        if row.journal_seq and str(getattr(row, name) or "") != str(value or "")
    }
    for name, value in values.items():
        setattr(row, name, value)
    if plan.user or plan.forget_sign_in:
        row.credentials = None if plan.forget_sign_in else _sealed(row, plan)
        changes["sign_in"] = ("—", "已清除" if plan.forget_sign_in else "已更换")
    row.save()
    window = plan.window.code if plan.window else ""
    event = CameraChanged(camera=code, window=window, state=plan.state)
    record(row, event, by=by, at=at, changes=changes)
    return row


def _sealed(row: Camera, plan: CameraPlan) -> bytes:
    sealed: bytes = settings.VAULT.seal(f"{plan.user}\0{plan.password}", f"camera/{row.pk}")
    return sealed


def sign_in_of(camera: Camera) -> tuple[str, str]:
    """User and password for the line; both empty where none are registered. Never shown."""
    if not camera.credentials:
        return "", ""
    user, _, password = settings.VAULT.open(camera.credentials, f"camera/{camera.pk}").partition(
        "\0"
    )
    return user, password


@action
def ask_trial(camera: Camera, *, by: Actor, at: datetime) -> Job:
    """Try the registered address: a job asks for one picture, tells what came, and keeps nothing.

    A picture of people is a picture of people: only where the notice hangs and the ground is
    written down (个人信息保护法 26).
    """
    policy.require(policy.oversees(by))
    row = Camera.objects.select_for_update().get(pk=camera.pk)
    if not row.snapshot and row.kind == "http":
        raise refusals.NothingToTry
    if not row.notice_posted or not row.ground:
        raise refusals.TrialUnlawful
    record(row, CameraTried(camera=row.code), by=by, at=at)
    title = f"试取画面：{row.code} {row.place}"[:200]
    return enqueue("supervision.try_camera", {"camera": str(row.pk)}, title=title, by=by, at=at)


@action
def view_stream(camera: Camera, *, by: Actor, at: datetime) -> str:
    """The stream's address; that it was asked for is recorded."""
    policy.require(policy.oversees(by))
    row = Camera.objects.select_for_update().get(pk=camera.pk)
    record(row, CameraViewed(camera=row.code), by=by, at=at)
    return row.stream
