"""Set-based writing: a bulk act of a hundred thousand objects must not be as many statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from zhengwu.journal.models import Entry, Unsealed
from zhengwu.kernel.arrays import array

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_COPY_FROM = 200  # below this many rows an INSERT is quicker than opening a COPY
_COLUMNS = [field.attname for field in Entry._meta.concrete_fields]


class ChainMoved(Exception):
    """The object was recorded on by somebody else: it was not locked before recording."""


def update_heads(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    heads: list[tuple[Any, int, int, str]],
) -> None:
    """Move chain heads from (pk, old seq) to (new seq, new head); all of them or ChainMoved."""
    manager = model._default_manager
    if connection.vendor != "postgresql":
        moved = sum(
            manager.filter(pk=pk, journal_seq=old).update(journal_seq=new, journal_head=head)
            for pk, old, new, head in heads
        )
    else:
        moved = _update_heads_at_once(connection, model, heads)
    if moved != len(heads):
        raise ChainMoved(model._meta.label)


def _update_heads_at_once(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    heads: list[tuple[Any, int, int, str]],
) -> int:
    key = model._meta.pk
    assert key is not None
    kind = key.rel_db_type(connection) if hasattr(key, "rel_db_type") else "text"
    table = connection.ops.quote_name(model._meta.db_table)
    column = connection.ops.quote_name(str(key.column))
    keys, old, new, texts = zip(*heads, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS t SET journal_seq = v.new, journal_head = v.head "  # noqa: S608
            f"FROM unnest(%s::{kind}[], %s::int[], %s::int[], %s::text[]) "
            f"AS v(pk, old, new, head) WHERE t.{column} = v.pk AND t.journal_seq = v.old",
            [array(keys) if kind == "uuid" else list(keys), array(old), array(new), array(texts)],
        )
        return int(cursor.rowcount)


def insert_entries(connection: BaseDatabaseWrapper, entries: list[Entry]) -> None:
    """Insert entries and put them on the sealer's queue."""
    if connection.vendor == "postgresql":
        rows = [[getattr(entry, name) for name in _COLUMNS] for entry in entries]
        if len(rows) < _COPY_FROM:
            _insert_at_once(connection, rows)
            return
        _copy(connection, Entry, rows)
        _copy(connection, Unsealed, [[entry.id] for entry in entries])
        return
    Entry.objects.bulk_create(entries, batch_size=500)
    Unsealed.objects.bulk_create([Unsealed(entry_id=entry.id) for entry in entries], batch_size=500)


def _insert_at_once(connection: BaseDatabaseWrapper, rows: list[list[Any]]) -> None:
    """Both tables in one statement: every act of everybody comes through here."""
    columns = ", ".join(str(field.column) for field in Entry._meta.concrete_fields)
    values = ", ".join([f"({', '.join(['%s'] * len(_COLUMNS))})"] * len(rows))
    with connection.cursor() as cursor:
        # Names come from the models, values are bound.
        cursor.execute(
            f"WITH written AS (INSERT INTO {Entry._meta.db_table} ({columns}) "  # noqa: S608
            f"VALUES {values} RETURNING id) "
            f"INSERT INTO {Unsealed._meta.db_table} (entry_id) SELECT id FROM written",
            [value for row in rows for value in row],
        )


def _copy(
    connection: BaseDatabaseWrapper, model: type[models.Model], rows: list[list[Any]]
) -> None:
    columns = ", ".join(
        connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields
    )
    table = connection.ops.quote_name(model._meta.db_table)
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
