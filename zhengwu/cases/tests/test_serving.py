"""Notices served on paper: a clock stops or grows from the day of service, never before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.actions.extension import ExtensionUnserved
from zhengwu.cases.actions.serving import AlreadyServed, NoNoticeForLimits, OnItsWay
from zhengwu.cases.models import Case, Extension, Procedure
from zhengwu.clock.models import Clock, Interval
from zhengwu.documents.queries import of_matter
from zhengwu.documents.rules.service import ServiceIncomplete
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted, NotThere
from zhengwu.kernel.time import now
from zhengwu.org.tests.web.acting import acting

from .factories import AT, application, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def unconsented(world, when=AT) -> Case:
    """A case that may need an expert review; its applicant wants paper."""
    asked = replace(application(world, "radiation"), delivery_detail={})
    case = cases.receive(asked, by=world.clerk, at=when)
    return cases.accept(case, by=world.clerk, at=when)


def begun(world, case, when=None) -> Procedure:
    return cases.start_procedure(
        case, kind="专家评审", reason="须经专家评审", doing_body="市放射卫生专家组",
        planned_days=10, by=world.reviewer, at=when or at(18),
    )  # fmt: skip


def serve(world, case, document_id, *, on, when, way="direct", **more):
    detail = {"receiver": case.applicant_name, "place": "申请人住所", "deliverer": "王送达"}
    return cases.serve_paper(
        case, document_id=document_id, way=way, on=on, detail={**detail, **more},
        by=world.clerk, at=when,
    )  # fmt: skip


def due(case, label="statutory") -> date:
    return Clock.objects.get(matter=case.matter_id, label=label).due_on


def state(case, label="statutory") -> str:
    return Clock.objects.get(matter=case.matter_id, label=label).state


def test_without_consent_the_notice_is_issued_and_nothing_stops(world):
    case = unconsented(world)
    before = due(case)
    procedure = begun(world, case)
    assert procedure.served_on is None
    assert due(case) == before
    assert state(case) == "running"
    assert not Interval.objects.filter(matter=case.matter_id).exists()
    assert Case.objects.get(pk=case.pk).suspended is False
    paper = of_matter(case.matter_id).get(template_code="special_procedure")
    assert "自本告知书送达的次日起" in str(paper.content)
    assert "new_due" not in paper.values, "no day is promised that depends on the service"
    codes = set(Entry.objects.filter(matter_id=case.matter_id).values_list("code", flat=True))
    assert "cases.procedure.announced" in codes
    assert "cases.procedure.started" not in codes


def test_the_clock_stops_from_the_day_of_service_whenever_it_is_entered(world):
    case = unconsented(world)
    procedure = begun(world, case)
    serve(world, case, procedure.document_id, on=date(2026, 9, 21), when=at(22))
    interval = Interval.objects.get(matter=case.matter_id)
    assert (interval.started_on, interval.served_on) == (date(2026, 9, 21), date(2026, 9, 21))
    assert state(case) == "suspended"
    assert Case.objects.get(pk=case.pk).suspended
    assert of_matter(case.matter_id).filter(template_code="return_receipt").count() == 1
    with pytest.raises(AlreadyServed):
        serve(world, case, procedure.document_id, on=date(2026, 9, 22), when=at(22))
    cases.end_procedure(
        case, procedure=procedure, received_on=date(2026, 9, 24), result="同意",
        by=world.reviewer, at=at(24),
    )  # fmt: skip
    # 22, 23 and 24 September are left out: 21 October becomes 26 October, over a week-end.
    assert due(case) == date(2026, 10, 26)


def test_refused_or_unserved_it_never_stops(world):
    case = unconsented(world)
    before, procedure = due(case), begun(world, case)
    cases.note_unserved(
        case, document_id=procedure.document_id, on=date(2026, 9, 21), why="拒绝签收，无见证人",
        by=world.clerk, at=at(21),
    )  # fmt: skip
    with pytest.raises(ServiceIncomplete):
        serve(
            world, case, procedure.document_id, on=date(2026, 9, 21), when=at(21), way="left",
            refusal_reason="拒收", witnesses=["只有一人"],
        )  # fmt: skip
    assert (due(case), state(case)) == (before, "running")
    cases.end_procedure(
        case, procedure=procedure, received_on=date(2026, 9, 28), result="同意",
        by=world.reviewer, at=at(28),
    )  # fmt: skip
    assert due(case) == before
    serve(world, case, procedure.document_id, on=date(2026, 9, 29), when=at(29))
    assert (due(case), state(case)) == (before, "running"), "served after its end it stops nothing"


def test_posted_it_waits_for_the_receipt(world):
    case = unconsented(world)
    procedure = begun(world, case)
    post = {"on": date(2026, 9, 18), "when": at(18, 15), "way": "post", "tracking_no": "XA1"}
    serve(world, case, procedure.document_id, **post)
    assert state(case) == "running"
    with pytest.raises(OnItsWay):
        serve(world, case, procedure.document_id, **post)
    cases.confirm_paper(
        case, document_id=procedure.document_id, receipt_on=date(2026, 9, 21),
        by=world.clerk, at=at(22),
    )  # fmt: skip
    assert Interval.objects.get(matter=case.matter_id).started_on == date(2026, 9, 21)


def test_who_may_not_what_is_no_notice_and_no_public_notice(world):
    case = unconsented(world)
    procedure = begun(world, case)
    receipt = of_matter(case.matter_id).get(template_code="receipt")
    with pytest.raises(NotThere):
        serve(world, case, receipt.pk, on=date(2026, 9, 21), when=at(21))
    with pytest.raises(NoNoticeForLimits):
        serve(world, case, procedure.document_id, on=date(2026, 9, 21), when=at(21), way="notice")
    with pytest.raises(NotPermitted):
        cases.serve_paper(
            case, document_id=procedure.document_id, way="direct", on=date(2026, 9, 21),
            detail={}, by=world.stranger, at=at(21),
        )  # fmt: skip


def test_an_extension_is_in_force_when_its_notice_is_served_in_time(world):
    case = unconsented(world)
    cases.extend(case, days=5, reason="案情复杂", by=world.head, at=at(24))
    assert due(case) == date(2026, 10, 21)
    with pytest.raises(ExtensionUnserved):
        cases.extend(case, days=5, reason="案情复杂", by=world.head, at=at(28))
    extension = Extension.objects.get(case=case)
    # Served on the last day, entered the day after: told in time.
    serve(world, case, extension.document_id, on=date(2026, 10, 21), when=at(22, month=10))
    assert due(case) == date(2026, 10, 28)
    assert Extension.objects.get(case=case).in_force


def test_an_extension_served_after_the_last_day_extends_nothing(world):
    case = unconsented(world)
    cases.extend(case, days=5, reason="案情复杂", by=world.head, at=at(24))
    extension = Extension.objects.get(case=case)
    serve(world, case, extension.document_id, on=date(2026, 10, 22), when=at(22, month=10))
    assert due(case) == date(2026, 10, 21)
    assert not Extension.objects.get(case=case).in_force
    assert Entry.objects.filter(matter_id=case.matter_id, code="cases.notice.too_late").exists()


def test_the_desk_enters_it_and_keeps_what_was_typed(world):
    case = unconsented(world, now())
    url = f"/desk/cases/{case.matter.number}/"
    with acting(world.reviewer):
        client = Client()
        form = client.get(f"{url}act/procedure/").content.decode()
        assert "没有同意电子送达" in form
        data = {"kind": "专家评审", "doing_body": "专家组", "planned_days": "5", "reason": "需要"}
        assert client.post(f"{url}act/procedure/", data).status_code == 302
        page = client.get(url).content.decode()
        assert "《特别程序告知书》还没有送达" in page
        assert "act/serve/" in page
    procedure = Procedure.objects.get(case=case)
    today = procedure.started_on.isoformat()
    with acting(world.clerk):
        sent = {"document": procedure.document_id, "way": "left", "on": today, "deliverer": "王",
                "refusal_reason": "拒收", "place": "住所"}  # fmt: skip
        wrong = Client().post(f"{url}act/serve/", sent)
        assert wrong.status_code == 422
        assert 'value="拒收"' in wrong.content.decode()
        sent["witnesses"] = "甲\n乙"
        assert Client().post(f"{url}act/serve/", sent).status_code == 302
        assert "还没有送达" not in Client().get(url).content.decode()
    assert state(case) == "suspended"
