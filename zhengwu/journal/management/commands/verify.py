"""`verify`: run the independent verifier on this installation's journal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management.base import BaseCommand

from zhengwu.journal.actions.seal import public_hex, signing_key


class Command(BaseCommand):
    """The verifier is a program of its own, which imports nothing of ours."""

    help = "check every entry, chain, seal and the checkpoint outside the database"

    def handle(self, *_: Any, **__: Any) -> None:
        """Exit with the verifier's code."""
        checkpoint = Path(settings.CHECKPOINT_DIR) / "journal.json"
        command = [
            sys.executable,
            str(Path(settings.BASE_DIR) / "tools" / "verifier.py"),
            "--database",
            database_url(settings.DATABASES["default"]),
            "--checkpoint",
            str(checkpoint),
            "--key",
            public_hex(signing_key()),
        ]
        sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603


def database_url(database: dict[str, Any]) -> str:
    """The database as the verifier wants it."""
    if "sqlite" in database["ENGINE"]:
        return f"sqlite:///{database['NAME']}"
    password = f":{quote(database['PASSWORD'])}" if database.get("PASSWORD") else ""
    user = f"{quote(database['USER'])}{password}@" if database.get("USER") else ""
    host, port = database.get("HOST", ""), database.get("PORT", "")
    if host.startswith("/"):
        return f"postgresql://{user}/{database['NAME']}?host={quote(host)}&port={port}"
    return f"postgresql://{user}{host}{':' + str(port) if port else ''}/{database['NAME']}"
