"""Six classes of cases and the seven handling systems bound to them.

The joint class is carried through in zhengwu/joint/tests, the one charge in zhengwu/fees/tests.
"""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import CaseState, Decline, HandlingSystem, Route, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.registry import systems
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import AT, application, at, with_town
from zhengwu.org.tests.web.acting import acting

pytestmark = [pytest.mark.django_db]
NAMES = {
    Route.IMMEDIATE: ("即办件", "直接办理制"),
    Route.PROMISED: ("承诺件", "承诺办理制"),
    Route.JOINT: ("联办件", "联合办理制"),
    Route.UPWARD: ("上报件", "上报办理制"),
    Route.SUPPLEMENT: ("补办件", "补件告知制"),
    Route.RETURNED: ("退办件", "退办答复制"),
}


@pytest.fixture(scope="module")
def county(world):
    return with_town(world)


def received(world, **more) -> Case:
    return cases.receive(application(world, "hygiene", **more), by=world.clerk, at=AT)


def one_of_each(county) -> dict[Route, Case]:
    """A case of every class that one organ alone can have, each through the acts of its class."""
    world = county
    done = cases.finish_on_the_spot(
        application(world, "shop"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
    )
    promised = cases.accept(received(world), by=world.clerk, at=AT)
    first = next(iter(queries.terms_of(world.editions["hygiene"].pk).required_materials))
    asked = received(world, without=(first,))
    cases.request_supplement(
        asked, defects=[Defect(first, "没有提交", "请补交")], by=world.clerk, at=at(18)
    )
    returned = cases.decline(
        received(world), why=Decline.NO_JURISDICTION, reasons="场所不在本区。",
        competent_organ="邻区卫生健康局", by=world.clerk, at=AT,
    )  # fmt: skip
    upward = cases.receive(application(county, "planning_town"), by=county.town.clerk, at=at(17))
    made = {
        Route.IMMEDIATE: done, Route.PROMISED: promised, Route.SUPPLEMENT: asked,
        Route.RETURNED: returned, Route.UPWARD: upward,
    }  # fmt: skip
    return {route: Case.objects.get(pk=case.pk) for route, case in made.items()}


def shown(actor, url: str, **query: str) -> str:
    with acting(actor):
        answer = Client().get(url, query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.req("CASE-01")
def test_every_class_is_kept_on_its_cases_and_lists_by_itself(county):
    made = one_of_each(county)
    assert {route: case.route for route, case in made.items()} == {route: route for route in made}
    assert made[Route.IMMEDIATE].state == CaseState.COMPLETED
    organs = {Route.UPWARD: county.town.clerk}
    for route, case in made.items():
        assert case.route_name == NAMES[route][0]
        reader = organs.get(route, county.clerk)
        listed = shown(reader, "/desk/cases/", view="all", route=route.value)
        number = Case.objects.select_related("matter").get(pk=case.pk).matter.number
        visible = case.organ_code == county.clerk.organ_code or route in organs
        assert (number in listed) is visible
        others = [one for other, one in made.items() if other is not route]
        for other in Case.objects.select_related("matter").filter(pk__in=[o.pk for o in others]):
            assert other.matter.number not in listed


@pytest.mark.req("CASE-02")
def test_seven_systems_are_bound_to_the_classes_and_told_to_the_desk(county):
    bound = {one.route: one for one in systems() if one.route}
    assert len(systems()) == len(HandlingSystem) == 7
    assert {route: (one.route_name, one.name) for route, one in bound.items()} == NAMES
    (everywhere,) = [one for one in systems() if one.route is None]
    assert everywhere.name == "一口收费制"
    made = one_of_each(county)
    page = re.sub(r"\s+", " ", shown(county.clerk, "/desk/classes/"))
    for name, system in [*NAMES.values(), ("各类办件", "一口收费制")]:
        assert name in page
        assert system in page
    number = made[Route.PROMISED].matter.number
    assert "承诺办理制" in shown(county.clerk, f"/desk/cases/{number}/")
