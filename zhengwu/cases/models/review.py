"""Expert review, tests by assigned staff, public notices and objections (许可法 36, 45, 55)."""

from __future__ import annotations

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.case import Case
from zhengwu.cases.models.forms import SealedForm
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Expert(Recorded):
    """评审专家: somebody who may be drawn; whose applications he keeps out of is listed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    unit = models.CharField(max_length=200)
    title = models.CharField(max_length=60, blank=True)
    conflicts = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "field", "unit"], name="cases_expert_once")
        ]
        indexes = [models.Index(fields=["field", "active"], name="cases_expert_field")]


class Draw(models.Model):
    """专家抽取: seed, pool and order, so that anybody can draw again and gets the same."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="draws")
    field = models.CharField(max_length=60)
    wanted = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=40)
    seed = models.CharField(max_length=64)
    order = models.JSONField()
    excluded = models.JSONField(default=list)
    drawn_by = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()
    conclusion = models.TextField(blank=True)
    passed = models.BooleanField(null=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    document_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "field"], name="cases_draw_once")]


class Seat(models.Model):
    """评审席位: one drawn expert: keeps out, or gives a signed opinion."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, default=enums.SeatState.DRAWN)
    reason = models.CharField(max_length=500, blank=True)
    opinion = models.TextField(blank=True)
    agrees = models.BooleanField(null=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "expert"], name="cases_seat_once")]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.SEAT_NAMES[enums.SeatState(self.state)]


class Assignment(models.Model):
    """检验检测检疫: two persons assigned, and what they found by which standard (许可法 55)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=10)
    people = models.JSONField()
    assigned_on = models.DateField()
    assign_by = models.DateField()
    assigned_by = models.CharField(max_length=120)
    standard = models.CharField(max_length=300, blank=True)
    findings = models.TextField(blank=True)
    passed = models.BooleanField(null=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    document_id = models.CharField(max_length=64, blank=True)

    @property
    def late(self) -> bool:
        """Assigned after the days the law gives."""
        return self.assigned_on > self.assign_by


class PublicNotice(models.Model):
    """公示: what is intended, open to objections of interested parties until its last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="public_notices")
    text = models.TextField()
    basis = models.CharField(max_length=300)
    from_on = models.DateField()
    to_on = models.DateField()
    document_id = models.CharField(max_length=64)
    published_by = models.CharField(max_length=120)
    published_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["to_on", "id"], name="cases_public_notice")]


class Objection(SealedForm):
    """公示异议: who objects (sealed), why, and the organ's answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    filed_key = models.CharField(max_length=80)
    text = models.TextField()
    filed_at = models.DateTimeField()
    adopted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    document_id = models.CharField(max_length=64, blank=True)
