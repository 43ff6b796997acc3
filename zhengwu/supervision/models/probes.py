"""Probes and their versions."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.supervision import enums, registry


class Probe(Recorded):
    """监察规则: one thing the supervision looks for; what it says stands in its versions."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class ProbeVersion(models.Model):
    """监察规则版本: fixed once it is in force; judges acts from `effective_at` on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    probe = models.ForeignKey(Probe, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=enums.ProbeState.DRAFT)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=10)
    points = models.PositiveSmallIntegerField(default=0)
    per = models.CharField(max_length=10, default=enums.Per.ACT)
    kinds = models.JSONField(default=list, blank=True)
    triggers = models.JSONField(default=list)
    condition = models.TextField()
    group_by = models.CharField(max_length=20, blank=True)
    span = models.CharField(max_length=20, blank=True)
    answers = models.CharField(max_length=10, default=enums.Answers.ACTOR)
    answer_rule = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=300)
    source = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=10, default="design")
    reason = models.CharField(max_length=500, blank=True)
    effective_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    author_id = models.CharField(max_length=64, blank=True)
    author_name = models.CharField(max_length=120, blank=True)
    approver_name = models.CharField(max_length=120, blank=True)
    written_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["probe", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["probe", "number"], name="supervision_one_number"),
            models.UniqueConstraint(
                fields=["probe"],
                condition=models.Q(state__in=["draft", "proposed"]),
                name="supervision_one_draft",
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_at"], name="supervision_in_force")]

    @property
    def of_groups(self) -> bool:
        """Whether it looks at many acts of a group together instead of one matter's entries."""
        return bool(self.group_by)

    @property
    def group_name(self) -> str:
        """By what it groups and in which time, in Chinese; empty for the other kind."""
        if not self.group_by:
            return ""
        group, span = registry.groups().get(self.group_by), registry.spans().get(self.span)
        return f"{group.chinese if group else self.group_by}，{span.chinese if span else self.span}"

    @property
    def answers_name(self) -> str:
        """Who answers, in Chinese."""
        return enums.ANSWERS_NAMES[enums.Answers(self.answers)]

    @property
    def level_name(self) -> str:
        """The level in Chinese."""
        return enums.LEVEL_NAMES[enums.Level(self.level)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.PROBE_STATES[enums.ProbeState(self.state)]

    @property
    def per_name(self) -> str:
        """How often it counts, in Chinese."""
        return enums.PER_NAMES[enums.Per(self.per)]


class Sighting(models.Model):
    """所见: one entry as a probe of groups counted it; counted once however often it comes."""

    probe_code = models.CharField(max_length=40)
    group = models.CharField(max_length=120)
    entry_id = models.UUIDField()
    code = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    organ_code = models.CharField(max_length=40, blank=True)
    occurred_at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["probe_code", "entry_id"], name="supervision_seen_once")
        ]
        indexes = [
            models.Index(fields=["probe_code", "group", "occurred_at"], name="supervision_seen_by"),
            models.Index(fields=["probe_code", "occurred_at"], name="supervision_seen_in"),
        ]


class Judged(models.Model):
    """时段判断: a period whose groups a probe has judged, so that it is judged once."""

    probe_code = models.CharField(max_length=40)
    since = models.DateTimeField()
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["probe_code", "since"], name="supervision_judged_once")
        ]
