"""Tables of changes and of the versions they became."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.parameters.enums import OPEN_CHANGES, ChangeState


class Version(Recorded):
    """参数版本: approved values of one parameter, in force from a day on. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("类别", max_length=20)
    key = models.CharField("对象", max_length=120)
    number = models.PositiveIntegerField("版本")
    title = models.CharField("名称", max_length=200)
    content: Any = models.JSONField("内容", default=dict)
    effective_from = models.DateField("生效日期")
    # Also for matters that were running before; only kinds that move nobody's rights offer it.
    running = models.BooleanField("适用于正在计时的办件", default=False)
    reason = models.CharField("理由", max_length=500)
    drafted_by = models.CharField("起草人", max_length=120)
    approved_by = models.CharField("批准人", max_length=120)
    approved_at = models.DateTimeField("批准时间")
    taken_at = models.DateTimeField("开始执行", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "number"], name="parameters_one_version"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="parameters_version_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class Change(Recorded):
    """参数修改: the next version of a parameter while it is drafted, submitted and approved.

    One open change a parameter. `mark` is the digest of what is drafted: nobody overwrites unseen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("类别", max_length=20)
    key = models.CharField("对象", max_length=120)
    title = models.CharField("名称", max_length=200)
    before: Any = models.JSONField("现行内容", default=dict)
    content: Any = models.JSONField("修改后的内容", default=dict)
    effective_on = models.DateField("生效日期")
    running = models.BooleanField("适用于正在计时的办件", default=False)
    mark = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.chinese) for s in ChangeState],
        default=ChangeState.DRAFT,
    )
    reason = models.CharField("理由", max_length=500, blank=True)
    # Everybody who changed it: none of them may approve it.
    hands: Any = models.JSONField(default=list)
    drafted_by = models.CharField("起草人", max_length=120)
    drafted_at = models.DateTimeField("起草时间")
    changed_at = models.DateTimeField("改动时间")
    decided_by = models.CharField("审批人", max_length=120, blank=True)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    opinion = models.CharField("意见", max_length=500, blank=True)
    version = models.OneToOneField(
        Version, models.PROTECT, null=True, blank=True, related_name="change"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=[s.value for s in OPEN_CHANGES]),
                name="parameters_one_open_change",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（修改）"

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return ChangeState(self.state).chinese

    @property
    def open(self) -> bool:
        """Drafted or submitted."""
        return self.state in OPEN_CHANGES


_FROZEN = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in (
        *("kind", "key", "number", "content", "effective_from", "running"),
        *("reason", "drafted_by", "approved_by"),
    )
)
guards.register(
    guards.Guard("parameters_version", "DELETE"),
    guards.Guard("parameters_version", "UPDATE", _FROZEN, "an approved version never changes"),
)
