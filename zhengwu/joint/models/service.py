"""Joint services and their editions."""

from __future__ import annotations

import json
from functools import cached_property

from django.db import models
from django.db.models import Q

from zhengwu.joint.enums import EDITION_NAMES, EditionState
from zhengwu.joint.rules.document import ServiceDocument, read
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class Service(Recorded):
    """一件事: a joint service of several organs, as the catalogue of them lists it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    live = models.ForeignKey(
        "ServiceEdition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    suspended = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class ServiceEdition(Recorded):
    """一件事版本: one document of a joint service. Frozen from publication on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=EditionState.DRAFT)
    canonical = models.TextField()
    digest = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=120)
    drafted_by_id = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    published_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="joint_edition_number"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="published"), name="joint_edition_one_live"
            ),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="draft"), name="joint_edition_one_draft"
            ),
        ]

    @cached_property
    def document(self) -> ServiceDocument:
        """The typed document."""
        return read(json.loads(self.canonical))

    @property
    def label(self) -> str:
        """第2版（现行）"""
        return f"第{self.number}版（{EDITION_NAMES[EditionState(self.state)]}）"


_TEXT = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("service_id", "number", "canonical", "digest", "published_at")
)
guards.register(
    guards.Guard(
        "joint_serviceedition",
        "UPDATE",
        f"OLD.state <> 'draft' AND ({_TEXT} OR NEW.state = 'draft')",
        "a published edition of a joint service never changes",
    ),
    guards.Guard("joint_serviceedition", "DELETE", "", "an edition stays"),
)
