"""Import a list of items from the command line, through the same actions as the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now


class Command(BaseCommand):
    help = "Read a csv, xlsx or json list of items; with --apply take it into the catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        """File, and what to do with it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--skip-errors", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Dry run unless asked to apply."""
        path: Path = options["file"]
        try:
            run = begin_import(path.name, path.read_bytes(), by=SYSTEM, at=now())
            self.stdout.write(f"{run.total} rows, {run.good} good, {run.encoding}")
            for code, count in run.counts.items():
                self.stdout.write(f"  {count:6d}  {code}")
            if options["apply"]:
                run = apply(run, skip_errors=options["skip_errors"], by=SYSTEM, at=now())
                done = (
                    f"{run.created_count} new, {run.updated_count} changed, {run.same_count} same"
                )
                self.stdout.write(done)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
