"""Cameras by window, and stills at the time of a card. No video is stored."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.supervision import enums


class Camera(Recorded):
    """监控点: where a camera stands, which window it sees, whence stream and stills come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("编号", max_length=40, unique=True)
    place = models.CharField("位置", max_length=200)
    hall = models.ForeignKey("org.Hall", models.PROTECT, related_name="+")
    window = models.ForeignKey(
        "org.Window", models.PROTECT, null=True, blank=True, related_name="+"
    )
    stream = models.CharField("视频流地址", max_length=300, blank=True)
    still = models.CharField("抓图地址", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, default=enums.CameraState.WORKING)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["window", "state"], name="supervision_camera_at")]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.CAMERA_STATES[enums.CameraState(self.state)]


class Still(models.Model):
    """监控画面: one still of a camera at the time of a card, or why there is none."""

    card = models.ForeignKey("supervision.Card", models.PROTECT, related_name="stills")
    camera = models.ForeignKey(Camera, models.PROTECT, null=True, related_name="stills")
    state = models.CharField(max_length=10, default=enums.StillState.WANTED)
    why_none = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "camera"], name="supervision_still_once")
        ]
