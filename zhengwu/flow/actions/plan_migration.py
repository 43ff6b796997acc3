"""Plan a migration: check the map, preview what happens to every matter, plan the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from zhengwu.flow import policy
from zhengwu.flow.actions.markings import (
    counted,
    insert_exact,
    insert_rest,
    insert_rows,
)
from zhengwu.flow.enums import MigrationState, Severity, Verdict
from zhengwu.flow.events import MigrationDiscarded, MigrationPlanned
from zhengwu.flow.models import Definition, Migration, MigrationEffect, Version
from zhengwu.flow.rules.migration import NodeMap, suggested
from zhengwu.flow.rules.refusals import (
    MapWrong,
    NothingToMigrate,
    OtherFlow,
    ReasonMissing,
    WrongStage,
)
from zhengwu.flow.rules.soundness import read_marking, write_marking
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.text import clean


@action
def plan_migration(
    source: Version,
    target: Version,
    mapping: Mapping[str, str] | None = None,
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> Migration:
    """Preview: every matter that runs on `source`, and what the map does to it.

    Without a map the one that goes without saying is taken. Nothing running is touched. Raises
    `MapWrong`, `OtherFlow`, `NothingToMigrate`.
    """
    _check(policy.may_draft(by), reason)
    if source.definition_id != target.definition_id or source.pk == target.pk:
        raise OtherFlow
    definition = Definition.objects.select_for_update().get(pk=source.definition_id)
    given = suggested(source.graph, target.graph) if mapping is None else dict(mapping)
    migration = Migration(
        definition=definition,
        source=source,
        target=target,
        mapping=given,
        reason=clean(reason)[:500],
        drafted_by_id=by.id,
        drafted_by=by.name,
        planned_at=at,
    )
    _preview(migration)
    return _planned(migration, by=by, at=at)


@action
def plan_again(
    migration: Migration, mapping: Mapping[str, str], *, by: Actor, at: datetime
) -> Migration:
    """Another map, or the same over where matters stand now; the earlier preview is replaced."""
    migration = locked(migration, MigrationState.PLANNED)
    _check(policy.may_draft(by), "-")
    migration.mapping = dict(mapping)
    migration.planned_at = at
    migration.drafted_by_id, migration.drafted_by = by.id, by.name
    migration.rows.all().delete()
    migration.effects.all().delete()
    _preview(migration)
    return _planned(migration, by=by, at=at)


@action
def plan_back(migration: Migration, *, reason: str, by: Actor, at: datetime) -> Migration:
    """The way back for what this migration moved, from its record.

    A matter that has not moved on since is put back exactly; one that has goes back over the
    inverse of the map where that is lawful, and is reported where it is not.
    """
    _check(policy.may_draft(by), reason)
    origin = locked(migration, MigrationState.DONE)
    back = Migration(
        definition=origin.definition,
        source=origin.target,
        target=origin.source,
        origin=origin,
        mapping=inverse(origin.mapping),
        reason=clean(reason)[:500],
        drafted_by_id=by.id,
        drafted_by=by.name,
        planned_at=at,
    )
    _preview(back)
    return _planned(back, by=by, at=at)


@action
def discard_migration(migration: Migration, *, by: Actor, at: datetime) -> Migration:
    """Give a planned migration up; its preview goes."""
    migration = locked(migration, MigrationState.PLANNED)
    _check(policy.may_draft(by), "-")
    migration.state = MigrationState.DISCARDED
    migration.ended_at = at
    migration.save(update_fields=["state", "ended_at"])
    migration.rows.all().delete()
    record(migration, MigrationDiscarded(migration=str(migration.pk)), by=by, at=at)
    return migration


def inverse(mapping: Mapping[str, str]) -> dict[str, str]:
    """Old node by new node, where only one was mapped onto it."""
    images = list(mapping.values())
    return {new: old for old, new in mapping.items() if new and images.count(new) == 1}


def locked(migration: Migration, *states: MigrationState) -> Migration:
    """The migration, locked and in one of these states."""
    rows = Migration.objects.select_related("definition", "source", "target")
    found = rows.select_for_update(of=("self",)).get(pk=migration.pk)
    if found.state not in states:
        raise WrongStage(what=str(found), state=found.word)
    return found


def _check(permitted: bool, reason: str) -> None:
    if not permitted:
        raise NotPermitted
    if not clean(reason).strip():
        raise ReasonMissing(fields={"reason": ["请写明为什么要迁移"]})


def _preview(migration: Migration) -> None:
    """The map is checked; effects and rows are written: few statements for any number."""
    nodes = NodeMap(migration.source.graph, migration.target.graph, migration.mapping)
    wrong = [one.text for one in nodes.lint() if one.severity is Severity.ERROR]
    if wrong:
        raise MapWrong(problems="；".join(wrong), fields={"mapping": wrong})
    found = counted(migration.source_id)
    if not found:
        raise NothingToMigrate(number=migration.source.number)
    migration.save()
    if migration.origin is not None:
        _preview_back(migration, nodes, migration.origin, found)
        return
    MigrationEffect.objects.bulk_create(_effects(migration, nodes, found))
    insert_rows(migration)


def _effects(
    migration: Migration, nodes: NodeMap, found: Iterable[tuple[str, int]]
) -> list[MigrationEffect]:
    effects = []
    for marking, count in found:
        effect = nodes.effect(read_marking(marking))
        effects.append(
            MigrationEffect(
                migration=migration,
                marking=marking,
                after=write_marking(effect.after),
                count=count,
                verdict=effect.verdict,
                words=effect.to_json(),
            )
        )
    return effects


def _preview_back(
    migration: Migration, nodes: NodeMap, origin: Migration, found: Iterable[tuple[str, int]]
) -> None:
    """First what has not moved on since: put back from the record; then the rest by the map."""
    exact = [
        MigrationEffect(
            migration=migration,
            marking=one.after,
            after=one.marking,
            count=0,
            verdict=Verdict.FITS,
            words={
                "before": one.words["after"],
                "after": one.words["before"],
                "reasons": [],
                "notes": ["迁移后没有变动，按记录原样恢复"],
            },
            undoes=one,
        )
        for one in origin.effects.filter(verdict=Verdict.FITS)
    ]
    MigrationEffect.objects.bulk_create([*exact, *_effects(migration, nodes, found)])
    insert_exact(migration)
    insert_rest(migration)
    numbers = migration.effects.annotate(number=Count("rows"))
    for effect in numbers:
        if not effect.number:
            effect.delete()
        elif effect.number != effect.count:
            MigrationEffect.objects.filter(pk=effect.pk).update(count=effect.number)
    if not migration.rows.exists():
        raise NothingToMigrate(number=migration.source.number)


def unfit(migration: Migration) -> QuerySet[MigrationEffect]:
    """Ways to stand that the map does not serve."""
    return migration.effects.filter(verdict=Verdict.UNFIT)


def _planned(migration: Migration, *, by: Actor, at: datetime) -> Migration:
    counts = dict.fromkeys(Verdict, 0)
    for verdict, number in migration.effects.values_list("verdict").annotate(n=Sum("count")):
        counts[Verdict(verdict)] = number
    event = MigrationPlanned(
        migration=str(migration.pk),
        definition=migration.definition.code,
        source=migration.source.number,
        target=migration.target.number,
        mapping=dict(migration.mapping),
        fits=counts[Verdict.FITS],
        stays=counts[Verdict.STAYS],
        unfit=counts[Verdict.UNFIT],
    )
    record(migration, event, by=by, at=at, reason=migration.reason)
    return migration
