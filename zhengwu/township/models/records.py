"""What a town's centre writes down: receptions, the four registers, reports."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter
from zhengwu.township import enums

_CONTEXT = "township/person"


class _Person(models.Model):
    """Name and telephone of whom it is about, sealed at rest."""

    person = models.BinaryField(default=bytes, editable=False)

    class Meta:
        abstract = True

    @property
    def who(self) -> dict[str, str]:
        """name, phone."""
        if not self.person:
            return {}
        found: dict[str, str] = json.loads(settings.VAULT.open(self.person, context=_CONTEXT))
        return found

    @who.setter
    def who(self, value: dict[str, Any]) -> None:
        self.person = settings.VAULT.seal(json.dumps(value, ensure_ascii=False), _CONTEXT)


class Reception(_Person):
    """来访办理: a light matter of its own – consultation, problem, hardship help, review."""

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="reception"
    )
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=12, default=enums.ReceptionState.REGISTERED)
    town = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="receptions")
    village = models.ForeignKey(
        "org.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    item_code = models.CharField(max_length=100, blank=True)
    text = models.TextField()
    section = models.CharField(max_length=10, default=enums.Section.INTAKE)
    opinion = models.TextField(blank=True)
    directed = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    registered_by = models.CharField(max_length=120)
    registered_at = models.DateTimeField()
    done_by = models.CharField(max_length=120, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["town", "-registered_at", "matter"], name="township_receptions")
        ]

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return enums.RECEPTION_NAMES[enums.ReceptionKind(self.kind)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.RECEPTION_STATES[enums.ReceptionState(self.state)]

    @property
    def section_name(self) -> str:
        """The section in Chinese."""
        return enums.SECTION_NAMES[enums.Section(self.section)]


class RegisterRow(Recorded, _Person):
    """四登记: one line of a register of a town's centre."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=12)
    town = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="register_rows")
    village = models.ForeignKey(
        "org.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=500)
    planned_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=500, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    closed_by = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["town", "register", "-written_at", "id"], name="township_register")
        ]


class TownReport(Recorded):
    """月报、季报: what a town hands in to the county's centre, and when it was read there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    town = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10)
    first_day = models.DateField()
    due_on = models.DateField()
    figures = models.JSONField(default=dict)
    practice = models.TextField(blank=True)
    handed_in_by = models.CharField(max_length=120, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    read_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "kind", "first_day"], name="township_report_once"
            )
        ]

    @property
    def late(self) -> bool:
        """Handed in after the day, or not at all by now."""
        from zhengwu.kernel.time import local_day

        return self.handed_in_at is not None and local_day(self.handed_in_at) > self.due_on

    @property
    def kind_name(self) -> str:
        """月报 or 季报."""
        return enums.REPORT_NAMES[enums.ReportKind(self.kind)]
