"""`export_journal FOLDER`: sealed entries and periods, to be verified offline."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhengwu.journal.models import Entry, Period, Sealed


class Command(BaseCommand):
    """Write entries.jsonl and periods.jsonl."""

    help = "export the sealed journal for offline verification"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_: Any, folder: Path, **__: Any) -> None:
        """One line an entry, in the order of its seal."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "periods.jsonl").open("w", encoding="utf-8") as file:
            for period in Period.objects.order_by("number").values():
                file.write(json.dumps(dict(period), default=datetime.isoformat) + "\n")
        with (folder / "entries.jsonl").open("w", encoding="utf-8") as file:
            for place in Sealed.objects.order_by("period", "position").iterator(1000):
                entry = Entry.objects.get(pk=place.entry_id)
                file.write(json.dumps(_line(entry, place), ensure_ascii=False) + "\n")


def _line(entry: Entry, place: Sealed) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "seq": entry.seq,
        "code": entry.code,
        "refused": entry.refused,
        "previous": entry.previous,
        "digest": entry.digest,
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "organ_code": entry.organ_code,
        "canonical": entry.canonical,
        "period": place.period,
        "position": place.position,
    }
