"""Cases and questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from zhengwu.cases.enums import Acceptance, CaseState, Label
from zhengwu.cases.models import Case, FirstAsked
from zhengwu.catalogue.models import Edition
from zhengwu.clock.models import Clock
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day
from zhengwu.statistics.registry.definitions import reading
from zhengwu.statistics.registry.source import Source, in_batches
from zhengwu.statistics.rules.counting import Fact
from zhengwu.supervision.models import Finding, OverdueCause

_LIMITS = (Label.STATUTORY, Label.PROMISED)
_DONE = "cases.case.completed"
_CAUSE, _JUDGED = "supervision.cause.decided", "supervision.card.judged"
_STAFF = "staff"
_LICENSING = "xk"


@dataclass(slots=True)
class _Told:
    """What the entries of a case tell up to its completion."""

    visits: set[Any] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    over: bool = False


class CaseSource(Source):
    """办件: counted on the days of its own acts, so what is entered late goes where it belongs."""

    kind = "case"
    codes = (
        "cases.case.received", "cases.case.accepted", "cases.case.declined", "cases.case.withdrawn",
        "cases.case.misregistered", "cases.case.transferred", "cases.case.undertaker_named",
        "cases.case.sent_back", "cases.case.review_reopened", "cases.case.answer_brought",
        _DONE, _CAUSE, _JUDGED,
    )  # fmt: skip

    def subjects(self, entry: Entry) -> list[str]:
        """The case itself; of a decision why it was late, or about its card, the matter that was:
        a card that was taken back tells that its limit was kept."""
        if entry.code.startswith("cases."):
            return [str(entry.matter_id)]
        told: list[Any]
        if entry.code == _CAUSE:
            told = [
                *OverdueCause.objects.filter(pk=entry.object_id).values_list("matter", flat=True)
            ]
        else:
            found = Finding.objects.filter(card=entry.matter_id, watched__isnull=False)
            told = [*found.values_list("watched", flat=True)]
        return [str(pk) for pk in Case.objects.filter(pk__in=told).values_list("pk", flat=True)]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """Four statements: the cases, their limits, why they were late, their entries."""
        cases = list(Case.objects.filter(pk__in=[UUID(one) for one in subjects]))
        done = [case.pk for case in cases if case.state == CaseState.COMPLETED]
        limits = _limits(done)
        causes = _causes(done)
        told = _told(done)
        return [
            _fact(case, limits.get(case.pk, []), causes.get(case.pk, ""), told.get(case.pk))
            for case in cases
        ]

    def every(self) -> Iterator[list[str]]:
        """All cases."""
        return in_batches(Case.objects.all())


def _limits(done: list[Any]) -> dict[Any, list[Clock]]:
    found: dict[Any, list[Clock]] = defaultdict(list)
    rows = Clock.objects.filter(matter__in=done, label__in=_LIMITS) if done else []
    for clock in rows:
        found[clock.matter_id].append(clock)
    return found


def _causes(done: list[Any]) -> dict[Any, str]:
    """The cause a person decided last, by judging a card about a limit or by itself."""
    return dict(OverdueCause.objects.filter(matter__in=done).values_list("matter", "cause"))


def _told(done: list[Any]) -> dict[Any, _Told]:
    """Trips and signatures by matter, from the entries up to its completion."""
    found: dict[Any, _Told] = defaultdict(_Told)
    if not done:
        return found
    visits, signatures = reading()["visits"], frozenset(reading()["signatures"])
    rows = Entry.objects.filter(
        matter_id__in=done, refused=False, code__in={*visits, *signatures, _DONE}
    ).order_by("matter_id", "seq")
    for entry in rows.only("matter_id", "code", "occurred_at", "actor_id", "canonical"):
        told = found[entry.matter_id]
        if told.over:
            continue
        if entry.code in signatures and entry.content["actor"]["kind"] == _STAFF:
            told.people.add(entry.actor_id)
        if entry.code in visits and _came(entry, visits[entry.code]):
            told.visits.add(local_day(entry.occurred_at))
        told.over = entry.code == _DONE
    return found


def _came(entry: Entry, rule: dict[str, Any]) -> bool:
    """Whether the entry tells that somebody came in person."""
    if rule.get("staff") and entry.content["actor"]["kind"] != _STAFF:
        return False
    return "field" not in rule or entry.payload.get(rule["field"]) in rule["values"]


@lru_cache(maxsize=4096)
def _licensing(edition_id: Any) -> bool:
    """Whether the item is a licence. An edition never changes, so it is asked once."""
    return Edition.objects.get(pk=edition_id).document.law.regime == _LICENSING


def _fact(case: Case, limits: list[Clock], cause: str, told: _Told | None) -> Fact:
    if case.state == CaseState.MISREGISTERED:
        return Fact("case", str(case.pk))
    over = local_day(case.completed_at) if case.completed_at else None
    received = local_day(case.received_at)
    done = over if case.state == CaseState.COMPLETED else None
    late = any(clock.in_time is False for clock in limits)
    promised = next((one for one in limits if one.label == Label.PROMISED), None)
    saved = (
        max((promised.due_on - promised.stopped_on).days, 0)
        if promised and promised.stopped_on
        else 0
    )
    return Fact(
        "case",
        str(case.pk),
        matter=str(case.pk),
        organ=case.organ_code,
        item=case.item_code,
        channel=case.channel,
        window=case.window_id,
        staff=case.undertaker_id,
        received_on=received,
        accepted_on=case.accepted_on,
        declined_on=over if case.state == CaseState.DECLINED else None,
        withdrawn_on=over if case.state == CaseState.WITHDRAWN else None,
        completed_on=done,
        word=case.verdict,
        cause=cause if late else "",
        on_spot=bool(done) and case.acceptance == Acceptance.ON_THE_SPOT and done == received,
        late=late,
        early=bool(saved) and not late,
        online=case.channel in reading()["online"],
        licensing=_licensing(case.edition_id),
        early_days=0 if late else saved,
        visits=len(told.visits) if told else 0,
        signed=len(told.people) if told else 0,
    )


class AskedSource(Source):
    """首问登记: a question somebody came with, counted along with the cases."""

    kind = "asked"
    codes = ("cases.first_asked.registered", "cases.first_asked.passed", "cases.first_asked.closed")

    def subjects(self, entry: Entry) -> list[str]:
        """The line itself."""
        return [entry.object_id]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """One statement."""
        return [
            Fact(
                "asked",
                str(row.pk),
                matter=str(row.case_id or ""),
                organ=row.organ_code,
                item=row.item_code,
                staff=row.staff_id,
                received_on=local_day(row.asked_at),
                completed_on=local_day(row.closed_at) if row.closed_at else None,
                word=row.state,
            )
            for row in FirstAsked.objects.filter(pk__in=subjects)
        ]

    def every(self) -> Iterator[list[str]]:
        """All lines."""
        return in_batches(FirstAsked.objects.all())
