"""Projects: a file over years, its agency window, its free agent, its four stages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.joint.enums import (
    KIND_NAMES,
    PROJECT_NAMES,
    STAGE_NAMES,
    STAGE_STATES,
    ProjectKind,
    ProjectState,
    StageCode,
    StageState,
)
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter


class AgencyRule(Recorded):
    """代办窗口规则: which organ's window is agent for a kind of project (全程委托代理)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    organ_code = models.CharField(max_length=40)
    basis = models.CharField(max_length=300)
    effective_on = models.DateField()
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-effective_on", "-set_at"]


class Project(models.Model):
    """建设项目: the file of one project, from its first paper to its acceptance.

    It hangs on a matter of its own, which carries its papers and its record over the years.
    """

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="project"
    )
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    investor = models.CharField(max_length=200)
    firm = models.ForeignKey(
        "identity.Firm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    major = models.BooleanField(default=False)
    agency_code = models.CharField(max_length=40)
    full_agency = models.BooleanField(default=False)
    agency_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, default=ProjectState.RUNNING)
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency_code", "state", "matter"], name="joint_project_agency"),
            models.Index(fields=["opened_on", "kind"], name="joint_project_year"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return KIND_NAMES[ProjectKind(self.kind)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return PROJECT_NAMES[ProjectState(self.state)]


class Agency(models.Model):
    """代办员: the named person who carries a project through, free of charge."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="agents")
    staff_id = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    named_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(until__isnull=True), name="joint_one_agent"
            )
        ]
        indexes = [models.Index(fields=["staff_id", "until"], name="joint_agent_of")]


class AgencyStep(models.Model):
    """代办记录: what the agent did for the project, on which day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField()
    text = models.TextField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()


class Stage(models.Model):
    """联办阶段: one of the four joint stages of a project; a joint matter or a meeting does it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stages")
    code = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    service_code = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, default=StageState.AHEAD)
    begun_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="joint_stage_once")]

    @property
    def name(self) -> str:
        """The stage in Chinese."""
        return STAGE_NAMES[StageCode(self.code)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return STAGE_STATES[StageState(self.state)]
