"""Many rows of one table written in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of each row.

    PostgreSQL joins arrays: `bulk_update` builds a CASE for every column and row, which costs
    more than the writing itself.
    """
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model._default_manager.bulk_update(rows, list(names), batch_size=100)
        return
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    key: Any = model._meta.pk
    columns = [key, *fields]
    arrays = ", ".join(f"%s::{_kind(one)}[]" for one in columns)
    sets = ", ".join(f'"{one.column}" = v.c{n}{_cast(one)}' for n, one in enumerate(fields))
    given = ", ".join(["pk", *(f"c{n}" for n in range(len(fields)))])
    values = [[_value(one, row) for row in rows] for one in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            # Names come from the models, values are bound.
            f'UPDATE "{model._meta.db_table}" AS t SET {sets} '  # noqa: S608
            f'FROM unnest({arrays}) AS v({given}) WHERE t."{key.column}" = v.pk',
            values,
        )


def _kind(field: Any) -> str:
    """The type of an array's elements; JSON travels as text, for it has no plain array adapter."""
    return "text" if isinstance(field, models.JSONField) else str(field.rel_db_type(connection))


def _cast(field: Any) -> str:
    return "::jsonb" if isinstance(field, models.JSONField) else ""


def _value(field: Any, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    return field.get_db_prep_value(value, connection)
