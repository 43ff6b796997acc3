"""Calling back by sample: drawn by a seed anybody can repeat, called by the script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengwu.cases.tests.factories import at
from zhengwu.evaluation import actions, queries, registry
from zhengwu.evaluation.enums import CallState, Channel, Reached
from zhengwu.evaluation.models import Rating
from zhengwu.evaluation.rules import drawing, refusals
from zhengwu.evaluation.tests.factories import rated, served
from zhengwu.kernel.errors import NotPermitted

DAY = (at(17).date(), at(17).date())
POPULATION = {"A/on_site": [f"a{n}" for n in range(95)], "B/online": ["b1", "b2"]}


def test_the_same_seed_draws_the_same_and_another_does_not():
    one = drawing.draw(POPULATION, share=10, least=1, seed="s1")
    turned = {name: keys[::-1] for name, keys in POPULATION.items()}
    assert drawing.draw(turned, share=10, least=1, seed="s1") == one
    assert drawing.draw(POPULATION, share=10, least=1, seed="s2") != one
    assert [(s.name, s.population, len(s.drawn)) for s in one] == [
        ("A/on_site", 95, 10), ("B/online", 2, 1),
    ]  # fmt: skip
    assert drawing.draw({"A": ["x"]}, share=10, least=5, seed="s")[0].drawn == ("x",)
    digest = drawing.population_digest(POPULATION)
    assert drawing.population_digest(turned) == digest
    assert drawing.population_digest({**POPULATION, "B/online": ["b1"]}) != digest


def answers():
    """The first answer to every question of the script."""
    return {one["code"]: next(iter(one["answers"])) for one in registry.script()["questions"]}


@pytest.fixture
def sample(world, db):
    """Twenty who were served, two of them called."""
    evaluator = f"person:{world.account.person_id}"
    for _ in range(20):
        served(world, at(17), evaluator=evaluator)
    served(world, at(17))  # nobody knows who it was: cannot be called
    return actions.draw_sample(*DAY, seed="seed", by=world.quality, at=at(18))


def test_a_sample_is_recorded_so_that_it_can_be_drawn_again(world, sample):
    assert (sample.population, sample.drawn) == (20, 2)
    population = queries.population(DAY)
    assert drawing.population_digest(population) == sample.population_digest
    again = drawing.draw(population, share=sample.share, least=sample.least, seed=sample.seed)
    assert {key for one in again for key in one.drawn} == {
        str(call.service_id) for call in sample.calls.all()
    }
    with pytest.raises(NotPermitted):
        actions.draw_sample(*DAY, seed="x", by=world.clerk, at=at(18))
    with pytest.raises(refusals.SampleEmpty):
        actions.draw_sample(at(1).date(), at(1).date(), seed="x", by=world.quality, at=at(18))


def test_a_call_rates_for_who_has_not_rated_yet(world, sample):
    first, second = sample.calls.select_related("service")
    rated(second.service, 1, at(18))
    facts = {"outcome": Reached.REACHED, "text": "都好", "by": world.quality, "at": at(18)}
    with pytest.raises(refusals.LevelMissing):
        actions.make_call(first, answers=answers(), level=None, **facts)
    with pytest.raises(refusals.Missing) as caught:
        actions.make_call(first, answers={}, level=2, **facts)
    assert "once" in caught.value.fields
    call = actions.make_call(first, answers=answers(), level=2, **facts)
    assert (call.state, call.script) == (CallState.REACHED, 1)
    row = Rating.objects.get(service=first.service)
    assert (row.level, row.channel) == (2, Channel.PHONE)
    with pytest.raises(refusals.CallDone):
        actions.make_call(first, answers=answers(), level=1, **facts)
    actions.make_call(second, answers=answers(), level=4, **facts)
    assert Rating.objects.get(service=second.service).level == 1  # what was given stays


def test_tries_are_counted_and_nobody_calls_about_himself(world, sample):
    call = sample.calls.first()
    facts = {"answers": {}, "level": None, "text": "", "at": at(18)}
    own = replace(world.quality, organ_code=world.clerk.organ_code)
    with pytest.raises(refusals.OwnRating):
        actions.make_call(call, outcome=Reached.UNREACHED, by=own, **facts)
    for tries in (1, 2, 3):
        call = actions.make_call(call, outcome=Reached.UNREACHED, by=world.quality, **facts)
        assert call.tries == tries
    assert call.state == CallState.UNREACHABLE
