"""`manage.py load_flows`: publish the diagrams that come with the program."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhengwu.flow.actions import publish
from zhengwu.flow.queries import shipped
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now


class Command(BaseCommand):
    """Publishes each shipped diagram; one that stands already stays as it is."""

    help = "发布随程序提供的流程图"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; again changes nothing."""
        for code, xml in sorted(shipped().items()):
            version = publish(code, xml, by=SYSTEM, at=now())
            self.stdout.write(f"{code}: 第{version.number}版")
