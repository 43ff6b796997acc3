"""What probes found, and the cards that came of it."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.supervision import enums, registry


class Finding(Recorded):
    """监察发现: a probe held at an entry. The pair of probe and key is found once, however often
    the entry is delivered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey("supervision.ProbeVersion", models.PROTECT, related_name="findings")
    probe_code = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    # Not checked by the database: a check takes the matter's row, and whoever watches an act must
    # never wait for the next one, nor the act for it. Matters are never deleted.
    watched = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    object_kind = models.CharField(max_length=64)
    object_id = models.CharField(max_length=120)
    entry_id = models.UUIDField()
    subject_name = models.CharField(max_length=200, blank=True)
    evidence = models.JSONField(default=list)
    level = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    organ_code = models.CharField(max_length=40)
    staff_id = models.CharField(max_length=64, blank=True)
    staff_name = models.CharField(max_length=120, blank=True)
    task = models.CharField(max_length=200, blank=True)
    clock = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["probe_code", "key"], name="supervision_found_once")
        ]
        indexes = [
            models.Index(fields=["-occurred_at", "id"], name="supervision_findings"),
            models.Index(fields=["watched", "found_at"], name="supervision_by_matter"),
            models.Index(fields=["organ_code", "-occurred_at"], name="supervision_by_organ"),
        ]

    @property
    def page(self) -> str:
        """Address of the watched matter's own page; empty where it has none."""
        return registry.page_of(self.watched.kind, self.watched.number) if self.watched else ""

    @property
    def level_name(self) -> str:
        """The level in Chinese."""
        return enums.LEVEL_NAMES[enums.Level(self.level)]


class Card(models.Model):
    """黄牌、红牌: a matter of its own about another one; withdrawn perhaps, never deleted."""

    matter = models.OneToOneField(
        "matters.Matter", models.PROTECT, primary_key=True, related_name="card"
    )
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="card")
    state = models.CharField(max_length=12, default=enums.CardState.DEALT)
    level = models.CharField(max_length=10)
    points = models.DecimalField(max_digits=5, decimal_places=1)
    dealt_level = models.CharField(max_length=10)
    organ_code = models.CharField(max_length=40)
    # Code of the window at which the evidence stands; empty where it stands at none.
    window = models.CharField(max_length=40, blank=True)
    staff_id = models.CharField(max_length=64, blank=True)
    staff_name = models.CharField(max_length=120, blank=True)
    dealt_at = models.DateTimeField()
    desk = models.CharField(max_length=10, default=enums.Desk.UNIT)
    answer_rule = models.CharField(max_length=40, blank=True)
    explanation = models.TextField(blank=True)
    explained_by = models.CharField(max_length=120, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    opinion_by = models.CharField(max_length=120, blank=True)
    opinion_at = models.DateTimeField(null=True, blank=True)
    hearing = models.TextField(blank=True)
    heard_present = models.CharField(max_length=300, blank=True)
    heard_by = models.CharField(max_length=120, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=12, blank=True)
    cause = models.CharField(max_length=12, blank=True)
    judgement = models.TextField(blank=True)
    judged_by_id = models.CharField(max_length=64, blank=True)
    judged_by = models.CharField(max_length=120, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True)
    appealed_by = models.CharField(max_length=120, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    rectification = models.TextField(blank=True)
    rectified_by = models.CharField(max_length=120, blank=True)
    rectified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-dealt_at", "matter"], name="supervision_cards"),
            models.Index(fields=["organ_code", "-dealt_at"], name="supervision_cards_unit"),
            models.Index(fields=["staff_id", "-dealt_at"], name="supervision_cards_person"),
            models.Index(fields=["window", "state"], name="supervision_cards_window"),
        ]

    @property
    def level_name(self) -> str:
        """The level in Chinese, as it stands now."""
        return enums.LEVEL_NAMES[enums.Level(self.level)]

    @property
    def dealt_name(self) -> str:
        """The level in Chinese, as it was dealt."""
        return enums.LEVEL_NAMES[enums.Level(self.dealt_level)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.CARD_STATES[enums.CardState(self.state)]

    def waits_for(self, unit: str) -> str:
        """What comes next and from whom; empty when nothing does."""
        who = f"{unit}（{self.staff_name}）" if self.staff_name else unit
        return enums.CARD_WAITS.get(enums.CardState(self.state), "").format(unit=who)

    @property
    def desk_name(self) -> str:
        """Which of the three levels has it in hand."""
        return enums.DESK_NAMES[enums.Desk(self.desk)]

    @property
    def subject(self) -> str:
        """Number of the matter, or the name of the window, unit or person it is about."""
        watched = self.finding.watched
        return watched.number if watched else self.finding.subject_name

    @property
    def verdict_name(self) -> str:
        """The verdict in Chinese; empty before."""
        return enums.VERDICT_NAMES[enums.Verdict(self.verdict)] if self.verdict else ""

    @property
    def cause_name(self) -> str:
        """The cause in Chinese; empty before."""
        return enums.CAUSE_NAMES[enums.Cause(self.cause)] if self.cause else ""


class OverdueCause(Recorded):
    """超期原因: why an open or finished matter was late, decided by a person (CASE-31)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.OneToOneField("matters.Matter", models.PROTECT, related_name="overdue_cause")
    cause = models.CharField(max_length=12)
    reason = models.TextField()
    decided_by_id = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    @property
    def cause_name(self) -> str:
        """The cause in Chinese."""
        return enums.CAUSE_NAMES[enums.Cause(self.cause)]
