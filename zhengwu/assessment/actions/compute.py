"""Computing a period: everything from recorded facts, as often as wanted until it is frozen.

While it is provisional the model in force on its first day counts; once it is published the model
it was published by, whatever has been approved since.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhengwu.assessment import policy, queries
from zhengwu.assessment.actions.adjust import rank_again
from zhengwu.assessment.actions.periods import heard_again
from zhengwu.assessment.enums import SHOWN, AdjustmentState, PeriodKind, PeriodState
from zhengwu.assessment.events import PeriodComputed
from zhengwu.assessment.models import Adjustment, Line, Period, Scheme, SchemeVersion, Score
from zhengwu.assessment.queries.computing import Outcome
from zhengwu.assessment.registry import choices
from zhengwu.assessment.rules import periods, refusals
from zhengwu.assessment.rules.model import Model
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall

_AT_ONCE = 500


@action
def compute(
    scheme: Scheme, *, kind: PeriodKind, first: date, reason: str = "", by: Actor, at: datetime
) -> Period:
    """Compute or recompute a period; the same facts give the same digest and change nothing.

    A period on the board is recomputed only with a reason (a late fact), and what moved is
    recorded; a frozen one never.
    """
    policy.require(policy.may_compute(by))
    first = periods.first_of(kind, first)
    if first > local_day(at):
        raise refusals.PeriodNotBegun(period=periods.words(kind, first))
    period, version = _opened(scheme, kind, first, by, at)
    if period.state in (PeriodState.REVIEWED, PeriodState.FROZEN):
        if period.state == PeriodState.FROZEN:
            raise refusals.PeriodFixed(period=period.words)
        raise refusals.PeriodState(period=period.words, state=period.state_name)
    if period.shown and (not reason.strip() or policy.is_system(by)):
        raise refusals.PeriodState(period=period.words, state=period.state_name)
    outcomes = queries.computed(version.model, scheme, kind, first, at)
    found = queries.digest_of(outcomes)
    if found == period.digest and version.pk == period.version_id:
        return period
    before = _standing(period)
    moved = _write(period, version.model, outcomes)
    period.version, period.digest = version, found
    period.computed_by_id, period.computed_by, period.computed_at = by.id, by.name, at
    period.save()
    event = PeriodComputed(
        scheme=scheme.pk,
        period=period.words,
        model_version=version.number,
        subjects=len(outcomes),
        digest=found,
        moved=moved if period.shown else {},
    )
    record(period.matter, event, by=by, at=at, reason=reason)
    if period.shown:
        after = _standing(period)
        changed = [score for score in after if after[score] != before.get(score)]
        if changed:
            scores = period.scores.filter(subject__in=changed)
            heard_again(period, scores, reason=reason, by=by, at=at)
    return period


def _standing(period: Period) -> dict[str, tuple[Decimal, int | None]]:
    """What the board shows of each subject."""
    rows = period.scores.values_list("subject", "present_total", "present_rank")
    return {subject: (total, rank) for subject, total, rank in rows}


def _opened(
    scheme: Scheme, kind: PeriodKind, first: date, by: Actor, at: datetime
) -> tuple[Period, SchemeVersion]:
    """The period, locked, and the version it is computed by. The scheme's row is the lock of what
    is not there yet, so two workers open one."""
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    period = Period.objects.filter(scheme=scheme, kind=kind, first_day=first).first()
    if period is not None:
        matter = matters.lock(period.pk)
        period = Period.objects.select_related("version", "scheme").get(pk=period.pk)
        period.matter = matter
        if period.state in SHOWN:
            return period, period.version
    version = queries.version_on(scheme, first)
    if version is None:
        raise refusals.NoVersion(period=periods.words(kind, first))
    return period or _new(scheme, kind, first, version, by, at), version


def _new(
    scheme: Scheme, kind: PeriodKind, first: date, version: SchemeVersion, by: Actor, at: datetime
) -> Period:
    centre = Hall.objects.filter(kind=HallKind.CENTRE).select_related("organ").order_by("code")[0]
    prefix = choices.value("number_prefix", at)
    matter = matters.open_matter(
        kind="assessment",
        number=f"{prefix}-{scheme.pk}-{periods.mark(kind, first)}",
        title=f"{scheme.name}（{periods.words(kind, first)}）",
        organ_code=centre.organ_id,
        region_code=centre.organ.region_id,
        by=by,
        at=at,
    )
    return Period.objects.create(
        matter=matter,
        scheme=scheme,
        kind=kind,
        first_day=first,
        last_day=periods.last_of(kind, first),
        version=version,
        computed_by_id=by.id,
        computed_by=by.name,
        computed_at=at,
    )


def _write(period: Period, model: Model, outcomes: list[Outcome]) -> dict[str, Any]:
    """Scores keep their rows (objections refer to them); lines are written anew. What moved."""
    old = {row.subject: row for row in period.scores.all()}
    classes = {one.code: one.name for one in model.classes}
    rows = [_score(period, old.get(one.result.subject.key), one, classes) for one in outcomes]
    moved = {
        row.name: [str(before.total), str(row.total)]
        for row in rows
        if (before := old.get(row.subject)) is not None and before.total != row.total
    }
    kept = {row.subject for row in rows}
    Line.objects.filter(score__period=period).delete()
    gone = [row.pk for row in old.values() if row.subject not in kept]
    period.scores.filter(pk__in=gone, objections=None, adjustments=None).delete()
    fresh = [row for row in rows if row.subject not in old]
    Score.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    Score.objects.bulk_update(
        [row for row in rows if row.subject in old], _COLUMNS, batch_size=_AT_ONCE
    )
    Line.objects.bulk_create(
        [
            line
            for row, one in zip(rows, outcomes, strict=True)
            for line in _lines(row, one)
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    _keep_corrections(period)
    return moved


def _keep_corrections(period: Period) -> None:
    """Approved corrections count on top of what is computed anew."""
    given: dict[Any, Decimal] = defaultdict(Decimal)
    approved = Adjustment.objects.filter(
        score__period=period, state=AdjustmentState.APPROVED
    ).values_list("score", "points")
    for score, points in approved:
        given[score] += points
    if not given:
        return
    for row in period.scores.filter(pk__in=given):
        row.present_total = max(Decimal(0), row.total + given[row.pk])
        row.save(update_fields=["present_total"])
    rank_again(period)


_COLUMNS = [
    "name", "organ_code", "staff_id", "klass", "klass_name", "matters", "parts", "minus", "plus",
    "before", "months", "total", "rank", "grade", "veto", "unranked", "present_total",
    "present_rank", "present_grade",
]  # fmt: skip


def _score(period: Period, old: Score | None, one: Outcome, classes: dict[str, str]) -> Score:
    result = one.result
    total = result.total
    return Score(
        **({"pk": old.pk} if old else {}),
        period=period,
        subject=result.subject.key,
        name=result.subject.name,
        organ_code=result.subject.organ,
        staff_id=result.subject.staff,
        klass=result.klass,
        klass_name=classes.get(result.klass, ""),
        matters=result.matters,
        parts={code: f"{left:.2f}" for code, left in result.parts.items()},
        minus=result.minus,
        plus=result.plus,
        before=result.before,
        months=[
            {**month, "day": month["day"].isoformat(), "total": f"{month['total']:.2f}"}
            for month in one.months
        ],
        total=total,
        rank=one.rank,
        grade=result.grade,
        veto="；".join(result.vetoes)[:500],
        unranked=result.unranked,
        present_total=total,
        present_rank=one.rank,
        present_grade=result.grade,
    )


def _lines(score: Score, one: Outcome) -> list[Line]:
    return [
        Line(
            score=score,
            position=place,
            criterion=line.criterion.code,
            name=line.criterion.name,
            part=line.criterion.part,
            kind=line.criterion.kind,
            source=line.criterion.source,
            basis=line.criterion.basis,
            points=line.points,
            number=line.number,
            of=line.of,
            facts=[
                {
                    "day": counted.fact.day.isoformat(),
                    "text": counted.fact.text,
                    "link": counted.fact.link,
                    "ref": counted.fact.ref,
                    "points": f"{counted.points:.2f}",
                    "met": counted.met,
                }
                for counted in line.facts
            ],
        )
        for place, line in enumerate(one.result.lines)
    ]
