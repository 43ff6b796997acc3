"""Tables of rules, day-off notices, clocks and their intervals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.clock.enums import (
    CONFIRMED,
    LABEL_ZH,
    OPEN_STATES,
    STAGE_ZH,
    UNIT_ZH,
    ClockState,
    Confidence,
    Consequence,
    Direction,
    Label,
    Origin,
    Stage,
    Unit,
)
from zhengwu.clock.rules import Terms, Timeline
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter


class Rule(Recorded):
    """时限规则: one version of one row of the table of clocks. A version is never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    origin = models.CharField(max_length=8, default=Origin.SHIPPED)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    month_day = models.CharField(max_length=5, blank=True)
    direction = models.CharField(max_length=8, default=Direction.FORWARD)
    roll = models.BooleanField(default=True)
    minimum = models.BooleanField(default=False)
    next_day = models.BooleanField(default=True)
    starts_on = models.CharField(max_length=80)
    extend_amount = models.PositiveIntegerField(null=True, blank=True)
    extend_unit = models.CharField(max_length=16, blank=True)
    extend_times = models.PositiveSmallIntegerField(default=0)
    extend_approver = models.CharField(max_length=80, blank=True)
    suspendable_by = models.JSONField(default=list)
    follows = models.BooleanField(default=False)
    on_expiry = models.CharField(max_length=200, blank=True)
    consequence = models.CharField(max_length=24, default=Consequence.CARD)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=8)
    evidence = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    extras = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    effective_from = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="clock_one_rule_version"),
            models.CheckConstraint(
                condition=Q(origin=Origin.SHIPPED)
                | (~Q(reason="") & Q(effective_from__isnull=False)),
                name="clock_local_rule_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_zh}（{self.code} 第{self.version}版）"

    @property
    def terms(self) -> Terms:
        """How it is counted."""
        return Terms(
            self.amount,
            Unit(self.unit),
            Direction(self.direction),
            self.roll,
            self.minimum,
            self.month_day,
            self.next_day,
        )

    @property
    def limit_words(self) -> str:
        """The limit as people say it: 20 个工作日, 当场, 每年1月31日以前."""
        if self.month_day:
            month, day = self.month_day.split("-")
            return f"每年{int(month)}月{int(day)}日以前"
        if not self.amount:
            return "当场" if self.unit == Unit.IMMEDIATE else "届满以前"
        return f"{self.amount} {UNIT_ZH[Unit(self.unit)]}"

    @property
    def to_be_confirmed(self) -> bool:
        """Whether somebody still has to confirm this value: a local parameter, not checked law."""
        return Confidence(self.confidence) not in CONFIRMED or "scope" in self.extras


class DayNotice(Recorded):
    """放假通知: days off of one year as announced; its id is the serial of the calendar."""

    year = models.PositiveSmallIntegerField()
    region_code = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    sources = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    loaded_by = models.CharField(max_length=120)
    loaded_at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    superseded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "region_code"],
                condition=Q(superseded=False),
                name="clock_one_notice_a_year",
            )
        ]

    @property
    def label(self) -> str:
        """How people name it."""
        return self.number or self.title

    def __str__(self) -> str:
        return self.label


class Day(models.Model):
    """放假调休日: one day that a notice makes an off day or a make-up working day."""

    notice = models.ForeignKey(DayNotice, on_delete=models.PROTECT, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "date"], name="clock_one_day_a_notice")
        ]


_OPEN = Q(state__in=list(OPEN_STATES))


class Clock(models.Model):
    """时限: one running limit of a matter. What follows from its ledger is kept as a cache.

    `due_on` is the last lawful day, `due_at` the exclusive end instant. `revision` grows with
    every write, so that whoever read an older row changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="clocks")
    # No index: rules are never deleted, and clocks are not looked up by them.
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule_code = models.CharField(max_length=80)
    label = models.CharField(max_length=24)
    subject = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    started_on = models.DateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    month_day = models.CharField(max_length=5, blank=True)
    direction = models.CharField(max_length=8, default=Direction.FORWARD)
    roll = models.BooleanField(default=True)
    minimum = models.BooleanField(default=False)
    next_day = models.BooleanField(default=True)
    also_suspended_by = models.JSONField(default=list)
    consequence = models.CharField(max_length=24, default=Consequence.CARD)
    on_expiry = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default=ClockState.RUNNING)
    due_on = models.DateField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    paused_until = models.DateField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    overrun_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=16, default=Stage.GREEN)
    next_change_at = models.DateTimeField(null=True, blank=True)
    postponed_until = models.DateTimeField(null=True, blank=True)
    calendar_serial = models.BigIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    stopped_on = models.DateField(null=True, blank=True)
    in_time = models.BooleanField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_change_at"],
                condition=Q(next_change_at__isnull=False),
                name="clock_next_change",
            ),
            models.Index(
                fields=["calendar_serial", "matter"], condition=_OPEN, name="clock_stale_calendar"
            ),
            models.Index(fields=["due_on", "id"], condition=_OPEN, name="clock_open_due"),
        ]
        constraints = [
            # A clock that stands still or is over must never be found by the sweep as due.
            models.CheckConstraint(
                condition=_OPEN | Q(next_change_at__isnull=True), name="clock_closed_never_changes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label_zh} {self.due_on}"

    @property
    def open(self) -> bool:
        """Running or suspended."""
        return self.state in OPEN_STATES

    @property
    def label_zh(self) -> str:
        """法定时限, 承诺时限 …; the rule's own words where the label is another domain's."""
        return LABEL_ZH[Label(self.label)] if self.label in list(Label) else self.rule.name_zh

    @property
    def stage_zh(self) -> str:
        """期限内, 即将到期 …"""
        return STAGE_ZH[Stage(self.stage)]

    @property
    def terms(self) -> Terms:
        """How it is counted: the rule's terms of the day on which it started."""
        return Terms(
            self.amount,
            Unit(self.unit),
            Direction(self.direction),
            self.roll,
            self.minimum,
            self.month_day,
            self.next_day,
        )

    @property
    def timeline(self) -> Timeline:
        """The instants at which its stage changes."""
        return Timeline(
            due_on=self.due_on,
            due_at=self.due_at,
            warn_at=self.warn_at,
            lower_bound=self.minimum and self.direction == Direction.FORWARD,
            paused=self.state == ClockState.SUSPENDED,
            overrun_at=self.overrun_at,
        )


class Interval(models.Model):
    """中止或延长: what stopped clocks of a matter from running, or gave one more time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="intervals")
    what = models.CharField(max_length=12)
    kind = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    notice_no = models.CharField(max_length=80)
    served_on = models.DateField()
    started_on = models.DateField()
    planned = models.PositiveIntegerField(null=True, blank=True)
    planned_unit = models.CharField(max_length=16, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    amount = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True)
    approver = models.CharField(max_length=120, blank=True)
    approver_role = models.CharField(max_length=80, blank=True)
    entered_at = models.DateTimeField()
    clocks = models.ManyToManyField(Clock, through="Applied", related_name="intervals")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="clock_interval_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(notice_no=""), name="clock_interval_has_notice"),
        ]


class Applied(models.Model):
    """适用: which clock an interval moves."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="applied")
    interval = models.ForeignKey(Interval, on_delete=models.PROTECT, related_name="applied")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "interval"], name="clock_applied_once")
        ]


# Versions are never overwritten; only the head of a rule's journal chain moves.
guards.register(
    guards.Guard("clock_rule", "DELETE"),
    guards.Guard(
        "clock_rule",
        "UPDATE",
        when="OLD.digest <> NEW.digest OR OLD.amount <> NEW.amount OR OLD.unit <> NEW.unit "
        "OR OLD.code <> NEW.code OR OLD.version <> NEW.version OR OLD.source <> NEW.source "
        "OR OLD.reason <> NEW.reason OR OLD.changed_by <> NEW.changed_by",
        why="a rule version is never changed",
    ),
    guards.Guard("clock_daynotice", "DELETE"),
    guards.Guard(
        "clock_daynotice",
        "UPDATE",
        when="OLD.digest <> NEW.digest OR OLD.year <> NEW.year OR OLD.number <> NEW.number",
        why="a notice is superseded, never changed",
    ),
)
guards.append_only("clock_day")
