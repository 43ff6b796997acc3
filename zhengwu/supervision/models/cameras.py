"""Cameras by window, and the stills taken at the time of a card. No video is stored."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.supervision import enums


class Camera(Recorded):
    """监控点: where a camera stands, which window it sees, where its stream and its stills are.

    User and password are sealed; they are in no page and no entry. A still is asked for only where
    the notice hangs and the ground for it is written down.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("编号", max_length=40, unique=True)
    place = models.CharField("位置", max_length=200)
    window = models.ForeignKey(
        "org.Window", models.PROTECT, null=True, blank=True, related_name="+"
    )
    stream = models.CharField("视频流地址", max_length=300, blank=True)
    kind = models.CharField("类型", max_length=20, default="http")
    snapshot = models.CharField("抓图地址", max_length=300, blank=True)
    credentials = models.BinaryField(null=True, blank=True, editable=False)
    notice_posted = models.BooleanField("已设置显著的提示标识", default=False)
    ground = models.CharField("留存画面的依据", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, default=enums.CameraState.WORKING)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.place}"

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.CAMERA_STATES[enums.CameraState(self.state)]

    @property
    def takes_stills(self) -> bool:
        """Whether a still may be asked for at all."""
        return bool(
            self.state == enums.CameraState.WORKING
            and self.notice_posted
            and self.ground
            and (self.snapshot or self.kind != "http")
        )


class Still(Recorded):
    """发牌画面: one camera's still of a window at the time of a card; stored exactly once.

    `digest` and `captured_at` stay when the bytes are deleted at the end of their retention.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    card = models.ForeignKey("supervision.Card", models.PROTECT, related_name="stills")
    camera = models.ForeignKey(Camera, models.PROTECT, related_name="stills")
    state = models.CharField(max_length=10, default=enums.StillState.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    file = models.OneToOneField(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["camera__code"]
        constraints = [
            models.UniqueConstraint(fields=["card", "camera"], name="supervision_still_once")
        ]
        indexes = [
            models.Index(
                fields=["next_at"], name="supervision_stills_due", condition=Q(state="waiting")
            ),
            models.Index(fields=["camera", "-captured_at"], name="supervision_stills_of"),
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.STILL_STATES[enums.StillState(self.state)]

    @property
    def seconds_after(self) -> int:
        """How long after the card the picture was taken."""
        if self.captured_at is None:
            return 0
        return max(0, round((self.captured_at - self.card.dealt_at).total_seconds()))


class CameraSheet(Recorded):
    """监控点导入: a sheet of cameras as it was uploaded, with its report row by row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(editable=False)
    digest = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
