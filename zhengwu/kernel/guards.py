"""Guards: triggers that keep rows from being changed behind the program's back.

A domain registers its guards when its models load; they are created after each migrate, because
SQLite silently drops triggers whenever Django remakes a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses `events` ("UPDATE", "DELETE") on rows of `table` for which `when` holds.

    `when` is SQL over OLD and NEW that both databases understand; empty means always. A guard
    over DELETE without condition also refuses TRUNCATE on PostgreSQL.
    """

    table: str
    event: str
    when: str = ""
    why: str = "append only"

    @property
    def name(self) -> str:
        """The trigger's name; a condition gets a name of its own."""
        mark = f"_{abs(hash_text(self.when)) % 10_000}" if self.when else ""
        return f"guard_{self.table}_{self.event.lower()}{mark}"


_guards: dict[str, Guard] = {}


def hash_text(text: str) -> int:
    """A small stable hash: Python's own differs from process to process."""
    return sum((place + 1) * ord(char) for place, char in enumerate(text))


def register(*guards: Guard) -> None:
    """Make guards known; they are installed after the next migrate."""
    for guard in guards:
        _guards[guard.name] = guard


def append_only(table: str) -> None:
    """Rows of this table are written once and stay."""
    register(Guard(table, "UPDATE"), Guard(table, "DELETE"))


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every registered guard whose table exists."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards.values():
            if guard.table in tables:
                for statement in _create(guard, connection.vendor):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the guards: only tests that empty tables do this."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards.values():
            if guard.table in tables:
                for statement in _drop(guard, connection.vendor):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that should exist and do not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return sorted(name for name in _guards if name not in found)


def _create(guard: Guard, vendor: str) -> list[str]:
    table, name = guard.table, guard.name
    if vendor == "sqlite":
        when = f"WHEN {guard.when}" if guard.when else ""
        return [
            f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {guard.event} ON "{table}" {when} '
            f"BEGIN SELECT RAISE(ABORT, '{table}: {guard.why}'); END"
        ]
    when = f"WHEN ({guard.when})" if guard.when else ""
    statements = [
        "CREATE OR REPLACE FUNCTION zhengwu_guard() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *_drop(guard, vendor),
        f'CREATE TRIGGER "{name}" BEFORE {guard.event} ON "{table}" FOR EACH ROW {when} '
        f"EXECUTE FUNCTION zhengwu_guard('{guard.why}')",
    ]
    if guard.event == "DELETE" and not guard.when:
        statements.append(
            f'CREATE TRIGGER "{name}_all" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
            f"EXECUTE FUNCTION zhengwu_guard('{guard.why}')"
        )
    return statements


def _drop(guard: Guard, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{guard.name}"']
    names = [guard.name, f"{guard.name}_all"]
    return [f'DROP TRIGGER IF EXISTS "{name}" ON "{guard.table}"' for name in names]
