"""Patrols and registers: what was seen or written down, and what had to follow from it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.personnel import enums

_CONTEXT = "personnel/register"


class Followed(Recorded):
    """Something that has to be answered by a day, and may have to be looked at again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    follow = models.CharField(max_length=8, default=enums.FollowState.NONE)
    due_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answerer_id = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def follow_name(self) -> str:
        """How far it is."""
        return enums.FOLLOW_NAMES[enums.FollowState(self.follow)]

    def overdue(self, today: date) -> bool:
        """Open past its day."""
        late = self.due_on is not None and self.due_on < today
        return self.follow == enums.FollowState.OPEN and late


class Patrol(Recorded):
    """巡查: a tour of the hall against the checklist."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    groups = models.JSONField(default=list)
    windows = models.JSONField(default=list)
    random = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-on", "id"], name="personnel_patrols")]


class PatrolFinding(Followed):
    """巡查发现: one item of the checklist that was not kept, at a window, by a person."""

    patrol = models.ForeignKey(Patrol, on_delete=models.PROTECT, related_name="findings")
    group = models.CharField(max_length=20)
    item = models.CharField(max_length=20)
    on = models.DateField()
    window = models.ForeignKey("org.Window", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    picture = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    first_asked = models.ForeignKey(
        "cases.FirstAsked", on_delete=models.PROTECT, null=True, related_name="+"
    )
    upheld = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["on", "organ"], name="personnel_findings"),
            models.Index(fields=["follow", "due_on"], name="personnel_findings_due"),
        ]


class RegisterEntry(Followed):
    """台账记录: a row of a register; its fields are those of its kind (data/registers.yaml)."""

    kind = models.CharField(max_length=20)
    on = models.DateField()
    title = models.CharField(max_length=200)
    values = models.JSONField(default=dict)
    sealed = models.BinaryField(default=bytes, editable=False)
    window = models.ForeignKey("org.Window", on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    person_id = models.CharField(max_length=64, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)
    written_by = models.CharField(max_length=120)
    writer_id = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "person_id"],
                condition=~models.Q(person_id="") & models.Q(void_reason=""),
                name="personnel_booked_once",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "-on", "id"], name="personnel_register"),
            models.Index(fields=["follow", "due_on"], name="personnel_register_due"),
        ]

    @property
    def content(self) -> dict[str, Any]:
        """The fields in clear."""
        if not self.sealed:
            return dict(self.values)
        found: dict[str, Any] = json.loads(settings.VAULT.open(bytes(self.sealed), _CONTEXT))
        return found

    def write(self, values: dict[str, Any], *, private: bool) -> None:
        """Keep the fields: sealed where only the keepers may read them."""
        if private:
            text = json.dumps(values, ensure_ascii=False)
            self.values, self.sealed = {}, settings.VAULT.seal(text, _CONTEXT)
        else:
            self.values = values


for _table in ("personnel_patrol", "personnel_patrolfinding", "personnel_registerentry"):
    guards.register(guards.Guard(_table, "DELETE", why="history stays"))
