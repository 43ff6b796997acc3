"""What may be rated, and the rating."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from zhengwu.evaluation import enums, registry
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.digests import digest
from zhengwu.kernel.ids import new_id

_TOKEN_LENGTH = 24  # hexadecimal places: 96 bits, and short enough for a QR code on a slip


def token_digest(token: str) -> str:
    """By what a token is found again; the token itself is nowhere stored."""
    return digest(f"evaluation/{token}")


class Service(Recorded):
    """服务事件: one event of one matter (or one visit) that one evaluator may rate once.

    Its token is derived from its id by the installation's key, so that neither the database nor
    whoever guesses gets hold of one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=80)
    event = models.CharField(max_length=20)
    scene = models.CharField(max_length=8)
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.CharField(max_length=60)
    item_code = models.CharField(max_length=80, blank=True)
    item_name = models.CharField(max_length=300)
    organ_code = models.CharField(max_length=40)
    region_code = models.CharField(max_length=12, blank=True)
    window_id = models.CharField(max_length=40, blank=True)
    staff_id = models.CharField(max_length=64, blank=True)
    staff_name = models.CharField(max_length=120, blank=True)
    evaluator_key = models.CharField(max_length=80, blank=True)
    served_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    token_digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "event", "evaluator_key"],
                name="evaluation_one_service_event",
            )
        ]
        indexes = [
            models.Index(fields=["evaluator_key", "-served_at"], name="evaluation_by_evaluator"),
            models.Index(fields=["window_id", "-served_at"], name="evaluation_by_window"),
            models.Index(fields=["served_at"], name="evaluation_by_service_day"),
            models.Index(fields=["number"], name="evaluation_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.item_name}"

    @property
    def token(self) -> str:
        """The secret of the link; computed, never stored."""
        key: str = settings.VAULT.keyed_digest(str(self.pk), "evaluation/token")
        return key[:_TOKEN_LENGTH]

    @property
    def scene_name(self) -> str:
        """The scene in Chinese."""
        return enums.SCENE_NAMES[enums.Scene(self.scene)]


class Rating(models.Model):
    """评价: given once for one service event. Level and words stay as they were given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.OneToOneField(Service, models.PROTECT, related_name="rating")
    level = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    text = models.TextField(blank=True)
    channel = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    final_at = models.DateTimeField()
    appended_text = models.TextField(blank=True)
    appended_at = models.DateTimeField(null=True, blank=True)
    item_code = models.CharField(max_length=80, blank=True)
    organ_code = models.CharField(max_length=40)
    region_code = models.CharField(max_length=12, blank=True)
    window_id = models.CharField(max_length=40, blank=True)
    staff_id = models.CharField(max_length=64, blank=True)
    name_agreed = models.BooleanField(default=False)
    contact_sealed = models.BinaryField(null=True, blank=True)
    device = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=64, blank=True)
    standing = models.CharField(max_length=8, default=enums.Standing.COUNTED)
    evidence = models.JSONField(default=list)
    standing_reason = models.CharField(max_length=500, blank=True)
    standing_by = models.CharField(max_length=120, blank=True)
    standing_at = models.DateTimeField(null=True, blank=True)
    publication = models.CharField(max_length=10, default=enums.Publication.PENDING)
    public_text = models.TextField(blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=5), name="evaluation_five_levels"
            )
        ]
        indexes = [
            models.Index(fields=["given_at", "standing"], name="evaluation_by_day"),
            models.Index(fields=["organ_code", "-given_at"], name="evaluation_by_organ"),
            models.Index(fields=["staff_id", "-given_at"], name="evaluation_by_staff"),
            models.Index(fields=["item_code", "-given_at"], name="evaluation_by_item"),
            models.Index(
                fields=["device", "-given_at"], condition=~models.Q(device=""),
                name="evaluation_by_device",
            ),
            models.Index(
                fields=["network", "-given_at"], condition=~models.Q(network=""),
                name="evaluation_by_network",
            ),
            models.Index(
                fields=["phone", "-given_at"], condition=~models.Q(phone=""),
                name="evaluation_by_phone",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.service} {self.level_name}"

    @property
    def level_name(self) -> str:
        """The level in Chinese."""
        return enums.LEVEL_NAMES[enums.Level(self.level)]

    @property
    def negative(self) -> bool:
        """Levels 4 and 5 are 差评."""
        return self.level in enums.NEGATIVE

    @property
    def channel_name(self) -> str:
        """The channel in Chinese."""
        return enums.CHANNEL_NAMES[enums.Channel(self.channel)]

    @property
    def standing_name(self) -> str:
        """Whether it counts, in Chinese."""
        return enums.STANDING_NAMES[enums.Standing(self.standing)]

    @property
    def publication_name(self) -> str:
        """Whether its words are public, in Chinese."""
        return enums.PUBLICATION_NAMES[enums.Publication(self.publication)]

    @property
    def reason_names(self) -> list[str]:
        """The words of what was ticked."""
        return registry.reason_names(self.level, self.reasons)

    @property
    def evidence_words(self) -> list[str]:
        """Why it was set aside, in Chinese with its figures."""
        return [_worded(row) for row in self.evidence]

    @property
    def contact(self) -> str:
        """The telephone number the evaluator left, in clear; for whoever must call."""
        if not self.contact_sealed:
            return ""
        return settings.VAULT.open(bytes(self.contact_sealed), f"rating/{self.pk}/contact")

    @property
    def times(self) -> int:
        """评价次数: one, or two with what was appended."""
        return 2 if self.appended_at else 1

    def final(self, at: datetime) -> bool:
        """Whether nothing can be added any more: from then on the unit may see it."""
        return at >= self.final_at


def _worded(row: dict[str, Any]) -> str:
    words = enums.SUSPICION_NAMES[enums.Suspicion(row["kind"])]
    if not row["minutes"]:
        return words
    return f"{words}：{row['minutes']} 分钟内 {row['count']} 次（一般不超过 {row['most']} 次）"


# What a citizen said stays as it was said: nobody deletes it, nobody turns it round.
guards.register(
    guards.Guard("evaluation_rating", "DELETE", why="a rating is never deleted"),
    guards.Guard(
        "evaluation_rating",
        "UPDATE",
        when="OLD.level <> NEW.level OR OLD.text <> NEW.text OR OLD.service_id <> NEW.service_id",
        why="a rating stays as it was given",
    ),
)
