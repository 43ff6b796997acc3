"""Migrations of running matters from one version of a flow to another."""

from __future__ import annotations

from django.db import models

from zhengwu.flow.enums import MigrationState, MovingState, Verdict
from zhengwu.flow.models.running import Definition, Instance, Version
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Migration(Recorded):
    """流程迁移: a node map from one version to another, previewed, approved, carried out.

    `mapping` holds new node by old node, "" where matters that stand there stay; it may name
    edges into joins too. `origin` is the migration that this one takes back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="migrations")
    source = models.ForeignKey(Version, models.PROTECT, related_name="+")
    target = models.ForeignKey(Version, models.PROTECT, related_name="+")
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="backs")
    mapping = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.chinese) for s in MigrationState],
        default=MigrationState.PLANNED,
    )
    drafted_by_id = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=120)
    planned_at = models.DateTimeField()
    approved_by_id = models.CharField(max_length=64, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_organ = models.CharField(max_length=40, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=500, blank=True)
    job = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.definition.name} 第{self.source.number}版→第{self.target.number}版"

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return MigrationState(self.state).chinese


class MigrationEffect(models.Model):
    """迁移影响: what happens to all matters that stand alike; computed once for each way to stand.

    `words` holds Chinese: before, after, reasons (why not), notes (what changes).
    """

    id = models.BigAutoField(primary_key=True)
    migration = models.ForeignKey(Migration, models.CASCADE, related_name="effects")
    marking = models.TextField()
    after = models.TextField(blank=True)
    count = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=[(v.value, v.chinese) for v in Verdict])
    words = models.JSONField(default=dict)
    # On the way back: the effect of the first way that is put back exactly.
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    @property
    def word(self) -> str:
        """The verdict in Chinese."""
        return Verdict(self.verdict).chinese


class Moving(models.Model):
    """迁移明细: one matter in a migration. `before` holds what back-migration needs."""

    id = models.BigAutoField(primary_key=True)
    migration = models.ForeignKey(Migration, models.CASCADE, related_name="rows")
    effect = models.ForeignKey(MigrationEffect, models.CASCADE, related_name="rows")
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+")
    visits = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.chinese) for s in MovingState])
    note = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["migration", "instance"], name="flow_one_moving")
        ]
        indexes = [models.Index(fields=["migration", "state", "id"], name="flow_moving_next")]

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return MovingState(self.state).chinese
