"""Expert review: the register, a draw anybody can repeat, recusal, signed opinions, conclusion."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.procedure import finish_procedure
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import EXPERT_PROCEDURE, Paper, SeatState
from zhengwu.cases.events import (
    ExpertListed,
    ExpertRecused,
    ExpertsDrawn,
    OpinionSigned,
    ReviewConcluded,
)
from zhengwu.cases.models import Case, Draw, Expert, Procedure, Seat
from zhengwu.cases.queries.hearing import check_record_open
from zhengwu.cases.rules import review as law
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day


@action
def list_expert(
    *, name: str, field: str, unit: str, title: str = "", conflicts: Sequence[str] = (),
    active: bool = True, by: Actor, at: datetime,
) -> Expert:  # fmt: skip
    """Enter an expert, or change what is known of one; kept by the centre and heads of organs."""
    policy.require(policy.may_keep_experts(by))
    given = {"name": name, "field": field, "unit": unit}
    absent = {key: ["请填写"] for key, value in given.items() if not value.strip()}
    if absent:
        raise law.ReviewIncomplete(fields=absent)
    expert, _ = Expert.objects.select_for_update().get_or_create(
        name=clean(name).strip(), field=clean(field).strip(), unit=clean(unit).strip(),
        defaults={"added_at": at},
    )  # fmt: skip
    expert.title, expert.active = clean(title), active
    expert.conflicts = [clean(one).strip() for one in conflicts if one.strip()]
    expert.save(update_fields=["title", "active", "conflicts"])
    record(expert, ExpertListed(name=expert.name, field=expert.field, active=active), by=by, at=at)
    return expert


@action
def draw_experts(case: Case, *, field: str, wanted: int, by: Actor, at: datetime) -> Draw:
    """Draw experts of a field: once, from all without an interest, in an order the seed gives.

    Seed, pool and order are in the record, so that the draw can be repeated and checked.
    """
    case = open_case(case, at=at).case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    if Draw.objects.filter(case=case, field=field).exists():
        raise law.DrawnAlready(field=field)
    experts, excluded = _pool(case, field)
    pool = sorted(experts)
    if wanted < 1 or len(pool) < wanted:
        raise law.TooFewExperts(field=field, wanted=wanted, there=len(pool))
    seed = secrets.token_hex(32)
    ordered = law.order(pool, seed)
    draw = Draw.objects.create(
        case=case, field=field, wanted=wanted, method=law.METHOD, seed=seed, order=ordered,
        excluded=[{"expert": key, "why": why} for key, why in sorted(excluded.items())],
        drawn_by=by.name, drawn_at=at,
    )  # fmt: skip
    chosen = ordered[:wanted]
    for place, key in enumerate(chosen, 1):
        Seat.objects.create(draw=draw, expert=experts[key], place=place)
    event = ExpertsDrawn(
        draw=str(draw.pk), field=field, method=draw.method, seed=seed, pool=pool,
        excluded=draw.excluded, drawn=chosen, names="、".join(experts[key].name for key in chosen),
    )  # fmt: skip
    record(case, event, by=by, at=at)
    return draw


def _pool(case: Case, field: str) -> tuple[dict[str, Expert], dict[str, str]]:
    """Experts of a field who may sit, and those kept out with the reason."""
    experts = {str(one.pk): one for one in Expert.objects.filter(field=field, active=True)}
    excluded = {
        key: why
        for key, one in experts.items()
        if (why := law.conflict(case.applicant_name, one.unit, one.conflicts))
    }
    return {key: one for key, one in experts.items() if key not in excluded}, excluded


@action
def recuse_expert(case: Case, *, seat: Seat, reason: str, by: Actor, at: datetime) -> Seat:
    """A drawn expert keeps out; the next in the order of the draw takes the place."""
    case = open_case(case, at=at).case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    seat = _seat(case, seat)
    if not reason.strip():
        raise law.ReviewIncomplete(fields={"reason": ["请写明回避的理由"]})
    taken = {str(key) for key in seat.draw.seats.values_list("expert_id", flat=True)}
    draw = seat.draw
    key = law.next_of(draw.order, taken)
    if key is None:
        key = _drawn_since(case, draw, by=by, at=at)
    seat.state, seat.reason = SeatState.RECUSED, clean(reason)[:500]
    seat.save(update_fields=["state", "reason"])
    successor = Expert.objects.get(pk=key)
    last = seat.draw.seats.count()
    Seat.objects.create(draw=seat.draw, expert=successor, place=last + 1)
    event = ExpertRecused(draw=str(seat.draw_id), name=seat.expert.name, successor=successor.name)
    record(case, event, by=by, at=at, reason=reason)
    return seat


def _drawn_since(case: Case, draw: Draw, *, by: Actor, at: datetime) -> str:
    """All who were drawn are used up: one of those listed since, by a new seed on the record."""
    experts, excluded = _pool(case, draw.field)
    pool = sorted(set(experts) - set(draw.order))
    if not pool:
        raise law.TooFewExperts(field=draw.field, wanted=draw.wanted, there=draw.wanted - 1)
    seed = secrets.token_hex(32)
    ordered = law.order(pool, seed)
    draw.order = [*draw.order, *ordered]
    draw.save(update_fields=["order"])
    event = ExpertsDrawn(
        draw=str(draw.pk), field=draw.field, method=draw.method, seed=seed, pool=pool,
        excluded=[{"expert": key, "why": why} for key, why in sorted(excluded.items())],
        drawn=ordered[:1], names=experts[ordered[0]].name,
    )  # fmt: skip
    record(case, event, by=by, at=at)
    return ordered[0]


def _seat(case: Case, seat: Seat) -> Seat:
    found: Seat = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("draw", "expert")
        .get(pk=seat.pk, draw__case=case)
    )
    if found.state != SeatState.DRAWN or found.draw.concluded_at is not None:
        raise law.ReviewIncomplete(fields={"": ["这一席位已经处理"]})
    return found


@action
def sign_opinion(
    case: Case, *, seat: Seat, agrees: bool, opinion: str, by: Actor, at: datetime
) -> Seat:
    """Enter an expert's signed opinion."""
    case = open_case(case, at=at).case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    check_record_open(case)
    seat = _seat(case, seat)
    if not opinion.strip():
        raise law.ReviewIncomplete(fields={"opinion": ["请写明专家意见"]})
    seat.state, seat.agrees, seat.opinion, seat.signed_at = (
        SeatState.GAVE, agrees, clean(opinion), at,
    )  # fmt: skip
    seat.save(update_fields=["state", "agrees", "opinion", "signed_at"])
    event = OpinionSigned(draw=str(seat.draw_id), name=seat.expert.name, agrees=agrees)
    record(case, event, by=by, at=at)
    return seat


@action
def conclude_review(
    case: Case, *, draw: Draw, passed: bool, conclusion: str, by: Actor, at: datetime
) -> Draw:
    """The conclusion, when all have signed; the paper holds each opinion and the draw's seed."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    draw = Draw.objects.select_for_update().get(pk=draw.pk, case=case)
    if draw.concluded_at is not None:
        return draw
    seats = list(draw.seats.select_related("expert").order_by("place"))
    waiting = sum(one.state == SeatState.DRAWN for one in seats)
    if waiting:
        raise law.OpinionsOpen(count=waiting)
    if not conclusion.strip():
        raise law.ReviewIncomplete(fields={"conclusion": ["请写明评审结论"]})
    opinions = [
        {
            "name": one.expert.name,
            "unit": f"{one.expert.unit} {one.expert.title}".strip(),
            "opinion": f"{'同意' if one.agrees else '不同意'}：{one.opinion}",
            "signed": "已签字",
        }
        for one in seats
        if one.state == SeatState.GAVE
    ]
    document = issue(
        Desk(case, opened.terms, by, at),
        Paper.EXPERTS,
        {
            "field": draw.field, "drawn_at": draw.drawn_at,
            "draw_method": f"{draw.method}，种子 {draw.seed}",
            "opinions": opinions, "conclusion": clean(conclusion),
        },
    )  # fmt: skip
    draw.conclusion, draw.passed, draw.concluded_at = clean(conclusion), passed, at
    draw.document_id = str(document.pk)
    draw.save(update_fields=["conclusion", "passed", "concluded_at", "document_id"])
    event = ReviewConcluded(draw=str(draw.pk), passed=passed, document=draw.document_id)
    record(case, event, by=by, at=at, reason=conclusion)
    running = Procedure.objects.filter(case=case, kind=EXPERT_PROCEDURE, result_on=None).first()
    if running is not None and not Draw.objects.filter(case=case, concluded_at=None).exists():
        finish_procedure(opened, running, local_day(at), clean(conclusion), by=by, at=at)
    return draw
