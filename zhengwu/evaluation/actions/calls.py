"""Draw a sample, call by the script, write down what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.actions.rate import Given, Source, rate
from zhengwu.evaluation.enums import CallState, Channel, Level, Reached
from zhengwu.evaluation.events import CallMade, SampleDrawn
from zhengwu.evaluation.models import Call, Rating, Sample, Service
from zhengwu.evaluation.rules import drawing, refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean

_LONGEST = 1000


@action
def draw_sample(first_on: date, last_on: date, *, seed: str, by: Actor, at: datetime) -> Sample:
    """Draw from who was served in the period and can be called; the seed stands in the record."""
    policy.require(policy.keeps_quality(by))
    population = queries.population((first_on, last_on))
    share, least = (registry.number(one, at) for one in ("sample_share", "sample_least"))
    strata = drawing.draw(population, share=share, least=least, seed=seed)
    if not strata:
        raise refusals.SampleEmpty(fields={"first": ["这个时段没有留有电话、可以回访的服务"]})
    row = Sample.objects.create(
        first_on=first_on,
        last_on=last_on,
        share=share,
        least=least,
        seed=seed,
        strata=[
            {"name": one.name, "population": one.population, "drawn": len(one.drawn)}
            for one in strata
        ],
        population=sum(one.population for one in strata),
        population_digest=drawing.population_digest(population),
        drawn=sum(len(one.drawn) for one in strata),
        drawn_by=by.name,
        drawn_at=at,
    )
    Call.objects.bulk_create(
        Call(sample=row, service_id=key, stratum=one.name) for one in strata for key in one.drawn
    )
    event = SampleDrawn(
        seed=seed,
        share=share,
        population=row.population,
        population_digest=row.population_digest,
        drawn=row.drawn,
    )
    record(row, event, by=by, at=at)
    return row


@action
def make_call(
    call: Call, *, outcome: Reached, answers: Mapping[str, str], level: int | None, text: str,
    by: Actor, at: datetime,
) -> Call:  # fmt: skip
    """Write down one call. Who had not rated yet has rated by telephone now.

    Nobody calls about his own service; not reached, it is tried as often as the rule asks.
    """
    policy.require(policy.keeps_quality(by))
    service = Service.objects.select_for_update().get(pk=call.service_id)
    call = Call.objects.select_related("sample").get(pk=call.pk)
    if by.id == service.staff_id or by.organ_code == service.organ_code:
        raise refusals.OwnRating
    if call.state != CallState.WAITING:
        raise refusals.CallDone
    call.tries += 1
    call.made_by, call.made_at, call.text = by.name, at, clean(text).strip()[:_LONGEST]
    if outcome is Reached.REACHED:
        _answered(call, answers, level)
    elif outcome is Reached.REFUSED:
        call.state = CallState.REFUSED
    elif call.tries >= registry.number("contact_tries", at):
        call.state = CallState.UNREACHABLE
    call.save()
    rated = Rating.objects.filter(service=service).exists()
    if call.level and not rated and at < service.closes_at:
        given = Given(level=call.level, channel=Channel.PHONE, text=call.text)
        rate(service, given, source=Source(), by=by, at=at)
    event = CallMade(sample=str(call.sample_id), outcome=outcome, tries=call.tries)
    record(service, event, by=by, at=at)
    return call


def _answered(call: Call, answers: Mapping[str, str], level: int | None) -> None:
    if level not in list(Level):
        raise refusals.LevelMissing(fields={"level": ["请选择对方说的满意程度"]})
    script = registry.script()
    asked = {one["code"]: one["answers"] for one in script["questions"]}
    missing = {code: ["请选择对方的回答"] for code in asked if answers.get(code) not in asked[code]}
    if missing:
        raise refusals.Missing(fields=missing)
    call.answers = {code: answers[code] for code in asked}
    call.state, call.level, call.script = CallState.REACHED, level, script["version"]
