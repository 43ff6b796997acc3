"""Publish the shipped editions (data/editions) through the ordinary verbs; safe to run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhengwu.catalogue.actions.shipped import publish_shipped
from zhengwu.catalogue.queries import open_for_application
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now


class Command(BaseCommand):
    help = "Publish the editions shipped in catalogue/data/editions. Import the items first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Another folder may be given."""
        parser.add_argument("--folder", type=Path, default=DATA / "editions")

    def handle(self, *_: Any, **options: Any) -> None:
        """One transaction an edition; the first refusal ends it with its reason."""
        folder: Path = options["folder"]
        shared = yaml.safe_load((folder / "_shared.yaml").read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9]*.yaml")):
            shipped = composed(yaml.safe_load(path.read_text(encoding="utf-8")), shared)
            try:
                edition = publish_shipped(shipped, by=SYSTEM, at=now())
            except Refusal as refusal:
                raise CommandError(f"{path.name}: {refusal}") from None
            lacking = open_for_application(edition)
            word = "可申请" if not lacking else "不可申请，缺：" + "、".join(lacking)
            self.stdout.write(f"{edition.document.name} 第{edition.number}版 {word}")
