"""Meetings: a recorded step with participants, minutes and signatures."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.joint.enums import MEETING_NAMES, MEETING_STATES, MeetingKind, MeetingState
from zhengwu.joint.models.matter import Joint
from zhengwu.joint.models.project import Project, Stage
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter


class Meeting(models.Model):
    """联审会议: a proof, joint review or consultation meeting (会商), led by the centre."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=14)
    subject = models.CharField(max_length=200)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    joint = models.ForeignKey(
        Joint, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    state = models.CharField(max_length=10, default=MeetingState.CALLED)
    planned_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    called_by = models.CharField(max_length=120)
    called_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    passed = models.BooleanField(null=True)
    document_id = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False) | Q(joint__isnull=False),
                name="joint_meeting_about_something",
            )
        ]
        indexes = [models.Index(fields=["state", "planned_at", "id"], name="joint_meetings")]

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return MEETING_NAMES[MeetingKind(self.kind)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return MEETING_STATES[MeetingState(self.state)]


class Participant(models.Model):
    """到会人员: who was asked, who came, what they said, and their signature."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="participants")
    organ_code = models.CharField(max_length=40)
    organ_name = models.CharField(max_length=120)
    staff_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120, blank=True)
    came = models.BooleanField(default=False)
    opinion = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organ_code"], name="joint_seat_once")
        ]
        indexes = [models.Index(fields=["organ_code", "meeting"], name="joint_seats")]
