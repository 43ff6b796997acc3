"""Charges that came in and went back, line by line: one bill may be of several departments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zhengwu.cases.models import Case
from zhengwu.fees.enums import PaymentState, RefundState
from zhengwu.fees.models import Line, RefundLine
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day
from zhengwu.statistics.registry.source import Source, fen, in_batches
from zhengwu.statistics.rules.counting import Fact


def _cases(scopes: list[Any]) -> dict[Any, Case]:
    return Case.objects.only("item_code", "channel", "window_id").in_bulk(scopes)


class FeeSource(Source):
    """收费: a line of a bill, on the day in whose books its payment stands."""

    kind = "fee"
    codes = ("fees.payment.confirmed",)

    def subjects(self, entry: Entry) -> list[str]:
        """The lines that were paid."""
        lines = Line.objects.filter(payment=entry.payload["payment"])
        return [str(pk) for pk in lines.values_list("pk", flat=True)]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """Two statements."""
        rows = list(
            Line.objects.filter(
                pk__in=subjects, payment__state=PaymentState.CONFIRMED
            ).select_related("payment")
        )
        cases = _cases([row.scope_id for row in rows])
        return [self._fact(row, cases.get(row.scope_id)) for row in rows]

    @staticmethod
    def _fact(row: Line, case: Case | None) -> Fact:
        payment = row.payment
        assert payment is not None
        at = payment.confirmed_at or payment.begun_at
        return Fact(
            "fee",
            str(row.pk),
            matter=str(row.scope_id),
            organ=row.organ_code,
            item=case.item_code if case else "",
            channel=case.channel if case else "",
            window=case.window_id if case else "",
            received_on=payment.booked_on or local_day(at),
            word=payment.channel[:20],
            amount=fen(row.net),
        )

    def every(self) -> Iterator[list[str]]:
        """Lines that were paid."""
        return in_batches(Line.objects.filter(payment__state=PaymentState.CONFIRMED))


class RefundSource(Source):
    """退费: a line of a refund, on the day in whose books it stands."""

    kind = "refund"
    codes = ("fees.refund.done",)

    def subjects(self, entry: Entry) -> list[str]:
        """The lines that went back."""
        lines = RefundLine.objects.filter(refund=entry.payload["refund"])
        return [str(pk) for pk in lines.values_list("pk", flat=True)]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """Two statements."""
        rows = list(
            RefundLine.objects.filter(
                pk__in=subjects, refund__state=RefundState.DONE
            ).select_related("refund", "line")
        )
        cases = _cases([row.line.scope_id for row in rows])
        return [self._fact(row, cases.get(row.line.scope_id)) for row in rows]

    @staticmethod
    def _fact(row: RefundLine, case: Case | None) -> Fact:
        refund = row.refund
        return Fact(
            "refund",
            str(row.pk),
            matter=str(row.line.scope_id),
            organ=row.line.organ_code,
            item=case.item_code if case else "",
            channel=case.channel if case else "",
            window=case.window_id if case else "",
            received_on=refund.booked_on or local_day(refund.done_at or refund.asked_at),
            amount=fen(row.amount),
        )

    def every(self) -> Iterator[list[str]]:
        """Lines that went back."""
        return in_batches(RefundLine.objects.filter(refund__state=RefundState.DONE))
