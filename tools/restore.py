"""./run restore DIR: check the backup, put it back, verify the journal.

Refuses where there is data already, unless `--force`; then what it replaces is moved aside, not
deleted (PostgreSQL: dumped first).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tools import backup, installation, supervise
from tools.bootstrap import CannotStart, say
from tools.tree import ROOT


def check(folder: Path) -> dict[str, Any]:
    """The manifest, after every file was held against it."""
    try:
        manifest: dict[str, Any] = json.loads((folder / backup.MANIFEST).read_text())
    except (OSError, ValueError):
        raise CannotStart(
            f"{folder} 不是完整的备份（没有可读的清单）。 / {folder} is no complete backup."
        ) from None
    if manifest.get("format") != backup.FORMAT:
        raise CannotStart("备份格式不认识。 / Unknown backup format.")
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    expected = dict(manifest["files"])
    wrong = [f"缺少 {name}" for name in sorted(set(expected) - there)]
    wrong += [f"多出 {name}" for name in sorted(there - set(expected) - {backup.MANIFEST})]
    for name in sorted(set(expected) & there):
        if backup.digest_of(folder / name) != expected[name]["sha256"]:
            wrong.append(f"内容不符 {name}")
    if wrong:
        raise CannotStart(
            "备份与清单不符，没有恢复。 / The backup does not match its manifest.\n"
            + "\n".join(wrong[:10])
        )
    return manifest


def _psql(database: dict[str, Any], statement: str) -> str:
    arguments, environment = backup.connection_of(database)
    command = [
        backup.postgresql_tool("psql"), *arguments, f"--dbname={database['NAME']}", "-X", "-q",
        "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement,
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise CannotStart(f"psql: {done.stderr.decode(errors='replace')[-600:]}")
    return done.stdout.decode().strip()


def _occupied(data: Path, database: dict[str, Any], vendor: str) -> bool:
    """Whether there is anything a restore would replace."""
    if vendor == "sqlite":
        return Path(database["NAME"]).exists()
    count = _psql(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return int(count) > 0


def _require_alone(database: dict[str, Any]) -> None:
    """Nobody else may be connected while the database is replaced."""
    others = _psql(
        database,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    )
    if int(others):
        raise CannotStart(
            f"数据库上还有 {others} 个连接，请先停止服务。"
            f" / {others} connections are open: stop the service first."
        )


def _aside(data: Path) -> Path:
    """A folder for what is replaced."""
    folder = data / f"{backup.ASIDE}{time.strftime('%Y%m%d-%H%M%S')}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _restore_keys(folder: Path, data: Path, options: argparse.Namespace) -> None:
    """Keys of the backup in the place of those that are there, which are kept aside."""
    sealed = folder / backup.SEALED_KEYS
    if not sealed.exists():
        raise CannotStart("这份备份不含密钥。 / This backup holds no keys.")
    passphrase = backup.passphrase_in(options.keys)
    there = [data / name for name in backup.KEY_FOLDERS if (data / name).exists()]
    if there and not options.force:
        raise CannotStart("这里已有密钥；要替换请加 --force。 / There are keys already: --force.")
    content = backup.opened_keys(sealed.read_bytes(), passphrase)
    for path in there:
        path.rename(_aside(data) / path.name)
    backup.put_keys(content, data)


def _set_aside(data: Path, database: dict[str, Any], vendor: str) -> Path:
    """Move what is there into a folder of its own; keys stay."""
    aside = _aside(data)
    if vendor == "postgresql":
        _require_alone(database)
        backup.copy_postgresql(database, aside / backup.DATABASES[vendor])
        _psql(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    kept = {"secrets", "keys", "run.lock", aside.name}
    for path in sorted(data.iterdir()):
        if path.name not in kept and not path.name.startswith(backup.ASIDE):
            path.rename(aside / path.name)
    return aside


def _load_sqlite(source: Path, database: dict[str, Any]) -> None:
    target = Path(database["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(source, raw)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    raw.replace(target)


def _load_postgresql(source: Path, database: dict[str, Any]) -> None:
    arguments, environment = backup.connection_of(database)
    command = [
        backup.postgresql_tool("pg_restore"), *arguments, f"--dbname={database['NAME']}",
        "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source),
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise CannotStart(f"pg_restore: {done.stderr.decode(errors='replace')[-600:]}")


def _load_files(folder: Path, data: Path) -> None:
    source = folder / "files"
    if source.is_dir():
        shutil.copytree(source, data, dirs_exist_ok=True)


def restore(
    folder: Path, *, data: Path, database: dict[str, Any], vendor: str, force: bool
) -> None:
    """Put a checked backup into an installation."""
    manifest = check(folder)
    if manifest["vendor"] != vendor:
        raise CannotStart(
            f"备份来自 {manifest['vendor']}，这里是 {vendor}。"
            f" / The backup is of {manifest['vendor']}, this installation runs on {vendor}."
        )
    if _occupied(data, database, vendor):
        if not force:
            raise CannotStart(
                "这里已有数据；确定要替换请加 --force（原有数据会移到一旁）。\n"
                "There is data already; --force replaces it (and keeps it aside)."
            )
        say(f"原有数据移到 {_set_aside(data, database, vendor)} / existing data kept there")
    load = _load_sqlite if vendor == "sqlite" else _load_postgresql
    load(folder / backup.DATABASES[vendor], database)
    _load_files(folder, data)


def _verified(data: Path) -> int:
    """The verifier's word on what was restored."""
    command = [supervise.PYTHON, "manage.py", "verify"]
    environment = {**os.environ, "ZHENGWU_DATA": str(data)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _run(options: argparse.Namespace) -> int:
    folder = (Path(os.environ.get("ZHENGWU_CALLED_FROM", ".")) / options.dir).resolve()
    check(folder)
    data = installation.chosen(options.data)
    installation.require_writable(data)
    with supervise.hold(data):
        if options.keys:
            _restore_keys(folder, data, options)
        data, database, vendor = backup.settings_of(str(data))
        restore(folder, data=data, database=database, vendor=vendor, force=options.force)
    say("已恢复，正在核验记录 … / restored, verifying the journal")
    code = _verified(data)
    say("核验通过。 / verified" if code == 0 else "核验未通过！ / the journal did NOT verify")
    return code


def main(arguments: list[str]) -> int:
    """Restore, or say in one sentence why not."""
    parser = argparse.ArgumentParser(prog="./run restore", description="恢复备份并核验")
    parser.add_argument("dir", help="备份文件夹")
    parser.add_argument("--data", default="", help="恢复到哪个数据文件夹")
    parser.add_argument("--keys", default="", metavar="FILE", help="用此文件中的口令恢复密钥")
    parser.add_argument("--force", action="store_true", help="替换已有数据（原有的移到一旁）")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except CannotStart as reason:
        return installation.complain(reason)
    except OSError as error:
        return installation.complain(f"恢复失败：{error} / restore failed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
