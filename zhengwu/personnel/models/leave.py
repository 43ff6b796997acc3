"""Applications for leave; the leave itself, with who stands in, is org's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import local_day
from zhengwu.personnel import enums, registry


class LeaveApplication(Recorded):
    """请假申请: asked for by the member, decided by the head of the unit or the centre.

    Agreed to, it becomes a leave with its cover; `leave` is the row that counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(
        "org.Staff", on_delete=models.PROTECT, related_name="leave_applications"
    )
    kind = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300)
    cover = models.ForeignKey(
        "org.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=enums.LeaveState.ASKED)
    answer = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decider_id = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    leave = models.OneToOneField(
        "org.Leave", on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="personnel_application_in_order",
            ),
            models.UniqueConstraint(
                fields=["staff", "starts_on"],
                condition=Q(state="asked"),
                name="personnel_application_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_on"], name="personnel_applications"),
            models.Index(fields=["staff", "-asked_at"], name="personnel_applications_of"),
        ]

    @property
    def kind_name(self) -> str:
        """事假, 病假 …"""
        return str(registry.leave_kinds()[self.kind]["name"])

    @property
    def state_name(self) -> str:
        """What became of it."""
        return enums.LEAVE_STATES[enums.LeaveState(self.state)]

    @property
    def afterwards(self) -> bool:
        """Whether it was asked for when the first day had come already."""
        return self.starts_on < local_day(self.asked_at)


guards.register(guards.Guard("personnel_leaveapplication", "DELETE", why="history stays"))
guards.register(
    guards.Guard(
        "personnel_leaveapplication", "UPDATE",
        when="OLD.state <> 'asked' AND NEW.journal_seq = OLD.journal_seq",
        why="a decided application stays",
    )
)  # fmt: skip
