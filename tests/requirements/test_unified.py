"""One standard and one system of approval and supervision for province, city, county and town.

The organs of all levels stand on one node here; between nodes the same goes by exchange.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.requirements.test_interconnected import plan, province_bureau, province_decides
from tools.county import levels
from tools.county.names import Names
from tools.worlds import standing
from zhengwu.cases import actions as cases
from zhengwu.cases import queries as case_queries
from zhengwu.cases.models import Case
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import SINCE, SMALL, application, as_staff, at, with_town
from zhengwu.catalogue.actions import draft, edit, submit
from zhengwu.catalogue.actions.editions import Contradictory
from zhengwu.catalogue.enums import EditionState
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.registry import standards
from zhengwu.catalogue.rules import codec
from zhengwu.clock.models import Clock
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.queries import complaints_of
from zhengwu.documents.models import Document
from zhengwu.evaluation.queries import followups_of
from zhengwu.evaluation.tests.factories import rated, served
from zhengwu.flow.models import Instance
from zhengwu.forms.actions import publish
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.matters import actions as matters
from zhengwu.notices.models import Message
from zhengwu.org import actions as org
from zhengwu.org.enums import Duty, OrganKind, StaffKind
from zhengwu.org.models import Organ, Region
from zhengwu.org.queries import beyond, lying_beyond
from zhengwu.org.tests.web.acting import acting
from zhengwu.supervision import actions as supervision
from zhengwu.supervision import queries as supervised
from zhengwu.supervision.enums import CardState, Cause, OrderState, Verdict
from zhengwu.supervision.models import Card

pytestmark = pytest.mark.django_db
_FORM = "homestead-conversion"
BESIDE = "511603000000"  # another county of the same city


@pytest.fixture(scope="module")
def county(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """Town, county, city and province, each level with its supervision; a county beside."""
    with standing(SMALL, django_db_setup, django_db_blocker) as found:
        world = with_town(found)
        supervision.load_shipped(leave_out=("outside_circulation",), by=SYSTEM, at=at(1))
        employer = levels.Employer(SYSTEM, at(1), SINCE, 9600, Names(51))
        world.province = province_bureau(employer)
        province_decides(world)
        world.editions["homestead_city"] = Edition.objects.get(
            item__code="GA-NZY-0001", state="published"
        )
        watching = levels.city_overseer(None, employer)
        world.city_overseer = as_staff(watching["supervisor"])
        world.overseer = as_staff(world.people.centre["supervisor"])
        city = Region.objects.get(pk=levels.CITY)
        region, _ = Region.objects.get_or_create(
            pk=BESIDE, defaults={"name": "前锋区", "parent": city, "level": "county",
                                 "valid_from": SINCE},
        )  # fmt: skip
        world.beside = elsewhere(employer, "QF-JC", region)
        world.top = elsewhere(employer, "SC-JC", Region.objects.get(pk=levels.PROVINCE))
        yield world


def elsewhere(employer: levels.Employer, code: str, region: Region) -> Any:
    """A supervision of another place."""
    organ = org.found_organ(
        code, name=f"{region.name}效能监察室", short_name=f"{region.name}监察", region=region,
        kind=OrganKind.OTHER, document_mark=code, position=950, **employer.acts,
    )  # fmt: skip
    posts = (("supervisor", "效能监督岗", [Duty.SUPERVISOR]),)
    return as_staff(employer.team(organ, posts, StaffKind.OTHER)["supervisor"])


def deviating(how: str, elements: dict[str, Any]) -> dict[str, Any]:
    """The town's edition with one thing said otherwise than city and county say it."""
    made = copy.deepcopy(elements)
    match how:
        case "code":
            made["basic_code"] = "GA-JB-ZB"
        case "directory":
            made["main_name"] = "农村建房用地批准"
        case "charge":
            made |= {"charged": True, "fees": [{"name": "工本费", "basis": "x", "rate": "5 元"}]}
        case "elements":
            made["accepting_person"] = ""
        case "materials":
            made["materials"][1]["name"] = "村里的证明"
        case "templates":
            made["results"] = [{"name": "建房许可", "kind": "证照"}]
        case "clocks":
            made["supplement_rule"] = "xk.decision"
        case "fields":
            made["form"] = {"code": "town-own", "digest": own_form()}
    return made


def own_form() -> str:
    """A form of the town that asks the area in words, where the county asks for a number."""
    schema = copy.deepcopy(Edition.objects.get(item__code="GA-NZY-0002", state="published"))
    form = next(
        one for one in plan("08_homestead_town")["form"]["components"] if one["key"] == "land.area"
    )
    assert schema.document.form.code == _FORM
    asked = {"type": "textfield", "key": "land.area", "label": form["label"]}
    whole = {"type": "default", "schemaVersion": 18, "components": [asked]}
    return publish("town-own", whole, title="镇自拟申请书", by=SYSTEM, at=at(2)).digest


@pytest.mark.req("TWN-13")
def test_one_standard_binds_province_city_county_and_town(county: SimpleNamespace) -> None:
    live = county.editions["homestead_town"]
    editor = replace(
        county.town.director,
        duties=county.town.director.duties | {f"catalogue_editor@{county.town.organ.pk}"},
    )
    edition = draft(live.item, by=editor, at=at(2))
    plain = {**codec.plain(edition.document), "fees": []}
    for count, (code, standard) in enumerate(standards().items(), start=1):
        changed = edit(edition, deviating(code, plain), seen=edition.digest, by=editor, at=at(2))
        with pytest.raises(Contradictory) as told:
            submit(changed, by=editor, at=at(2))
        assert f"标准：{standard['name']}" in told.value.message, code
        assert changed.state == EditionState.DRAFT
        refused = Entry.objects.filter(object_id=str(edition.pk), refused=True)
        assert refused.count() == count, "every attempt is recorded"
        edition = edit(changed, plain, seen=changed.digest, by=editor, at=at(2))
    plain["everyday_names"] = ["建房占地"]  # a town's own words are its own
    edition = edit(edition, plain, seen=edition.digest, by=editor, at=at(2))
    assert submit(edition, by=editor, at=at(2)).state == EditionState.DEPARTMENT
    with acting(editor):
        page = Client().get("/desk/levels/?code=GA-JB-NZY").content.decode()
    for standard in standards().values():
        assert standard["name"] in page
    one_place_each(county)


def one_place_each(county: SimpleNamespace) -> None:
    """Cases of town and county run on the same rows: limits, papers, form, flow."""
    below = cases.receive(application(county, "homestead_town"), by=county.town.clerk, at=at(17))
    beside = cases.receive(application(county, "homestead_county"), by=county.clerk, at=at(17))
    for case, clerk in ((below, county.town.clerk), (beside, county.clerk)):
        cases.accept(case, by=clerk, at=at(17, 11))
    both = [below.pk, beside.pk]
    rules = [set(Clock.objects.filter(matter=pk).values_list("rule", flat=True)) for pk in both]
    papers = [
        set(Document.objects.filter(matter=pk).values_list("template_code", flat=True))
        for pk in both
    ]
    flows = [Instance.objects.get(matter=pk).version_id for pk in both]
    editions = [Edition.objects.get(pk=one.edition_id) for one in (below, beside)]
    forms = [one.document.form.digest for one in editions]
    for one in (rules, papers, flows, forms):
        assert one[0] == one[1]


def wrong_at(county: SimpleNamespace, item: str, clerk: Any) -> tuple[Case, Card]:
    """A demand outside the published list: refused, and found by the supervision."""
    case = cases.receive(application(county, item), by=clerk, at=at(17))
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case, defects=[Defect("X99", "没有提交", "请提交证明")], by=clerk, at=at(18)
        )
    Delivery.objects.exclude(reaction__startswith="supervision").delete()  # no paper is needed
    deliver_all()
    return case, Card.objects.get(finding__watched=case.matter)


@pytest.mark.req("TWN-14")
def test_town_matters_run_and_are_judged_in_the_system_of_city_and_province(
    county: SimpleNamespace,
) -> None:
    town_case, card = wrong_at(county, "homestead_town", county.town.clerk)
    city_case, above = wrong_at(county, "homestead_city", county.city.clerk)
    top_case = cases.receive(application(county, "homestead_city"), by=county.city.clerk, at=at(17))
    Case.objects.filter(pk=top_case.pk).update(organ_code="SC-ZRZY")
    seen = {
        name: (
            {one.pk for one in supervised.cards_of(by)},
            {one.pk for one in case_queries.visible_to(by)},
        )
        for name, by in {
            "county": county.overseer, "city": county.city_overseer, "province": county.top,
            "beside": county.beside,
        }.items()
    }  # fmt: skip
    all_cases = {town_case.pk, city_case.pk, top_case.pk}
    assert seen["county"] == ({card.pk}, {town_case.pk})
    assert seen["city"] == ({card.pk, above.pk}, {town_case.pk, city_case.pk})
    assert seen["province"] == ({card.pk, above.pk}, all_cases)
    assert seen["beside"] == (set(), set())
    judged_by_the_city(county, card)
    ordered_by_the_city(county, town_case)
    with pytest.raises(NotPermitted):
        supervision.issue(
            Organ.objects.get(pk=levels.BUREAU), facts="x", wanted="y", by=county.overseer,
            at=at(21),
        )  # fmt: skip
    with acting(county.city_overseer):
        client = Client()
        assert client.get(f"/desk/cases/{town_case.matter.number}/").status_code == 200
        assert client.get(f"/desk/cases/{top_case.matter.number}/").status_code == 404
        assert card.matter.number in client.get("/desk/supervision/cards/").content.decode()
        choices = client.get("/desk/supervision/orders/new/").content.decode()
    assert county.town.organ.pk in choices
    assert "SC-ZRZY" not in choices


def judged_by_the_city(county: SimpleNamespace, card: Card) -> None:
    """Explained in the town, judged by the city; not by a county that has no say here."""
    late = card.dealt_at + timedelta(hours=2)
    card = supervision.explain(card, text="看错了清单", by=county.town.clerk, at=late)
    judgement: dict[str, Any] = {"verdict": Verdict.CONFIRMED, "cause": Cause.WINDOW}
    with pytest.raises(NotPermitted):
        supervision.judge_card(
            card, **judgement, reason="属实", by=county.beside, at=late + timedelta(hours=1)
        )
    card = supervision.judge_card(
        card, **judgement, reason="属实", by=county.city_overseer, at=late + timedelta(hours=1)
    )
    assert (card.state, card.judged_by) == (CardState.JUDGED, county.city_overseer.name)


def ordered_by_the_city(county: SimpleNamespace, case: Case) -> None:
    """The order of the city's supervision reaches the town, which answers."""
    town = county.town
    order = supervision.issue(
        town.organ, facts="一次性告知不规范", wanted="组织学习", about=case.matter,
        by=county.city_overseer, at=at(21),
    )  # fmt: skip
    told = Message.objects.filter(
        recipient=f"staff:{town.director.id}", link__contains=order.matter.number
    )
    assert told.exists()
    assert supervised.orders_of(town.director).get().pk == order.pk
    order = supervision.answer(order, text="已学习", by=town.director, at=at(22))
    order = supervision.close_order(order, by=county.city_overseer, at=at(22, 15))
    assert order.state == OrderState.CLOSED


def told(organ: str, place: int) -> Complaint:
    """Somebody complains about an organ; it lies with nobody's desk of this test."""
    matter = matters.open_matter(
        kind="complaint", number=f"TS-2026-9{place}", title="效能投诉", organ_code=organ,
        region_code="", by=SYSTEM, at=at(17),
    )  # fmt: skip
    row = Complaint(
        matter=matter, kind="complaint", channel="web", naming="anonymous", office="none",
        desk="complaint_officer", about_organ=organ, received_at=at(17),
    )  # fmt: skip
    row.who, row.words = {}, "让我跑了三趟"
    row.save(force_insert=True)
    return row


def shown(who: Any, path: str) -> str:
    with acting(who):
        return Client().get(path).content.decode()


def test_ratings_complaints_and_figures_go_as_far_down_as_one_oversees(
    county: SimpleNamespace,
) -> None:
    """A town's overseer sees the town's, a county's all below it, a city's its own as well."""
    organs = {"town": county.town.organ.pk, "county": county.clerk.organ_code,
              "city": levels.BUREAU}  # fmt: skip
    region = Organ.objects.get(pk=organs["town"]).region
    town = elsewhere(levels.Employer(SYSTEM, at(1), SINCE, 9700, Names(52)), "T1-JC", region)
    actions = {
        name: rated(served(county, at(17), organ_code=organ, staff_id="", number=f"A9{place}"),
                    5, at(17, 11))
        for place, (name, organ) in enumerate(organs.items())
    }  # fmt: skip
    complaints = {name: told(organ, place) for place, (name, organ) in enumerate(organs.items())}
    watching = {
        "nobody": county.beside, "town": town, "county": county.overseer,
        "city": county.city_overseer, "province": county.top,
    }  # fmt: skip
    wanted = {
        "nobody": [], "town": ["town"], "county": ["town", "county"],
        "city": ["town", "county", "city"], "province": ["town", "county", "city"],
    }  # fmt: skip
    for name, who in watching.items():
        seen = set(wanted[name])
        listed = {row.about_organ for row in complaints_of(who)}
        assert listed == {organs[one] for one in seen}, name
        assert {row.organ_code for row in followups_of(who)} == listed
        page = shown(who, "/desk/evaluation/ratings/")
        assert {one for one, row in actions.items() if f"/{row.pk}/" in page} == seen, name
        counted = shown(who, "/desk/complaints/figures/?year=2026")
        asked = {one for one in organs if f"organ={organs[one]}" in counted}
        assert asked == seen, name
        for one, row in actions.items():
            with acting(who):
                answer = Client().get(f"/desk/evaluation/ratings/{row.pk}/")
            assert answer.status_code == (200 if one in seen else 404)
        for one, row in complaints.items():
            with acting(who):
                answer = Client().get(f"/desk/figures/matter/{row.matter.number}/")
            assert answer.status_code == (200 if one in seen else 404)
        # The same rule, asked as a set and as a part of another statement.
        duty = who.organs_with(Duty.SUPERVISOR)
        assert beyond(duty) == frozenset(lying_beyond(duty))
    assert frozenset(lying_beyond([])) == beyond([])
