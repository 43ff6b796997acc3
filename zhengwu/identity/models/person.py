"""Natural persons, how they were verified, and what they consented to."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhengwu.files.models import StoredFile
from zhengwu.identity.enums import ID_KIND_NAMES, Answer, How, IdKind, Level
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.text import masked_number


class Person(Recorded):
    """自然人: name and identity number, sealed. Many may *declare* a number, one is *verified*."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=50)
    id_kind = models.CharField(max_length=20, default=IdKind.RESIDENT)
    id_sealed = models.BinaryField()
    id_digest = models.CharField(max_length=64, db_index=True)
    phone_sealed = models.BinaryField(null=True, blank=True)
    level = models.CharField(max_length=10, default=Level.DECLARED)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=10, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A declaration proves nothing, so it must not block the true owner of the number.
            models.UniqueConstraint(
                fields=["id_digest"],
                condition=models.Q(level=Level.VERIFIED),
                name="identity_one_verified_person",
            ),
        ]

    @property
    def id_number(self) -> str:
        """The number in clear: for papers of a matter, never for logs."""
        return settings.VAULT.open(bytes(self.id_sealed), f"person/{self.id}/id")

    @property
    def phone(self) -> str:
        """The telephone number in clear, empty if none was given."""
        if not self.phone_sealed:
            return ""
        return settings.VAULT.open(bytes(self.phone_sealed), f"person/{self.id}/phone")

    @property
    def masked_id(self) -> str:
        """Enough of the number to recognise one's own."""
        return masked_number(self.id_number)

    @property
    def id_kind_name(self) -> str:
        """The paper's name in Chinese."""
        return ID_KIND_NAMES[IdKind(self.id_kind)]

    @property
    def is_verified(self) -> bool:
        """Whether somebody looked and said yes."""
        return self.level == Level.VERIFIED


class Verification(models.Model):
    """身份核验: one look at somebody's identity and what it ended with, a "no" included."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="verifications"
    )
    firm = models.ForeignKey(
        "identity.Firm", null=True, blank=True, on_delete=models.PROTECT,
        related_name="verifications",
    )  # fmt: skip
    how = models.CharField(max_length=10, choices=[(h.value, h.value) for h in How])
    provider = models.CharField(max_length=40, blank=True, default="")
    answer = models.CharField(max_length=12, choices=[(a.value, a.value) for a in Answer])
    facts = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True, default="")
    evidence = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="identity_looks")]
        constraints = [
            models.CheckConstraint(
                name="identity_verification_of_one",
                condition=models.Q(person__isnull=False, firm__isnull=True)
                | models.Q(person__isnull=True, firm__isnull=False),
            ),
        ]


class Consent(models.Model):
    """个人信息处理同意: to which notice somebody said yes, and when (个人信息保护法 14、17)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    notice = models.CharField(max_length=40)
    notice_digest = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "notice"], name="identity_one_consent_a_notice"
            )
        ]
