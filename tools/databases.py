"""Databases of the test run: migrated once, copied for every worker, restored after each
transactional test.

Migrating takes long, and Django's way of emptying tables between tests (flush) collides with
append-only triggers. A template is therefore kept per state of the code (a digest over it); a
worker copies it, and a test that commits gets a fresh copy behind it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tools.tree import ROOT

_KEPT_TEMPLATES = 3
# Another run with other code may be using a template it built a moment ago.
_IN_USE_SECONDS = 3600


def code_digest() -> str:
    """A digest over everything that may leave traces in a freshly migrated database."""
    total = hashlib.sha256()
    skipped = {"tests", "templates", "static", "assets", "__pycache__"}
    for folder in (ROOT / "config", ROOT / "zhengwu"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not skipped & set(path.parts):
                total.update(str(path.relative_to(ROOT)).encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    total.update((ROOT / "requirements-dev.lock").read_bytes())
    # Other settings may install other applications.
    total.update(os.environ.get("DJANGO_SETTINGS_MODULE", "").encode())
    return total.hexdigest()[:20]


def filled_digest(*sources: str) -> str:
    """A digest over the code (folders or files) that fills a template, for its name."""
    total = hashlib.sha256()
    for source in sources:
        place = ROOT / source
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


# What the code was when this process began to load it (conftest imports us first thing).
_LOADED = code_digest()


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"zhengwu-templates-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Only one process at a time: the first builds the template, the others find it."""
    with (_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _point_to(name: str) -> None:
    """Make Django's default connection use this database, in every thread from now on."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()
    connections["default"].settings_dict["NAME"] = name


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    connections["default"].close()


def _whole_copy(database: Path, target: Path) -> None:
    """Not a copy of the file: part of the content may still lie in its write-ahead log."""
    fresh = target.with_suffix(f".{os.getpid()}")
    source, copy = sqlite3.connect(database), sqlite3.connect(fresh)
    source.backup(copy)
    source.close()
    copy.close()
    fresh.replace(target)


def _prune(folder: Path) -> None:
    """Old templates go; those of runs that may still be under way stay."""
    known = []
    for path in folder.glob("*.sqlite3"):
        with suppress(FileNotFoundError):
            known.append((path.stat().st_mtime, path))
    for changed, path in sorted(known)[:-_KEPT_TEMPLATES]:
        if time.time() - changed > _IN_USE_SECONDS:
            path.unlink(missing_ok=True)


@contextmanager
def _clean_after_failure(copies: Copies) -> Iterator[None]:
    """Half a county must not greet the next test."""
    try:
        yield
    except BaseException:
        copies.restore()
        raise


class SqliteCopies:
    """Template and copies as files."""

    def __init__(self) -> None:
        self._own = Path(tempfile.mkdtemp(prefix="zhengwu-db-"))
        self._path = self._own / "test.sqlite3"
        self._template = _folder() / f"{_LOADED}.sqlite3"

    def url(self) -> str:
        """For child processes that shall see the same database."""
        return f"sqlite:///{self._path}"

    def prepare(self) -> None:
        """Copy the template, building it first if this code has none."""
        with _alone("sqlite"):
            if self._template.exists():
                os.utime(self._template)
            else:
                self._build()
        self.restore()

    def _build(self) -> None:
        raw = self._own / "raw.sqlite3"
        _point_to(str(raw))
        _migrate()
        if code_digest() != _LOADED:
            # Somebody edited meanwhile: what we loaded is neither the old state nor the new one.
            self._template = self._own / "template.sqlite3"
        _whole_copy(raw, self._template)
        _prune(_folder())

    def fill(self, name: str, build: Callable[[], None]) -> str:
        """A template that `build` filled with rows, built once for this code; for `restore`."""
        filled = _folder() / f"{_LOADED}-{name}.sqlite3"
        with _alone(f"sqlite-{name}"):
            if filled.exists():
                os.utime(filled)
                return str(filled)
            self.restore()
            with _clean_after_failure(self):
                build()
            _point_to(str(self._path))
            if code_digest() != _LOADED:
                filled = self._own / f"{name}.sqlite3"
            _whole_copy(self._path, filled)
            _prune(_folder())
            # What was built stays in the template alone.
            self.restore()
        return str(filled)

    def restore(self, filled: str = "") -> None:
        """A fresh copy in the place of the used one: of the empty template, or of a filled one.

        As a new file: a connection that another thread still holds open keeps the shared memory
        of the old one alive, and writing into that would break every later connection.
        """
        fresh = self._path.with_suffix(".fresh")
        shutil.copyfile(filled or self._template, fresh)
        _point_to(str(self._path))
        for suffix in ("-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        fresh.replace(self._path)

    def spare(self, place: Path) -> None:
        """A further copy of the empty template, for tests of several nodes."""
        shutil.copyfile(self._template, place)

    @contextmanager
    def visit(self, filled: str) -> Iterator[None]:
        """Inside, a copy of a filled template that serves again: who visits rolls back."""
        place = self._own / f"visited-{Path(filled).name}"
        if not place.exists():
            shutil.copyfile(filled, place)
        _point_to(str(place))
        try:
            yield
        finally:
            _point_to(str(self._path))

    def remove(self) -> None:
        """Nothing is left behind but the template."""
        _point_to(":memory:")
        shutil.rmtree(self._own, ignore_errors=True)


class PostgresqlCopies:
    """Template and copies as databases of the cluster that DATABASE_URL names."""

    def __init__(self, worker: str) -> None:
        from django.db import connections

        self._settings = dict(connections["default"].settings_dict)
        self._template = f"zhengwu_template_{_LOADED}"
        self._name = f"zhengwu_test_{worker}_{os.getpid()}"
        self._visited: dict[str, str] = {}

    @contextmanager
    def _administrator(self) -> Iterator[Any]:
        import psycopg

        with psycopg.connect(
            host=self._settings["HOST"] or None,
            port=self._settings["PORT"] or None,
            user=self._settings["USER"] or None,
            password=self._settings["PASSWORD"] or None,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            yield connection

    def url(self) -> str:
        """For child processes that shall see the same database."""
        head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        query = os.environ["DATABASE_URL"].partition("?")[2]
        return f"{head}/{self._name}" + (f"?{query}" if query else "")

    def prepare(self) -> None:
        """Copy the template, building it first if this code has none."""
        with _alone("postgresql"), self._administrator() as database:
            found = database.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [self._template]
            ).fetchone()
            if not found:
                self._build(database)
        self.restore()

    def _build(self, database: Any) -> None:
        raw = f"{self._template}_raw"
        database.execute(f'DROP DATABASE IF EXISTS "{raw}" WITH (FORCE)')
        database.execute(f'CREATE DATABASE "{raw}"')
        _point_to(raw)
        _migrate()
        _point_to("postgres")
        database.execute(f'ALTER DATABASE "{raw}" RENAME TO "{self._template}"')

    def fill(self, name: str, build: Callable[[], None]) -> str:
        """A template that `build` filled with rows, built once for this code; for `restore`."""
        filled = f"zhengwu_filled_{_LOADED}_{name}"
        with _alone(f"postgresql-{name}"), self._administrator() as database:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not database.execute(query, [filled]).fetchone():
                self.restore()
                with _clean_after_failure(self):
                    build()
                _point_to("postgres")
                database.execute(f'ALTER DATABASE "{self._name}" RENAME TO "{filled}"')
                # The next test finds an empty one under this name.
                self.restore()
        return filled

    def restore(self, filled: str = "") -> None:
        """A fresh copy in the place of the used one: of the empty template, or of a filled one."""
        _point_to(self._name)
        with self._administrator() as database:
            database.execute(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
            template = filled or self._template
            database.execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{template}"')

    @contextmanager
    def visit(self, filled: str) -> Iterator[None]:
        """Inside, a copy of a filled template that serves again: who visits rolls back."""
        if filled not in self._visited:
            self._visited[filled] = f"{self._name}_{len(self._visited)}"
            with self._administrator() as database:
                database.execute(f'CREATE DATABASE "{self._visited[filled]}" TEMPLATE "{filled}"')
        _point_to(self._visited[filled])
        try:
            yield
        finally:
            _point_to(self._name)

    def remove(self) -> None:
        """Nothing is left behind but the template, which goes with the cluster."""
        _point_to("postgres")
        with suppress(Exception), self._administrator() as database:
            for name in (self._name, *self._visited.values()):
                database.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


Copies = SqliteCopies | PostgresqlCopies


def copies(worker: str) -> Copies:
    """The copies that fit the database the tests were pointed to."""
    from django.db import connection

    return PostgresqlCopies(worker) if connection.vendor == "postgresql" else SqliteCopies()


def restore_instead_of_flush(source: Copies) -> None:
    """Let tests that commit be followed by a restored copy: flush breaks on append-only tables."""
    from django.test import TransactionTestCase

    def teardown(case: TransactionTestCase) -> None:
        source.restore()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
