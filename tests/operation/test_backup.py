"""Backup and restore as an operator does them: through ./run's own tools, on both databases."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tools.tree import ROOT
from zhengwu.journal.actions import seal_period
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import SHANGHAI
from zhengwu.matters.actions import open_matter

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
WORD = "a passphrase of the archive"
pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


class Place:
    """An installation to restore into: a database of its own and a data folder."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self.data = data

    def run(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of ./run's tools on it."""
        return subprocess.run(
            [sys.executable, "-m", f"tools.{tool}", *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": self.url,
                "ZHENGWU_DATA": str(self.data),
                "DJANGO_SETTINGS_MODULE": "config.settings_test",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def numbers(self) -> list[str]:
        """Numbers of the matters in its database."""
        query = "SELECT number FROM matters_matter ORDER BY number"
        if self.url.startswith("sqlite"):
            with sqlite3.connect(self.url.removeprefix("sqlite:///")) as database:
                return [row[0] for row in database.execute(query)]
        with psycopg.connect(self.url) as database:
            return [str(row[0]) for row in database.execute(query)]


@pytest.fixture
def source() -> Iterator[Place]:
    """The test's own installation with two matters, sealed, and a file."""
    for number in ("B-1", "B-2"):
        open_matter(
            kind="test", number=number, title="备份", organ_code="A", region_code="511602000000",
            by=SYSTEM, at=AT,
        )  # fmt: skip
    seal_period(at=AT)
    settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
    (settings.FILES_DIR / "样本.bin").write_bytes(b"\0\1\2" * 1000)
    connection.close()
    yield Place(os.environ["DATABASE_URL"], settings.DATA_DIR)
    for folder in ("keys", "checkpoints", "files"):
        shutil.rmtree(settings.DATA_DIR / folder, ignore_errors=True)


@pytest.fixture
def empty(source: Place, tmp_path: Path) -> Iterator[Place]:
    """A new installation with nothing in it."""
    data = tmp_path / "restored"
    if source.url.startswith("sqlite"):
        yield Place(f"sqlite:///{data}/zhengwu.sqlite3", data)
        return
    name = f"restored_{os.getpid()}"
    with psycopg.connect(source.url, autocommit=True) as database:
        database.execute(f'CREATE DATABASE "{name}"')
    yield Place(source.url.rpartition("/")[0] + f"/{name}", data)
    with psycopg.connect(source.url, autocommit=True) as database:
        database.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    path = tmp_path / "word"
    path.write_text(WORD)
    return str(path)


def test_round_trip(source: Place, empty: Place, tmp_path: Path, passphrase: str) -> None:
    made = source.run("backup", str(tmp_path / "b"), "--keys", passphrase)
    assert made.returncode == 0, made.stderr
    assert WORD not in made.stdout

    done = empty.run("restore", str(tmp_path / "b"), "--keys", passphrase)
    assert done.returncode == 0, done.stdout + done.stderr
    assert empty.numbers() == ["B-1", "B-2"]
    assert (empty.data / "files" / "样本.bin").read_bytes() == b"\0\1\2" * 1000
    assert (empty.data / "keys" / "journal.pem").stat().st_mode & 0o077 == 0
    guards = (
        "from django.db import connection; from zhengwu.kernel import guards;"
        "print('missing', guards.missing(connection))"
    )
    assert "missing []" in empty.run("manage", "shell", "-c", guards).stdout

    again = empty.run("restore", str(tmp_path / "b"))
    assert again.returncode == 2
    assert "--force" in again.stderr
    forced = empty.run("restore", str(tmp_path / "b"), "--force")
    assert forced.returncode == 0, forced.stdout + forced.stderr
    assert empty.numbers() == ["B-1", "B-2"]
    assert list(empty.data.glob("replaced-*/files/样本.bin"))


def test_changed_backup_is_refused(source: Place, empty: Place, tmp_path: Path) -> None:
    assert source.run("backup", str(tmp_path / "b")).returncode == 0
    copied = tmp_path / "b" / "files" / "files" / "样本.bin"
    copied.write_bytes(b"\0\1\3" * 1000)
    done = empty.run("restore", str(tmp_path / "b"))
    assert done.returncode == 2
    assert "样本.bin" in done.stderr
    copied.unlink()
    assert "缺少" in empty.run("restore", str(tmp_path / "b")).stderr
    assert not empty.data.exists() or list(empty.data.iterdir()) == []


def test_broken_off_backup_is_refused(source: Place, empty: Place, tmp_path: Path) -> None:
    assert source.run("backup", str(tmp_path / "b")).returncode == 0
    (tmp_path / "b" / "manifest.json").unlink()
    assert "清单" in empty.run("restore", str(tmp_path / "b")).stderr


def test_keys_need_their_passphrase(
    source: Place, empty: Place, tmp_path: Path, passphrase: str
) -> None:
    assert source.run("backup", str(tmp_path / "b"), "--keys", passphrase).returncode == 0
    content = (tmp_path / "b" / "keys.sealed").read_bytes()
    assert b"PRIVATE KEY" not in content
    wrong = tmp_path / "wrong"
    wrong.write_text("another passphrase")
    done = empty.run("restore", str(tmp_path / "b"), "--keys", str(wrong))
    assert done.returncode == 2
    assert not (empty.data / "keys").exists()


def test_backup_never_overwrites(source: Place, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "precious").touch()
    done = source.run("backup", str(tmp_path / "b"))
    assert done.returncode == 2
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["precious"]
