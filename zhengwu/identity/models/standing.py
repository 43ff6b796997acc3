"""For whom somebody may act: firms, their people, powers of attorney."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models

from zhengwu.files.models import StoredFile
from zhengwu.identity.enums import Level, MandateState, MemberRole
from zhengwu.identity.models.person import Person
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Firm(Recorded):
    """法人和其他组织: known by its unified social credit code (GB 32100-2015)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, db_index=True)
    legal_representative = models.CharField(max_length=50)
    level = models.CharField(max_length=10, default=Level.DECLARED)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=models.Q(level=Level.VERIFIED),
                name="identity_one_verified_firm",
            ),
        ]

    @property
    def is_verified(self) -> bool:
        """Whether its papers were seen."""
        return self.level == Level.VERIFIED


class FirmMember(models.Model):
    """企业经办人: a person who may act for a firm; `until` is the last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=[(r.value, r.value) for r in MemberRole])
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "person"],
                condition=models.Q(removed_at__isnull=True),
                name="identity_one_membership",
            )
        ]

    def holds_on(self, day: date) -> bool:
        """Whether the person may act for the firm on this day."""
        return (
            self.removed_at is None
            and self.since <= day
            and (self.until is None or day <= self.until)
        )


class Mandate(Recorded):
    """授权委托（代办）: a principal lets an agent act, for named items, for a time.

    The agent is written as the principal knows them (name and number), and found by the digest of
    the number among verified persons: naming somebody tells nothing about whether they have an
    account. A village agent of the staff is known by his staff id: two of one name never share.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    principal = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    principal_firm = models.ForeignKey(
        Firm, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    agent_name = models.CharField(max_length=50)
    agent_sealed = models.BinaryField()
    agent_digest = models.CharField(max_length=64, db_index=True)
    items = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField()
    state = models.CharField(max_length=10, default=MandateState.ACTIVE)
    evidence = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.BooleanField(default=False)
    agent_staff_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identity_mandate_of_one",
                condition=models.Q(principal__isnull=False, principal_firm__isnull=True)
                | models.Q(principal__isnull=True, principal_firm__isnull=False),
            ),
            models.CheckConstraint(
                name="identity_mandate_in_order",
                condition=models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    @property
    def agent_number(self) -> str:
        """The agent's identity number in clear, as the principal gave it."""
        return settings.VAULT.open(bytes(self.agent_sealed), f"mandate/{self.id}/agent")

    @property
    def principal_name(self) -> str:
        """For whom the agent acts."""
        party = self.principal or self.principal_firm
        return party.name if party else ""

    def covers(self, item_code: str, day: date) -> bool:
        """Whether the agent may act for this item on this day; no items named means all."""
        return (
            self.state == MandateState.ACTIVE
            and self.valid_from <= day <= self.valid_to
            and (not self.items or item_code in self.items)
        )
