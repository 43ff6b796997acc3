"""Tables of forms."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from zhengwu.forms.enums import OPEN_DRAFTS, DraftState
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class FormVersion(Recorded):
    """表单版本: one published schema. It never changes; a correction is the next version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    canonical = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="forms_one_version"),
            models.UniqueConstraint(fields=["code", "digest"], name="forms_no_twin_version"),
        ]
        indexes = [models.Index(fields=["digest"], name="forms_by_digest")]

    @property
    def schema(self) -> dict[str, Any]:
        """The form-js schema."""
        value: dict[str, Any] = json.loads(self.canonical)
        return value


_FROZEN = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("code", "version", "title", "canonical", "digest", "published_at")
)
guards.register(
    guards.Guard("forms_formversion", "UPDATE", _FROZEN, "a published form never changes"),
    guards.Guard("forms_formversion", "DELETE", "", "a published form stays"),
)


class FormDraft(Recorded):
    """表单草稿: the next version of a form while it is edited, submitted and approved.

    One open draft a form. `mark` is the digest of `canonical`: nobody overwrites unseen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    base = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    canonical = models.TextField()
    mark = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.chinese) for s in DraftState], default=DraftState.DRAFT
    )
    reason = models.CharField(max_length=500, blank=True)
    # Everybody who changed it: none of them may approve it.
    hands = models.JSONField(default=list)
    drafted_by = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=500, blank=True)
    version = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(state__in=[s.value for s in OPEN_DRAFTS]),
                name="forms_one_open_draft",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（草稿）"

    @property
    def schema(self) -> dict[str, Any]:
        """The form-js schema."""
        value: dict[str, Any] = json.loads(self.canonical)
        return value

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return DraftState(self.state).chinese
