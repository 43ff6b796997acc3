"""Appointments."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from zhengwu.hall.enums import AppointmentState, BookedBy
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id, query_code

_CONTEXT = "hall/appointment"
CODE_LENGTH = 8


def new_code() -> str:
    """What is shown or read aloud when one arrives."""
    return query_code(CODE_LENGTH)


class Appointment(Recorded):
    """预约: somebody comes for a business at a time. Name, telephone and number are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code)
    key = models.CharField(max_length=80, unique=True)
    hall = models.ForeignKey("org.Hall", models.PROTECT, related_name="appointments")
    queue = models.ForeignKey("hall.Queue", models.PROTECT, related_name="appointments")
    item_code = models.CharField(max_length=100, blank=True)
    item_name = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_by = models.CharField(max_length=8, choices=BookedBy.choices())
    state = models.CharField(
        max_length=10, choices=AppointmentState.choices(), default=AppointmentState.BOOKED.value
    )
    person = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    sealed = models.BinaryField(default=bytes, editable=False)
    number_digest = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)
    written_by = models.CharField(max_length=120)
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["queue", "starts_at", "state"], name="hall_slots"),
            models.Index(fields=["hall", "day", "state"], name="hall_appointments_of_day"),
            models.Index(fields=["number_digest", "day"], name="hall_appointments_number"),
            models.Index(fields=["person", "-starts_at"], name="hall_appointments_person"),
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return AppointmentState.label_of(self.state)

    @property
    def booked_by_name(self) -> str:
        """How it was made, in Chinese."""
        return BookedBy.label_of(self.booked_by)

    @property
    def who(self) -> dict[str, str]:
        """name, phone, number (the last four digits only)."""
        if not self.sealed:
            return {}
        found: dict[str, str] = json.loads(settings.VAULT.open(self.sealed, context=_CONTEXT))
        return found

    @who.setter
    def who(self, value: dict[str, Any]) -> None:
        self.sealed = settings.VAULT.seal(json.dumps(value, ensure_ascii=False), _CONTEXT)
