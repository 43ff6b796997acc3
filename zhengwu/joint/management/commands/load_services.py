"""Publish the shipped joint services and rules through the ordinary verbs; safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhengwu.joint.actions.shipped import publish_shipped, set_shipped_rules
from zhengwu.joint.registry import shipped_rules, shipped_services
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now


class Command(BaseCommand):
    help = "Publish the joint services shipped in joint/data. Load editions and organs first."

    def handle(self, *_: Any, **__: Any) -> None:
        """One transaction a service; the first refusal ends it with its reason."""
        at = now()
        set_shipped_rules(shipped_rules(), since=local_day(at), by=SYSTEM, at=at)
        for plan in shipped_services():
            try:
                service = publish_shipped(plan, by=SYSTEM, at=at)
            except Refusal as refusal:
                raise CommandError(f"{plan['document']['code']}: {refusal}") from None
            self.stdout.write(f"{service.name} {service.live.label if service.live else ''}")
