"""The environment, read once and loudly: a setting that is missing or unsafe is named."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Misconfigured(Exception):
    """A setting without which the program must not start."""


def text(name: str, default: str | None = None) -> str:
    """A setting as text. Without default it must be there."""
    value = os.environ.get(name, default)
    if value is None:
        raise Misconfigured(f"{name} is not set")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A setting as yes or no."""
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise Misconfigured(f"{name} must be 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


def words(name: str, default: str = "") -> list[str]:
    """A comma separated setting."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Django's database setting from `sqlite:///path` or `postgresql://user:pw@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path),
            "OPTIONS": {
                # DEFERRED loses more than half of concurrent writes to "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-65536"
                ),
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.get("host", parts.hostname or ""),
            "PORT": str(parts.port or query.get("port", "")),
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
        }
    raise Misconfigured(f"DATABASE_URL: {parts.scheme!r} is neither sqlite nor postgresql")


def mail(url: str, folder: Path) -> dict[str, object]:
    """Django's mail settings from `smtp://user:pw@host:587` (STARTTLS), `smtps://…` (TLS from the
    start) or `smtp+plain://…` (a relay on this machine). Empty: letters become files in `folder`.
    """
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(folder)}
    parts = urlsplit(url)
    ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if parts.scheme not in ports or not parts.hostname:
        raise Misconfigured("ZHENGWU_MAIL must be smtp://, smtps:// or smtp+plain://host")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def secret(name: str, directory: Path) -> str:
    """A secret from the environment, or from a file `directory/name` that only we may read."""
    if value := os.environ.get(name):
        return value
    path = directory / name.lower()
    if path.is_file():
        return path.read_text().strip()
    raise Misconfigured(
        f"{name} 既不在环境变量里，也不在 {path}："
        "请让 ZHENGWU_DATA 指向数据文件夹，新装的先运行 ./run keys"
        f" / {name} is neither in the environment nor in {path}"
    )
