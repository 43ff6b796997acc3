"""A period, its scores with their lines, objections and corrections."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from zhengwu.assessment import enums
from zhengwu.assessment.rules import periods
from zhengwu.kernel.ids import new_id


class Period(models.Model):
    """考核期: one scheme, one month, quarter or year; a matter of its own. `version` is the model
    it was computed by, and stays so once it is published."""

    matter = models.OneToOneField(
        "matters.Matter", models.PROTECT, primary_key=True, related_name="assessment_period"
    )
    scheme = models.ForeignKey("assessment.Scheme", models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=8)
    first_day = models.DateField()
    last_day = models.DateField()
    version = models.ForeignKey("assessment.SchemeVersion", models.PROTECT, related_name="periods")
    state = models.CharField(max_length=10, default=enums.PeriodState.COMPUTED)
    digest = models.CharField(max_length=64, blank=True)
    computed_by_id = models.CharField(max_length=64)
    computed_by = models.CharField(max_length=120)
    computed_at = models.DateTimeField()
    reviewed_by_id = models.CharField(max_length=64, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.CharField(max_length=120, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_day", "kind", "scheme"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "kind", "first_day"], name="assessment_period_once"
            )
        ]

    @property
    def words(self) -> str:
        """2026年10月."""
        return periods.words(enums.PeriodKind(self.kind), self.first_day)

    @property
    def kind_name(self) -> str:
        """月度, 季度 or 年度."""
        return enums.KIND_NAMES[enums.PeriodKind(self.kind)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.PERIOD_STATES[enums.PeriodState(self.state)]

    @property
    def shown(self) -> bool:
        """On the board."""
        return self.state in enums.SHOWN


class Score(models.Model):
    """得分: one subject in one period. `total` and `rank` are as computed; `present_total` and
    `present_rank` hold what approved corrections made of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, models.PROTECT, related_name="scores")
    subject = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40)
    staff_id = models.CharField(max_length=64, blank=True)
    klass = models.CharField(max_length=40, blank=True)
    klass_name = models.CharField(max_length=60, blank=True)
    matters = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=dict)
    minus = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0))
    plus = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal(0))
    before = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    months = models.JSONField(default=list)
    total = models.DecimalField(max_digits=8, decimal_places=2)
    rank = models.PositiveIntegerField(null=True, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    veto = models.CharField(max_length=500, blank=True)
    unranked = models.CharField(max_length=200, blank=True)
    present_total = models.DecimalField(max_digits=8, decimal_places=2)
    present_rank = models.PositiveIntegerField(null=True, blank=True)
    present_grade = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "subject"], name="assessment_score_once")
        ]
        indexes = [
            models.Index(fields=["organ_code", "period"], name="assessment_of_unit"),
            models.Index(fields=["staff_id", "period"], name="assessment_of_person"),
        ]

    @property
    def idle(self) -> bool:
        """Whether there was nothing to score: no matter, nothing taken off, nothing added."""
        scored = self.minus or self.plus or self.veto or self.corrected
        return bool(self.unranked) and not self.matters and not scored

    @property
    def corrected(self) -> bool:
        """Whether an approved correction changed it."""
        return self.present_total != self.total or self.present_rank != self.rank


class Line(models.Model):
    """计分项: what one criterion gave, with every fact behind it (day, text, link, points, met)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    score = models.ForeignKey(Score, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=6)
    source = models.CharField(max_length=60)
    basis = models.CharField(max_length=300, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    number = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    facts = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["score", "criterion"], name="assessment_line_once")
        ]

    @property
    def kind_name(self) -> str:
        """扣分, 加分 or 一票否决."""
        return enums.POINT_KINDS[enums.PointKind(self.kind)]


class Objection(models.Model):
    """异议: a unit's head or a person objects to a published score; decided by somebody else."""

    matter = models.OneToOneField(
        "matters.Matter", models.PROTECT, primary_key=True, related_name="assessment_objection"
    )
    score = models.ForeignKey(Score, models.PROTECT, related_name="objections")
    text = models.TextField()
    raised_by_id = models.CharField(max_length=64)
    raised_by = models.CharField(max_length=120)
    raised_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["score"],
                condition=models.Q(decided_at=None),
                name="assessment_one_open_objection",
            )
        ]

    @property
    def verdict_name(self) -> str:
        """The verdict in Chinese; empty before."""
        return enums.VERDICT_NAMES[enums.Verdict(self.verdict)] if self.verdict else "待裁定"


class Adjustment(models.Model):
    """更正: points added or taken by a reasoned entry; the computed value stays beside it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    score = models.ForeignKey(Score, models.PROTECT, related_name="adjustments")
    objection = models.ForeignKey(
        Objection, models.PROTECT, null=True, blank=True, related_name="adjustments"
    )
    points = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.TextField()
    state = models.CharField(max_length=10, default=enums.AdjustmentState.PROPOSED)
    proposed_by_id = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    old_total = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    new_total = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "pk"]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.ADJUSTMENT_STATES[enums.AdjustmentState(self.state)]
