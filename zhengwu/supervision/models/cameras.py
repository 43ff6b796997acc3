"""Cameras by window. No video is stored."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.supervision import enums


class Camera(Recorded):
    """监控点: where a camera stands, which window it sees, where its stream is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("编号", max_length=40, unique=True)
    place = models.CharField("位置", max_length=200)
    window = models.ForeignKey(
        "org.Window", models.PROTECT, null=True, blank=True, related_name="+"
    )
    stream = models.CharField("视频流地址", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, default=enums.CameraState.WORKING)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.CAMERA_STATES[enums.CameraState(self.state)]
