"""./run backup DIR: the database first, the files second, a manifest with digests last.

Files are only ever added before the row that names them commits; so a copy of the files made after
the copy of the database holds every file the database knows. Only the journal's check points go
before it: one younger than the database would make its end look cut off. The copy is taken while
everything runs on. Keys are left out unless `--keys FILE` names a passphrase to seal them under:
whoever finds a backup with its keys could read everything.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools import installation
from tools.bootstrap import CannotStart, say

MANIFEST = "manifest.json"
FORMAT = 1
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
SEALED_KEYS = "keys.sealed"
# What is not data: rebuilt, private, or the database itself.
LEFT_OUT = {"static", "secrets", "keys", "logs", "run.lock"}
ASIDE = "replaced-"
CHECKPOINTS = "checkpoints"
KEY_FOLDERS = ("secrets", "keys")
_CHUNK = 1 << 20


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()


def settings_of(data: str) -> tuple[Path, dict[str, Any], str]:
    """(data folder, database settings, vendor) of an installation."""
    folder = installation.enter(data)
    from config.env import Misconfigured

    try:
        from django.conf import settings

        database = dict(settings.DATABASES["default"])
    except Misconfigured as reason:
        raise CannotStart(
            f"{reason}\n（ZHENGWU_DATA、--data 指对了吗？ / is the data folder right?）"
        ) from None
    return folder, database, "sqlite" if "sqlite" in str(database["ENGINE"]) else "postgresql"


def postgresql_tool(name: str) -> str:
    """pg_dump or pg_restore of the newest version there is: older ones refuse newer servers."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: int("".join(filter(str.isdigit, path.parts[4])) or 0),
    )
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        raise CannotStart(f"缺少 {name}：apt install postgresql-client / {name} is missing")
    return program


def connection_of(database: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment for PostgreSQL's tools; the password stays off the command line."""
    options = {"--host": "HOST", "--port": "PORT", "--username": "USER"}
    arguments = [f"{name}={database[key]}" for name, key in options.items() if database.get(key)]
    word = {"PGPASSWORD": str(database["PASSWORD"])} if database.get("PASSWORD") else {}
    return ["--no-password", *arguments], {**os.environ, **word}


def _copy_sqlite(database: dict[str, Any], target: Path) -> None:
    """A consistent copy by SQLite's online backup, then a look whether it is whole."""
    from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
        register as register_functions,
    )

    source = Path(database["NAME"])
    if not source.exists():
        raise CannotStart(f"没有数据库 {source}。 / There is no database {source}.")
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60) as live:
        copy = sqlite3.connect(target)
        try:
            # Constraints use functions of Django's (REGEXP); the check evaluates them.
            register_functions(copy)
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
    live.close()
    if found != "ok":
        raise CannotStart(f"数据库已损坏：{found} / the database is damaged")


def copy_postgresql(database: dict[str, Any], target: Path) -> None:
    """pg_dump in one snapshot."""
    arguments, environment = connection_of(database)
    command = [
        postgresql_tool("pg_dump"), *arguments, "--format=custom", "--no-owner", "--no-privileges",
        f"--file={target}", database["NAME"],
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise CannotStart(f"pg_dump: {done.stderr.decode(errors='replace')[-600:]}")


def _wanted(part: Path, database: Path | None) -> bool:
    """Whether a path below the data folder belongs into the second part of the copy."""
    first = part.parts[0]
    if first in LEFT_OUT or first == CHECKPOINTS or first.startswith(ASIDE):
        return False
    return not (database and part.name.startswith(database.name))


def _copy_below(folder: Path, data: Path, target: Path, database: Path | None = None) -> None:
    """Files of a folder; one that vanishes meanwhile was temporary."""
    for path in sorted(folder.rglob("*")):
        part = path.relative_to(data)
        if path.is_symlink() or not path.is_file():
            continue
        if folder == data and not _wanted(part, database):
            continue
        copy = target / "files" / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(path, copy)
        except FileNotFoundError:
            copy.unlink(missing_ok=True)


def _cipher(passphrase: bytes, salt: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = hashlib.scrypt(passphrase, salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    return AESGCM(key)


def passphrase_in(file: str) -> bytes:
    """The passphrase a file holds, at least 12 characters."""
    path = Path(os.environ.get("ZHENGWU_CALLED_FROM", ".")) / file
    try:
        word = path.read_bytes().strip()
    except OSError as error:
        raise CannotStart(f"读不了口令文件 {path}：{error.strerror} / cannot read it") from error
    if len(word) < 12:
        raise CannotStart("口令太短，至少 12 个字符。 / The passphrase needs 12 characters.")
    return word


def seal_keys(data: Path, passphrase: bytes) -> bytes:
    """Secrets and keys as one archive, encrypted: salt, nonce, AES-256-GCM over a tar."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for folder in KEY_FOLDERS:
            if (data / folder).is_dir():
                tar.add(data / folder, arcname=folder)
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed: bytes = _cipher(passphrase, salt).encrypt(nonce, archive.getvalue(), b"zhengwu keys")
    return salt + nonce + sealed


def opened_keys(sealed: bytes, passphrase: bytes) -> bytes:
    """The archive of secrets and keys."""
    from cryptography.exceptions import InvalidTag

    cipher = _cipher(passphrase, sealed[:16])
    try:
        return bytes(cipher.decrypt(sealed[16:28], sealed[28:], b"zhengwu keys"))
    except InvalidTag:
        raise CannotStart("口令不对，密钥打不开。 / Wrong passphrase for the keys.") from None


def put_keys(content: bytes, data: Path) -> None:
    """Put secrets and keys back, readable by us only."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        tar.extractall(data, filter="data")
    for folder in KEY_FOLDERS:
        for path in [data / folder, *(data / folder).rglob("*")]:
            if path.exists():
                path.chmod(0o700 if path.is_dir() else 0o600)


def write_manifest(folder: Path, **facts: object) -> None:
    """Sizes and digests of all that was copied; written last, so a broken-off backup has none."""
    files = {
        str(path.relative_to(folder)): {"size": path.stat().st_size, "sha256": digest_of(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    content = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **facts,
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(content, ensure_ascii=False, indent=1))


def _target(name: str) -> Path:
    target = (Path(os.environ.get("ZHENGWU_CALLED_FROM", ".")) / name).resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CannotStart(f"{target} 已存在且不为空。 / {target} exists and is not empty.")
    return target


def backup(target: Path, *, data: str = "", keys: str = "") -> Path:
    """Make a backup in `target`, which appears only when it is complete."""
    folder, database, vendor = settings_of(data)
    if target.is_relative_to(folder):
        raise CannotStart("备份不能放在数据文件夹里面。 / Not inside the data folder.")
    passphrase = passphrase_in(keys) if keys else b""
    raw = target.with_name(f".{target.name}.{os.getpid()}")
    raw.mkdir(parents=True, mode=0o700)
    try:
        _copy_below(folder / CHECKPOINTS, folder, raw)
        if vendor == "sqlite":
            _copy_sqlite(database, raw / DATABASES[vendor])
        else:
            copy_postgresql(database, raw / DATABASES[vendor])
        _copy_below(folder, folder, raw, Path(database["NAME"]) if vendor == "sqlite" else None)
        if passphrase:
            (raw / SEALED_KEYS).write_bytes(seal_keys(folder, passphrase))
        write_manifest(raw, vendor=vendor, demo=installation.is_demo(folder), keys=bool(keys))
        os.sync()
        if target.exists():
            target.rmdir()
        raw.replace(target)
    finally:
        shutil.rmtree(raw, ignore_errors=True)
    return target


def main(arguments: list[str]) -> int:
    """Back up, or say in one sentence why not."""
    parser = argparse.ArgumentParser(prog="./run backup", description="备份数据库与文件")
    parser.add_argument("dir", help="备份文件夹（新建）")
    parser.add_argument("--data", default="", help="数据文件夹")
    parser.add_argument(
        "--keys", default="", metavar="FILE", help="同时备份密钥，用此文件中的口令加密"
    )
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    try:
        target = backup(_target(options.dir), data=options.data, keys=options.keys)
    except CannotStart as reason:
        return installation.complain(reason)
    except OSError as error:
        return installation.complain(f"备份失败：{error} / backup failed")
    say(f"已备份到 {target}，用时 {time.monotonic() - begun:.0f} 秒。 / backed up")
    if not options.keys:
        say(
            "密钥不在备份中：请另行妥善保存 secrets 与 keys；没有主密钥，加密的个人信息无法恢复。\n"
            "Keys are not included (--keys FILE): without the master key sealed data stays sealed."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
