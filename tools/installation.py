"""An installation: its data folder, its secrets, whether it is a demonstration."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

from tools.bootstrap import CannotStart
from tools.tree import ROOT

DEMO_MARK = "demo.json"
SECRETS = {"zhengwu_secret_key": 48, "zhengwu_master_key": 32}


def chosen(data: str = "") -> Path:
    """The data folder: an option, else ZHENGWU_DATA, else var/data in the checkout."""
    path = Path(data or os.environ.get("ZHENGWU_DATA") or ROOT / "var" / "data").expanduser()
    # A relative path is meant from where the command was typed.
    return (Path(os.environ.get("ZHENGWU_CALLED_FROM", ".")) / path).resolve()


def option(arguments: list[str], name: str = "--data") -> tuple[str, list[str]]:
    """Take `--data DIR` or `--data=DIR` out of the arguments."""
    rest, value, take = [], "", False
    for argument in arguments:
        if take:
            value, take = argument, False
        elif argument == name:
            take = True
        elif argument.startswith(f"{name}="):
            value = argument.partition("=")[2]
        else:
            rest.append(argument)
    return value, rest


def require_writable(data: Path) -> None:
    """One sentence when the data folder cannot be used."""
    try:
        # The group may enter: nginx serves the static files in it. Secrets and keys are ours alone.
        data.mkdir(parents=True, exist_ok=True, mode=0o750)
        probe = data / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"数据文件夹 {data} 不可写（{error.strerror}），请用 --data 指定另一个。\n"
            f"The data folder {data} is not writable; choose another with --data."
        ) from error


def make_secrets(data: Path) -> None:
    """Random keys on first start, readable by us only; existing ones are never touched."""
    folder = data / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, size in SECRETS.items():
        path = folder / name
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(size))


def is_demo(data: Path) -> bool:
    """Whether this data folder holds a demonstration county."""
    return (data / DEMO_MARK).exists()


def mark(data: Path) -> dict[str, object]:
    """What the demonstration's mark says; empty if there is none."""
    try:
        return dict(json.loads((data / DEMO_MARK).read_text()))
    except (OSError, ValueError):
        return {}


def enter(data: str = "") -> Path:
    """Make Django's settings those of this installation."""
    folder = chosen(data)
    os.environ["ZHENGWU_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if is_demo(folder):
        os.environ.setdefault("ZHENGWU_DEMO", "1")
    return folder


def complain(reason: object) -> int:
    """Say why not, on standard error; the exit code."""
    print(f"\n{reason}", file=sys.stderr)
    return 2
