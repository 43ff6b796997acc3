"""Where running matters stand, aggregated by the database: one statement for any number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, models

from zhengwu.flow.enums import PRESENT, InstanceState, MovingState, TokenState
from zhengwu.flow.models import Instance, Migration, MigrationEffect, Moving, Token
from zhengwu.flow.rules.soundness import FIELD, ITEM

_INSTANCE, _TOKEN = Instance._meta.db_table, Token._meta.db_table
_MOVING, _EFFECT = Moving._meta.db_table, MigrationEffect._meta.db_table


def prepared(field: models.Field[Any, Any], value: Any) -> Any:
    """A value as this database takes it in raw SQL."""
    return field.get_db_prep_value(value, connection)


def standing(where: str) -> tuple[str, list[Any]]:
    """SQL for (instance, marking) of runs found by `where` over `i` (instance), and its values."""
    part = "t.node || %s || t.state || %s || CASE WHEN t.state = %s THEN t.edge ELSE '' END"
    values: list[Any] = [FIELD, FIELD, TokenState.WAITING.value]
    states = ", ".join(["%s"] * len(PRESENT))
    inner = (
        f"SELECT t.instance_id AS run, {part} AS part FROM {_TOKEN} t "  # noqa: S608
        f"JOIN {_INSTANCE} i ON i.id = t.instance_id WHERE t.state IN ({states}) AND {where}"
    )
    values += [state.value for state in PRESENT]
    if connection.vendor == "postgresql":
        gathered = 'string_agg(part, %s ORDER BY part COLLATE "C")'
        sql = f"SELECT run, {gathered} AS marking FROM ({inner}) p GROUP BY run"  # noqa: S608
        return sql, [ITEM, *values]
    ordered = f"SELECT run, part FROM ({inner}) q ORDER BY run, part"  # noqa: S608
    return (
        f"SELECT run, group_concat(part, %s) AS marking FROM ({ordered}) p GROUP BY run",  # noqa: S608
        [ITEM, *values],
    )


def _of_version(version: UUID) -> tuple[str, list[Any]]:
    where = "i.version_id = %s AND i.state = %s"
    values = [prepared(Instance._meta.get_field("version"), version), InstanceState.RUNNING.value]
    return where, values


def counted(version: UUID) -> list[tuple[str, int]]:
    """Every marking of the version's running matters and how many stand so, most first."""
    where, values = _of_version(version)
    sql, before = standing(where)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT marking, count(*) FROM ({sql}) m GROUP BY marking ORDER BY 2 DESC, 1",  # noqa: S608
            [*before, *values],
        )
        return [(str(marking), int(count)) for marking, count in cursor.fetchall()]


_ROWS = (
    f"INSERT INTO {_MOVING} "  # noqa: S608 - names of models, values are bound
    "(migration_id, effect_id, instance_id, matter_id, visits, state, note, before) "
    "SELECT %s, e.id, i.id, i.matter_id, i.visits, "
    "CASE WHEN e.verdict = 'fits' THEN 'planned' ELSE 'stays' END, '', '{}' "
    f"FROM (<standing>) m JOIN {_INSTANCE} i ON i.id = m.run "
    f"JOIN {_EFFECT} e ON e.marking = m.marking AND e.migration_id = %s "
)


def insert_rows(migration: Migration) -> int:
    """One row of the preview for each running matter, joined to its effect. One statement."""
    return _insert(migration, "ORDER BY i.matter_id", [])


def insert_exact(migration: Migration) -> int:
    """On the way back: what has not moved on since the first way. One statement."""
    assert migration.origin_id is not None
    joined = (
        f"JOIN {_MOVING} o ON o.instance_id = i.id AND o.migration_id = %s AND o.state = %s "
        "AND o.visits = i.visits AND o.effect_id = e.undoes_id ORDER BY i.matter_id"
    )
    return _insert(migration, joined, [_key(migration.origin_id), MovingState.MOVED.value])


def insert_rest(migration: Migration) -> int:
    """On the way back: what has moved on since, by the inverse of the map. One statement."""
    assert migration.origin_id is not None
    joined = (
        f"AND e.undoes_id IS NULL WHERE EXISTS (SELECT 1 FROM {_MOVING} o "  # noqa: S608
        "WHERE o.instance_id = i.id AND o.migration_id = %s AND o.state = %s) "
        f"AND NOT EXISTS (SELECT 1 FROM {_MOVING} r WHERE r.instance_id = i.id "
        "AND r.migration_id = %s) ORDER BY i.matter_id"
    )
    values = [_key(migration.origin_id), MovingState.MOVED.value, _key(migration.pk)]
    return _insert(migration, joined, values)


def _insert(migration: Migration, more: str, values: list[Any]) -> int:
    where, found = _of_version(migration.source_id)
    sql, before = standing(where)
    key = _key(migration.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS.replace("<standing>", sql) + more, [key, *before, *found, key, *values]
        )
        return int(cursor.rowcount)


def _key(migration: UUID) -> Any:
    return prepared(Migration._meta.pk, migration)


def markings_of(instances: Iterable[UUID]) -> dict[UUID, str]:
    """The present marking of each of these runs. One statement."""
    keys = [prepared(Instance._meta.pk, one) for one in instances]
    if not keys:
        return {}
    sql, values = standing(f"i.id IN ({', '.join(['%s'] * len(keys))})")
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *keys])
        return {_uuid(run): str(marking) for run, marking in cursor.fetchall()}


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
