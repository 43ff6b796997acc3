"""Carry a migration out: approved, then in batches; each batch one transaction.

What a batch did stands in its rows, written in the same transaction as the move: whoever is
killed leaves nothing half done, and whoever goes on finds exactly what is left.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from zhengwu.flow import policy
from zhengwu.flow.actions.bulk import update_rows
from zhengwu.flow.actions.markings import markings_of
from zhengwu.flow.actions.moving import Mover
from zhengwu.flow.actions.plan_migration import locked, unfit
from zhengwu.flow.enums import InstanceState, MigrationState, MovingState, TokenState, Verdict
from zhengwu.flow.events import FlowMigrated, MigrationApproved, MigrationFinished
from zhengwu.flow.models import Instance, Migration, Moving, Task, Token
from zhengwu.flow.rules.migration import NodeMap
from zhengwu.flow.rules.refusals import SameHands, StillUnfit
from zhengwu.flow.rules.soundness import read_marking
from zhengwu.jobs.actions import enqueue
from zhengwu.journal.actions import Record, action, record, record_many
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.text import clean
from zhengwu.matters.models import Matter

BATCH = 250


@action
def approve_migration(
    migration: Migration, *, opinion: str = "", by: Actor, at: datetime
) -> Migration:
    """Another person agrees: a worker begins. Refused while matters are unfit and not left out."""
    migration = locked(migration, MigrationState.PLANNED)
    if not policy.may_approve(by):
        raise NotPermitted
    if by is not SYSTEM and by.id == migration.drafted_by_id:
        raise SameHands
    against = list(unfit(migration))
    if against:
        reasons = dict.fromkeys(one for e in against for one in e.words["reasons"])
        raise StillUnfit(count=sum(e.count for e in against), reasons="；".join(reasons))
    migration.state = MigrationState.RUNNING
    migration.approved_by_id, migration.approved_by = by.id, by.name
    migration.approved_organ, migration.approved_at = by.organ_code, at
    migration.opinion = clean(opinion)[:500]
    migration.job = _ask(migration, by=by, at=at)
    migration.save()
    event = MigrationApproved(migration=str(migration.pk))
    record(migration, event, by=by, at=at, reason=migration.opinion)
    return migration


def _ask(migration: Migration, *, by: Actor, at: datetime) -> UUID:
    work = {"migration": str(migration.pk)}
    return enqueue("flow.migrate", work, title=f"流程迁移：{migration}", by=by, at=at).pk


@action
def resume_migration(migration: Migration, *, by: Actor, at: datetime) -> Migration:
    """Go on with a migration that stopped half-way."""
    migration = locked(migration, MigrationState.RUNNING)
    if not policy.may_approve(by):
        raise NotPermitted
    migration.job = _ask(migration, by=by, at=at)
    migration.save(update_fields=["job"])
    return migration


@action
def retry_conflicts(migration: Migration, *, by: Actor, at: datetime) -> int:
    """Matters that moved on meanwhile and now stand in a way that was approved are tried again."""
    migration = locked(migration, MigrationState.DONE)
    if not policy.may_approve(by):
        raise NotPermitted
    rows = list(migration.rows.filter(state=MovingState.CONFLICT).select_related("instance"))
    here = markings_of(row.instance_id for row in rows)
    approved = {
        effect.marking: effect.pk for effect in migration.effects.filter(verdict=Verdict.FITS)
    }
    again = []
    for row in rows:
        fits = approved.get(here.get(row.instance_id, ""))
        if fits and row.instance.version_id == migration.source_id:
            row.effect_id, row.visits, row.state, row.note = (
                fits, row.instance.visits, MovingState.PLANNED, "",
            )  # fmt: skip
            again.append(row)
    if again:
        Moving.objects.bulk_update(again, ["effect", "visits", "state", "note"])
        migration.state = MigrationState.RUNNING
        migration.job = _ask(migration, by=by, at=at)
        migration.save(update_fields=["state", "job"])
    return len(again)


def actor_of(migration: Migration) -> Actor:
    """In whose name matters are moved: the one who approved."""
    return Actor(
        kind=ActorKind.STAFF,
        id=migration.approved_by_id,
        name=migration.approved_by,
        organ_code=migration.approved_organ,
        assurance=Assurance.SECOND_FACTOR,
    )


@dataclass(slots=True)
class _Batch:
    """One batch under the locks of its matters."""

    migration: Migration
    mover: Mover
    rows: list[Moving]
    matters: dict[UUID, Matter]
    moved: list[Moving] = field(default_factory=list)
    left: list[Moving] = field(default_factory=list)


@action
def move_batch(migration: Migration, *, size: int = BATCH, by: Actor, at: datetime) -> int:
    """Move the next matters; how many rows were dealt with, 0 when none is left.

    Matters are locked in the order of their keys, and everything is read again below the locks:
    whoever moved on since the preview is left where it is and reported in its row.
    """
    next_rows = list(
        migration.rows.filter(state=MovingState.PLANNED)
        .order_by("matter_id")
        .values_list("pk", "matter_id")[:size]
    )
    if not next_rows:
        return 0
    matters = {
        one.pk: one
        for one in Matter.objects.select_for_update()
        .filter(pk__in=[matter for _, matter in next_rows])
        .order_by("pk")
    }
    rows = migration.rows.filter(
        pk__in=[pk for pk, _ in next_rows], state=MovingState.PLANNED
    ).select_related("instance", "effect")
    nodes = NodeMap(migration.source.graph, migration.target.graph, migration.mapping)
    batch = _Batch(migration, Mover(nodes), list(rows), matters)
    _sort_out(batch)
    _move(batch)
    _write(batch)
    told = [_entry(migration, row, matters[row.matter_id]) for row in batch.moved]
    record_many(told, by=by, at=at)
    # Rows that another worker dealt with meanwhile count too: they are no longer planned.
    return len(next_rows)


def _sort_out(batch: _Batch) -> None:
    """Who ended or moved on since the preview is not moved."""
    here = markings_of(row.instance_id for row in batch.rows)
    for row in batch.rows:
        run = row.instance
        if run.state != InstanceState.RUNNING:
            row.state, row.note = MovingState.ENDED, "期间已办结或终止"
        elif run.version_id != batch.migration.source_id:
            row.state, row.note = MovingState.CONFLICT, "期间已改按其他版本办理"
        elif (run.visits, here.get(run.pk)) != (row.visits, row.effect.marking):
            row.state, row.note = MovingState.CONFLICT, _moved_on(batch, row, here[run.pk])
        (batch.moved if row.state == MovingState.PLANNED else batch.left).append(row)


def _moved_on(batch: _Batch, row: Moving, marking: str) -> str:
    names = batch.mover.nodes.old.name
    now = "、".join(f"“{names(one.node)}”" for one in read_marking(marking))
    return f"预览时在“{row.effect.words['before']}”，现在在{now}"[:300]


def _move(batch: _Batch) -> None:
    runs = [row.instance_id for row in batch.moved]
    tokens: dict[UUID, list[Token]] = defaultdict(list)
    for token in Token.objects.filter(instance__in=runs).exclude(state=TokenState.SPLIT):
        tokens[token.instance_id].append(token)
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(instance__in=runs).order_by("visit", "place", "id"):
        tasks[task.instance_id].append(task)
    origin = batch.migration.origin_id
    earlier = Moving.objects.filter(migration=origin, instance__in=runs) if origin else []
    kept = {row.instance_id: row.before for row in earlier}
    for row in batch.moved:
        run = row.instance
        row.before = batch.mover.move(
            run,
            batch.matters[row.matter_id].organ_code,
            tokens[run.pk],
            tasks[run.pk],
            kept.get(run.pk, {}),
        )
        row.state = MovingState.MOVED


def _write(batch: _Batch) -> None:
    """As many statements for a thousand matters as for one."""
    batch.mover.write()
    moved = [row.instance_id for row in batch.moved]
    Instance.objects.filter(pk__in=moved).update(version=batch.migration.target_id)
    update_rows([*batch.moved, *batch.left], ["state", "note", "before"])


def _entry(migration: Migration, row: Moving, matter: Matter) -> Record:
    event = FlowMigrated(
        migration=str(migration.pk),
        instance=str(row.instance_id),
        definition=migration.definition.code,
        source=migration.source.number,
        target=migration.target.number,
        back=migration.origin_id is not None,
    )
    words = row.effect.words
    changes = {
        "version": (migration.source.number, migration.target.number),
        "step": (words["before"], words["after"]),
    }
    return Record(matter, event, migration.reason, changes)


@action
def finish_migration(migration: Migration, *, by: Actor, at: datetime) -> Migration:
    """Every row was dealt with: say so once."""
    migration = locked(migration, MigrationState.RUNNING, MigrationState.DONE)
    waiting = migration.rows.filter(state=MovingState.PLANNED).exists()
    if migration.state == MigrationState.DONE or waiting:
        return migration
    migration.state, migration.ended_at = MigrationState.DONE, at
    migration.save(update_fields=["state", "ended_at"])
    event = MigrationFinished(migration=str(migration.pk), counts=outcome_of(migration))
    record(migration, event, by=by, at=at)
    return migration


def outcome_of(migration: Migration) -> dict[str, int]:
    """How many matters are in which state."""
    found = migration.rows.values_list("state").annotate(number=Count("pk"))
    return {str(state): number for state, number in found}
