"""How places of service are built and looked after: milestones, inspections, meetings."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.township import enums


class _Placed(Recorded):
    """Something about one place: a centre, a trading centre, or the station of a village."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(
        "org.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=10)

    class Meta:
        abstract = True

    @property
    def place_name(self) -> str:
        """官盛镇便民服务中心, 某村便民服务站."""
        ending = enums.PLACE_NAMES[enums.PlaceKind(self.place)]
        return f"{self.village or self.organ.short_name}{ending}"


class Milestone(_Placed):
    """建设节点: one step of building a place, by when it is to be reached and when it was."""

    step = models.CharField(max_length=20)
    target_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "village", "place", "step"],
                name="township_milestone_once",
                nulls_distinct=False,
            )
        ]


class Inspection(_Placed):
    """建设验收: every row of the standard as it was seen; failed ones to be put right by a day."""

    results = models.JSONField(default=dict)
    failed = models.JSONField(default=list)
    passed = models.BooleanField()
    rectify_by = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    inspected_by = models.CharField(max_length=120)
    inspected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passed=True) | models.Q(rectify_by__isnull=False),
                name="township_failed_has_day",
            )
        ]
        indexes = [models.Index(fields=["organ", "-inspected_at", "id"], name="township_inspected")]


class Occasion(_Placed):
    """现场办公、例会、培训、考核: what was held where, who was there, what came of it."""

    kind = models.CharField(max_length=12)
    held_on = models.DateField()
    present = models.CharField(max_length=500)
    problems = models.TextField(blank=True)
    result = models.TextField()
    agent = models.ForeignKey(
        "org.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    grade = models.CharField(max_length=10, blank=True)
    figures = models.JSONField(default=dict)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organ", "-held_on", "id"], name="township_occasions")]

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return enums.OCCASION_NAMES[enums.OccasionKind(self.kind)]

    @property
    def grade_name(self) -> str:
        """How an agent was assessed."""
        return enums.GRADE_NAMES[enums.Grade(self.grade)] if self.grade else ""
