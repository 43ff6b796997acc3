"""`manage.py load_dictionary`: the field dictionary that comes with the program, and the county's
own divisions as lists to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand

import zhengwu.forms
from zhengwu.forms.actions import load_rule
from zhengwu.forms.enums import EntryKind
from zhengwu.forms.queries import divisions
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now

DATA = Path(zhengwu.forms.__file__).parent / "data" / "dictionary.yaml"


class Command(BaseCommand):
    """Loads what is not there yet; what an administrator changed stays as it is."""

    help = "载入随程序提供的字段字典和本地区划清单"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; again changes nothing."""
        at = now()
        made = 0
        for one in yaml.safe_load(DATA.read_text(encoding="utf-8")):
            content = {key: one[key] for key in one if key not in ("code", "name", "source")}
            made += load_rule(
                one["code"], name=one["name"], content=content, source=one["source"],
                by=SYSTEM, at=at,
            )  # fmt: skip
        for code, name, level in (
            ("towns", "本区县街道、乡镇", "town"), ("villages", "本区县社区、村", "village"),
        ):  # fmt: skip
            found = divisions(settings.REGION_CODE, level, local_day(at))
            if found:
                made += load_rule(
                    code, name=name, kind=EntryKind.LIST, content={"options": found},
                    source="行政区划", by=SYSTEM, at=at,
                )  # fmt: skip
        self.stdout.write(f"字段字典：载入 {made} 条")
