"""Reports, the register of services, the cockpit and what is behind its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Verdict
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import application, at
from zhengwu.clock.models import Clock
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Organ, Window
from zhengwu.org.tests.web.acting import acting
from zhengwu.statistics import actions, queries, registry
from zhengwu.statistics.actions.sheets import printed, workbook
from zhengwu.statistics.models import ServiceRecord
from zhengwu.statistics.queries.cockpit import Tile, _headline
from zhengwu.statistics.queries.reports import report
from zhengwu.statistics.rules import periods, refusals, signals
from zhengwu.statistics.rules.periods import Period
from zhengwu.statistics.rules.signals import Signal

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
GRANT = cases.Ruling(Verdict.GRANTED)


@pytest.fixture(scope="module")
def county(world, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        world.centre = Organ.objects.get(pk=world.director.organ_code)
    return world


def done(county, day=17):
    case = cases.finish_on_the_spot(
        application(county, "shop"), ruling=GRANT, by=county.a, at=at(day)
    )
    deliver_all()
    return case


def issued(county, **more):
    return actions.issue(
        county.centre, period=Period.MONTH, first=SEPTEMBER, by=county.director,
        at=at(2, month=10), **more,
    )  # fmt: skip


def test_an_issue_stands_and_a_correction_is_a_new_one_with_its_reason(county):
    done(county)
    first = issued(county)
    line = next(one for one in first.content["lines"] if one["id"] == "completed")
    assert (line["value"], line["before"], line["year_before"]) == ("1", "0", "0")
    with pytest.raises(refusals.SameFigures):
        issued(county)
    done(county, day=18)
    with pytest.raises(refusals.IssuedAlready):
        issued(county)
    second = issued(county, reason="补录一件")
    first.refresh_from_db()
    kept = next(one for one in first.content["lines"] if one["id"] == "completed")
    assert (second.number, kept["value"]) == (2, "1")


def test_a_running_month_is_not_issued_and_nobody_else_issues(county):
    with pytest.raises(refusals.PeriodNotOver):
        actions.issue(
            county.centre, period=Period.MONTH, first=SEPTEMBER, by=county.director, at=at(17)
        )
    with pytest.raises(NotPermitted):
        actions.issue(
            county.centre, period=Period.MONTH, first=SEPTEMBER, by=county.clerk, at=at(17)
        )


def test_workbook_and_pdf_carry_the_form_of_offices_and_are_made_of_what_was_frozen(county):
    done(county)
    row = issued(county)
    deliver_all()
    row.refresh_from_db()
    assert row.sheet is not None
    assert printed(row) == printed(row)
    with pikepdf.open(BytesIO(printed(row))) as pdf:
        assert len(pdf.pages) >= 4
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(row)))
    assert book.sheet_names[:4] == ["总表", "分单位", "分事项", "分渠道"]
    lines = book.get_sheet_by_name("总表").to_python()
    told = [str(cell) for line in lines for cell in line]
    assert any(text.startswith("填报单位：") for text in told)
    assert any(text.startswith("数据截至：") for text in told)
    assert any("制表：" in text and "审核：" in text and "单位负责人：" in text for text in told)
    assert next(line for line in lines if line[0] == "办结")[2] == 1


def test_towns_that_have_not_reported_are_named(county):
    told = report(Period.MONTH, SEPTEMBER, unit="区政务服务中心", at=at(2, month=10))
    assert told["towns"]
    assert {one["state"] for one in told["towns"]} == {"未报送"}


@pytest.mark.parametrize(
    ("period", "day", "first", "end", "name"),
    [
        (Period.MONTH, date(2026, 2, 28), date(2026, 2, 1), date(2026, 3, 1), "2026年2月"),
        (Period.QUARTER, date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1), "2026年第4季度"),
        (Period.YEAR, date(2026, 6, 1), date(2026, 1, 1), date(2027, 1, 1), "2026年"),
    ],
)
def test_periods(period, day, first, end, name):
    assert periods.start_of(period, day) == first
    assert periods.end_of(period, first) == end
    assert periods.name_of(period, first) == name
    assert periods.end_of(period, periods.before(period, first)) == first


def test_words_follow_the_lines():
    above, below = {"above": {"watch": 1, "act": 10}}, {"below": {"watch": 99, "act": 95}}
    assert [signals.signal(n, above) for n in (0, 1, 9, 10)] == [
        Signal.GOOD, Signal.WATCH, Signal.WATCH, Signal.ACT,
    ]  # fmt: skip
    assert [signals.signal(n, below) for n in (100, 98.9, 94.9, None)] == [
        Signal.GOOD, Signal.WATCH, Signal.ACT, Signal.NONE,
    ]  # fmt: skip


def write(county, kind="reimbursement", **more):
    window = Window.objects.filter(organ=county.clerk.organ_code).first()
    given = {"people": 3, "on": date(2026, 9, 17), "window": window, "key": f"k-{kind}"} | more
    return actions.write_service(kind=kind, by=county.clerk, at=at(17), **given)


@pytest.mark.req("CASE-36")
def test_services_are_counted_for_each_window_by_kind(county):
    kinds = ("consult", "reimbursement", "reissue", "household_check", "transfer_opinion")
    rows = [write(county, kind) for kind in kinds]
    write(county, "reissue")  # the same submission again
    deliver_all()
    told = queries.figures(SEPTEMBER, OCTOBER, by=["window"])
    values = told[(str(rows[0].window_id),)]
    assert {kind: values[registry.service_measure(kind)] for kind in kinds} == dict.fromkeys(
        kinds, 3
    )
    assert values["services"] == 15
    assert queries.figures(SEPTEMBER, OCTOBER)[()]["consultations"] == 3


def test_a_line_struck_out_counts_no_more_and_stays(county):
    row = write(county)
    with pytest.raises(refusals.ReasonMissing):
        actions.strike_service(row, reason=" ", by=county.clerk, at=at(17))
    actions.strike_service(row, reason="登记重复", by=county.clerk, at=at(17))
    deliver_all()
    assert queries.figures(SEPTEMBER, OCTOBER) == {}
    assert ServiceRecord.objects.filter(pk=row.pk).exists()


def test_a_wrong_line_is_told_beside_its_field(county):
    with pytest.raises(refusals.ServiceWrong) as wrong:
        write(county, "dance", people=0, on=date(2026, 9, 18), window=None)
    assert set(wrong.value.fields) == {"kind", "people", "served_on"}


def late_case(county):
    case = cases.accept(
        cases.receive(application(county, "hygiene"), by=county.clerk, at=at(1)),
        by=county.clerk, at=at(1),
    )  # fmt: skip
    Clock.objects.filter(matter=case.pk).update(due_on=date(2026, 9, 10))
    return case


def test_the_cockpit_costs_the_same_whatever_there_is(county):
    queries.cockpit(at(17))
    with CaptureQueriesContext(
        connection,
    ) as little:
        queries.cockpit(at(17))
    for _ in range(4):
        done(county)
    late_case(county)
    deliver_all()
    with CaptureQueriesContext(connection) as much:
        told = queries.cockpit(at(17))
    assert len(much) == len(little)
    assert len(much) <= 12
    assert told.headline.startswith("有 1 件办件超过时限")
    assert {tile.id: tile.value for tile in told.today}["completed"] == 4
    assert len(told.trend) == 12


def test_an_idle_wall_costs_one_look(county):
    with CaptureQueriesContext(connection) as asked:
        queries.fingerprint(at(17))
    assert len(asked) == 1


def leader(county):
    return replace(
        county.director, id="leader", organ_code=county.places.government.pk,
        duties=frozenset({f"government_head@{county.places.government.pk}"}),
    )  # fmt: skip


def test_a_leader_comes_from_late_to_the_matter_without_its_persons(county):
    case = late_case(county)
    number = case.matter.number
    with acting(leader(county)):
        late = Client().get("/desk/figures/late/").content.decode()
        matter = Client().get(f"/desk/figures/matter/{number}/").content.decode()
        whole = Client().get(f"/desk/cases/{number}/")
    assert number in late
    assert number in matter
    assert "区行政审批局" in matter
    assert "刘建国" not in matter
    assert whole.status_code == 404


def test_behind_a_figure_stand_its_facts(county):
    case = done(county)
    with acting(leader(county)):
        page = (
            Client()
            .get("/desk/figures/behind/?measure=on_spot&since=2026-09-17&until=2026-09-18")
            .content.decode()
        )
        asked = Client().get("/desk/figures/behind/?measure=consultations&since=junk")
        unknown = Client().get("/desk/figures/behind/?measure=nonsense")
    assert case.matter.number in page
    assert (asked.status_code, unknown.status_code) == (200, 404)


def test_pages_of_figures_reports_and_services(county):
    done(county)
    row = issued(county)
    with acting(county.director):
        for by in ("organ", "item", "channel", "window"):
            page = Client().get(f"/desk/figures/?by={by}&month=2026-09-01").content.decode()
            assert "现场办结率" in page
        assert "第 1 版" in Client().get("/desk/figures/reports/").content.decode()
        assert Client().get("/desk/figures/reports/month/2026-09-02/").status_code == 404
        draft = "/desk/figures/reports/month/2026-09-01/"
        assert "没有报送" in Client().get(draft).content.decode()
        assert Client().post(draft, {"reason": ""}).status_code == 409
        for part in ("", "print/", "xlsx/", "pdf/"):
            assert Client().get(f"/desk/figures/issues/{row.pk}/{part}").status_code == 200
        assert "待确认" in Client().get("/desk/figures/definitions/").content.decode()
    with acting(county.clerk):
        address = "/desk/services/"
        given = {"kind": "reissue", "people": "0", "served_on": "2026-09-17", "note": "补社保卡"}
        wrong = Client().post(address, given)
        assert wrong.status_code == 422
        assert "补社保卡" in wrong.content.decode()
        right = Client().post(address, given | {"people": "2"})
        assert right.status_code == 302
    assert ServiceRecord.objects.get().people == 2


def test_a_wall_on_which_nothing_happens_gets_304(county):
    done(county)
    with acting(leader(county)):
        for address in ("/desk/cockpit/", "/desk/cockpit/wall/"):
            assert "政务服务一览" in Client().get(address).content.decode()
            first = Client().get(f"{address}now/")
            again = Client().get(f"{address}now/", headers={"If-None-Match": first["ETag"]})
            assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.req("CASE-44")
def test_the_public_sees_this_years_figures(county):
    assert "统计还没有生成" in Client().get("/statistics/").content.decode()
    done(county)
    page = Client().get("/statistics/").content.decode()
    assert "现场办结率" in page
    assert "区行政审批局" in page


def test_a_headline_as_grave_as_a_figure_names_that_figure():
    def tile(name, label, value, signal):
        return Tile(name, label, value, "张", signal, "", "", "now")

    late = [{"name": "区人社局", "count": 3}]
    cards = tile("cards_open", "没有办结的牌", 35, Signal.ACT)
    mild, grave = (tile("late_open", "超时未办结", 3, one) for one in (Signal.WATCH, Signal.ACT))
    told = _headline(late, 3, [mild, cards], Signal.ACT)
    assert told.startswith("有 3 件办件超过时限")
    assert told.endswith("请看没有办结的牌：35 张")
    assert "请看" not in _headline(late, 3, [grave, cards], Signal.ACT)
