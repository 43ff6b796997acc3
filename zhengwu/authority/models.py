"""Letters of authority."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from zhengwu.files.models import StoredFile
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.org.models import Organ, Staff

from .enums import BActs, Representative, Verb


class Letter(Recorded):
    """授权委托书: what an organ's head lets one person do in its name, and until when.

    Both ends of the term count: a letter is good on `valid_to` and no longer the day after.
    `revoked_on` is the first day on which it is no longer good.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="letters")
    number = models.CharField("编号", max_length=60)
    holder = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="letters")
    role = models.CharField("首席代表", max_length=1, choices=Representative.choices())
    whole_organ = models.BooleanField("本单位全部事项")
    may_accept = models.BooleanField("受理", default=False)
    may_review = models.BooleanField("审查", default=False)
    may_decide = models.BooleanField("决定", default=False)
    may_seal = models.BooleanField("用印", default=False)
    b_acts = models.CharField("B角行权", max_length=14, choices=BActs.choices())
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")
    signed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="signed_letters")
    signed_on = models.DateField("签署日期")
    scan = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    renews = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoke_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        ordering = ["-valid_from", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "number"], name="authority_letter_number_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="authority_letter_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(may_accept=True)
                | Q(may_review=True)
                | Q(may_decide=True)
                | Q(may_seal=True),
                name="authority_letter_lets_something",
            ),
            models.CheckConstraint(
                condition=~Q(holder=F("signed_by")), name="authority_letter_not_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | ~Q(revoke_reason=""),
                name="authority_letter_revoked_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "organ", "valid_to"], name="authority_by_holder"),
            models.Index(fields=["organ", "valid_to"], name="authority_by_organ"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def verbs(self) -> list[Verb]:
        """What the letter lets its holder do."""
        return [verb for verb in Verb if getattr(self, f"may_{verb.value}")]

    def in_force(self, day: date) -> bool:
        """Whether the letter is good on this day; last day included, day of revocation not."""
        if self.revoked_on is not None and self.revoked_on <= day:
            return False
        return self.valid_from <= day <= self.valid_to


class LetterItem(models.Model):
    """授权事项: one item code a letter is limited to."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="items")
    item_code = models.CharField("事项编码", max_length=80)

    class Meta:
        ordering = ["item_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "item_code"], name="authority_letter_item_once"
            )
        ]
        indexes = [models.Index(fields=["item_code"], name="authority_by_item")]


# A signed letter says what it said: it can be revoked and renewed, never rewritten; its scan may
# be added later, never exchanged.
_SIGNED = (
    "organ_id",
    "number",
    "holder_id",
    "role",
    "whole_organ",
    "may_accept",
    "may_review",
    "may_decide",
    "may_seal",
    "b_acts",
    "valid_from",
    "valid_to",
    "signed_by_id",
    "signed_on",
)
guards.register(
    guards.Guard("authority_letter", "DELETE", why="a signed letter stays"),
    guards.Guard(
        "authority_letter",
        "UPDATE",
        when=" OR ".join(f"NEW.{name} <> OLD.{name}" for name in (*_SIGNED, "scan_id")),
        why="a signed letter is not rewritten",
    ),
)
guards.append_only("authority_letteritem")
