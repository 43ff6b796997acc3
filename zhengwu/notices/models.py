"""Tables of messages and of their way outside."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter
from zhengwu.notices.enums import DispatchState


class Message(Recorded):
    """消息: one thing one recipient was told. Its words are sealed: they may name a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.CharField("收件人", max_length=90)
    subject_sealed = models.BinaryField()
    text_sealed = models.BinaryField()
    link = models.CharField("链接", max_length=200, blank=True)
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    dedupe = models.CharField(max_length=160, unique=True)
    sent_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读", null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["recipient", "-sent_at", "-id"], name="notices_inbox"),
            models.Index(
                fields=["recipient"],
                name="notices_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    @cached_property
    def subject(self) -> str:
        """The heading."""
        return settings.VAULT.open(bytes(self.subject_sealed), context=f"message/{self.pk}/subject")

    @cached_property
    def text(self) -> str:
        """The words."""
        return settings.VAULT.open(bytes(self.text_sealed), context=f"message/{self.pk}/text")


class Dispatch(models.Model):
    """发送: a message's way on one channel outside the house."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="dispatches")
    channel = models.CharField("渠道", max_length=12)
    address_sealed = models.BinaryField()
    state = models.CharField("状态", max_length=10, default=DispatchState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("原因", max_length=200, blank=True)
    settled_at = models.DateTimeField("时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notices_one_way_a_channel")
        ]
        indexes = [models.Index(fields=["state", "id"], name="notices_by_state")]

    @property
    def state_name(self) -> str:
        """The state in words."""
        return DispatchState(self.state).label

    @property
    def address(self) -> str:
        """The number or mail address."""
        return settings.VAULT.open(
            bytes(self.address_sealed), context=f"dispatch/{self.message_id}/{self.channel}"
        )


guards.register(
    guards.Guard("notices_message", "DELETE"),
    guards.Guard(
        "notices_message",
        "UPDATE",
        when="OLD.text_sealed <> NEW.text_sealed OR OLD.recipient <> NEW.recipient",
        why="what was told stays told",
    ),
)
