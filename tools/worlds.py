"""Worlds of tests: rows that many modules begin with, built once for a state of the code.

    @pytest.fixture(scope="module")
    def world(django_db_setup, django_db_blocker):
        with standing(SMALL, django_db_setup, django_db_blocker) as world:
            yield world

`build` fills an empty database and returns what the tests need to know of it (anything that can be
pickled). Both are kept together, as a template; every process has a copy of its own, which stays
as it is: what a module does in it is rolled back.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from tools.databases import Copies, filled_digest

_TABLE = "world_of_tests"
_OURS = ("tools/worlds.py", "zhengwu/identity/tests/factories.py")


class Serial:
    """Numbers for people who are made up: each once, also beside those of a world."""

    def __init__(self) -> None:
        self.reached = 0

    def __next__(self) -> int:
        self.reached += 1
        return self.reached


SERIAL = Serial()


@dataclass(frozen=True)
class World:
    """What is built, and the code beside the product's (folders, files) that builds it."""

    name: str
    build: Callable[[], Any]
    sources: tuple[str, ...]

    def fill(self, copies: Copies) -> str:
        """The filled template of this code, for `copies.restore` and `copies.visit`."""
        return copies.fill(f"{self.name}_{filled_digest(*self.sources, *_OURS)}", self._keep)

    def _keep(self) -> None:
        """Build, and keep what is known of it in the database it belongs to."""
        from zhengwu.journal.actions import deliver_all

        known = self.build()
        # What follows from it has followed: no test need do it again.
        deliver_all()
        binary = "bytea" if connection.vendor == "postgresql" else "blob"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {_TABLE} (known {binary} NOT NULL)")
            content = pickle.dumps((SERIAL.reached, known))
            cursor.execute(f"INSERT INTO {_TABLE} VALUES (%s)", [content])


def known() -> Any:
    """What is known of the world in the present database; fresh objects every time."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT known FROM {_TABLE}")
        serial, world = pickle.loads(bytes(cursor.fetchone()[0]))  # noqa: S301 - written above
    # Nobody new gets a number of somebody who is there, though another process gave it.
    SERIAL.reached = max(serial, SERIAL.reached)
    return world


def _forget() -> None:
    """What this process remembers of rows that are those of another database now."""
    from zhengwu.cases import queries

    queries._terms.cache_clear()


@contextmanager
def standing(world: World, copies: Copies, blocker: Any) -> Iterator[Any]:
    """Inside, the database is this world, in a transaction that tests nest in; then rolled back."""
    with blocker.unblock():
        filled = world.fill(copies)
        with copies.visit(filled):
            _forget()
            with transaction.atomic():
                yield known()
                transaction.set_rollback(True)
        _forget()


@contextmanager
def committed(world: World, copies: Copies, blocker: Any) -> Iterator[Any]:
    """Inside, the database is a fresh copy of this world that other connections see, too."""
    with blocker.unblock():
        copies.restore(world.fill(copies))
        _forget()
        yield known()
        _forget()
