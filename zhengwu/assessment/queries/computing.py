"""Computing: facts of all sources in a bounded number of statements, scores in memory; no writes.

The same function computes a period, a preview of a draft and a comparison of two versions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhengwu.assessment import registry
from zhengwu.assessment.enums import SHOWN, How, PeriodKind
from zhengwu.assessment.models import Scheme, Score
from zhengwu.assessment.rules import periods
from zhengwu.assessment.rules.model import ENTERED, Model
from zhengwu.assessment.rules.ranking import Standing, rank
from zhengwu.assessment.rules.scoring import Fact, Result, score
from zhengwu.kernel.digests import canonical, digest


@dataclass(frozen=True, slots=True)
class Outcome:
    """A subject's result with its rank; `months` name the scores it was made of."""

    result: Result
    rank: int | None
    months: tuple[dict[str, Any], ...] = ()


def facts_between(
    model: Model,
    kind: PeriodKind,
    scheme: Scheme,
    span: registry.Span,
    locate: Callable[[Fact], str],
) -> dict[str, dict[str, list[Fact]]]:
    """Facts by subject and source; each source is read once, however many subjects there are."""
    found: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for code in model.sources(kind):
        for fact in registry.sources()[code].read(span):
            if code == ENTERED and fact.values["scheme"] != scheme.pk:
                continue
            key = locate(fact)
            if key:
                found[key][code].append(fact)
    return found


def computed(
    model: Model, scheme: Scheme, kind: PeriodKind, first: date, at: datetime
) -> list[Outcome]:
    """Everybody's result, in the order of the group; nothing is written."""
    span = registry.Span(first, periods.last_of(kind, first), at)
    grouping = registry.groups()[scheme.group].read(span)
    facts = facts_between(model, kind, scheme, span, grouping.locate)
    months = _months(model, scheme, kind, first)
    results = [
        score(
            model, kind, subject, facts.get(subject.key, {}),
            [one["total"] for one in months.get(subject.key, []) if one["counts"]],
            [one["veto"] for one in months.get(subject.key, []) if one["veto"]],
        )
        for subject in grouping.subjects
    ]  # fmt: skip
    ranks = rank(
        Standing(one.subject.key, one.klass, one.total, bool(one.vetoes), bool(one.unranked))
        for one in results
    )
    return [
        Outcome(one, ranks[one.subject.key], tuple(months.get(one.subject.key, ())))
        for one in results
    ]


def _months(
    model: Model, scheme: Scheme, kind: PeriodKind, first: date
) -> Mapping[str, list[dict[str, Any]]]:
    """Published scores of the months inside, by subject; a month out of ranking does not count."""
    if model.hows[kind][0] is How.DIRECT:
        return {}
    rows = (
        Score.objects.filter(
            period__scheme=scheme, period__kind=PeriodKind.MONTH, period__state__in=SHOWN,
            period__first_day__in=periods.months_of(kind, first),
        )
        .order_by("period__first_day")
        .values_list(
            "subject", "period__first_day", "period__matter__number", "pk", "present_total",
            "unranked", "veto",
        )
    )  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for subject, day, number, pk, total, unranked, veto in rows:
        found[subject].append(
            {
                "day": day, "number": number, "score": str(pk), "total": total,
                "counts": not unranked, "veto": veto,
            }
        )  # fmt: skip
    return found


def digest_of(outcomes: list[Outcome]) -> str:
    """What two computations of the same facts by the same model have in common."""
    return digest(
        canonical(
            [
                [
                    one.result.subject.key, _plain(one.result.total), one.rank,
                    one.result.unranked, list(one.result.vetoes),
                    [
                        [line.criterion.code, _plain(line.points),
                         [[fact.fact.ref, _plain(fact.points), fact.met] for fact in line.facts]]
                        for line in one.result.lines
                    ],
                ]
                for one in sorted(outcomes, key=lambda one: one.result.subject.key)
            ]
        )
    )  # fmt: skip


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"
