"""Receptions of towns, cards of supervision, services at windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day
from zhengwu.statistics.models import ServiceRecord
from zhengwu.statistics.registry.source import Source, in_batches
from zhengwu.statistics.rules.counting import Fact
from zhengwu.supervision.enums import CardState
from zhengwu.supervision.models import Card
from zhengwu.township.models import Reception


class ReceptionSource(Source):
    """来访办理: at the town's centre, by why somebody came."""

    kind = "reception"
    codes = ("township.reception.registered", "township.reception.done")

    def subjects(self, entry: Entry) -> list[str]:
        """The reception itself."""
        return [str(entry.matter_id)]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """One statement."""
        return [
            Fact(
                "reception",
                str(row.pk),
                matter=str(row.pk),
                organ=row.town_id,
                item=row.item_code[:80],
                received_on=local_day(row.registered_at),
                completed_on=local_day(row.done_at) if row.done_at else None,
                word=row.kind,
                late=row.late,
            )
            for row in Reception.objects.filter(pk__in=[UUID(one) for one in subjects])
        ]

    def every(self) -> Iterator[list[str]]:
        """All receptions."""
        return in_batches(Reception.objects.all())


class CardSource(Source):
    """黄牌、红牌: as they stand; a withdrawn one counts for nothing."""

    kind = "card"
    codes = ("supervision.card.dealt", "supervision.card.judged")

    def subjects(self, entry: Entry) -> list[str]:
        """The card itself."""
        return [str(entry.matter_id)]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """One statement."""
        return [
            Fact(
                "card",
                str(row.pk),
                matter=str(row.pk),
                organ=row.organ_code,
                staff=row.staff_id,
                received_on=local_day(row.dealt_at),
                word=row.level,
                cause=row.cause,
            )
            for row in Card.objects.filter(pk__in=[UUID(one) for one in subjects]).exclude(
                state=CardState.WITHDRAWN
            )
        ]

    def every(self) -> Iterator[list[str]]:
        """All cards, also those withdrawn: they are read as counting for nothing."""
        return in_batches(Card.objects.all())


class ServiceSource(Source):
    """窗口服务: lines of the light register; one struck out counts for nothing."""

    kind = "service"
    codes = ("statistics.service.written", "statistics.service.struck")

    def subjects(self, entry: Entry) -> list[str]:
        """The line itself."""
        return [entry.object_id]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """One statement."""
        return [
            Fact(
                "service",
                str(row.pk),
                organ=row.organ_id,
                window=str(row.window_id or ""),
                staff=row.written_by_id,
                received_on=row.served_on,
                word=row.kind,
                people=row.people,
            )
            for row in ServiceRecord.objects.filter(pk__in=subjects, struck_at__isnull=True)
        ]

    def every(self) -> Iterator[list[str]]:
        """All lines."""
        return in_batches(ServiceRecord.objects.all())
