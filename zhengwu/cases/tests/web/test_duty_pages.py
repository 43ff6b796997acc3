"""Pages of the undertaking form, recusal, the first-asked register and the statistics."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import FirstAskedState, TaskKind, Verdict
from zhengwu.cases.models import FirstAsked, Handover
from zhengwu.cases.tests.factories import AT, application, at
from zhengwu.cases.tests.test_requirements import accepted, decided, named, step
from zhengwu.org.tests.web.acting import acting

pytestmark = [pytest.mark.django_db]


def url(name, *args):
    return reverse(f"cases_staff:{name}", args=args)


def get(who, address):
    with acting(who):
        return Client().get(address)


def post(who, address, **data):
    with acting(who):
        return Client().post(address, data)


def test_the_form_is_signed_and_taken_back_on_its_page(world):
    case = named(world, accepted(world), world.reviewer)
    number = case.matter.number
    page = get(world.reviewer, url("handovers")).content.decode()
    assert number in page
    assert "签字交回窗口</" not in page, "nothing to sign before the decision"
    decided(world, case)
    assert "签字交回窗口</" in get(world.reviewer, url("handovers")).content.decode()
    assert post(world.checker, url("hand_back", number)).status_code == 409
    assert post(world.reviewer, url("hand_back", number), word="请发证").status_code == 302
    assert "接收承办单" in get(world.clerk, url("handovers")).content.decode()
    assert post(world.clerk, url("take_back", number)).status_code == 302
    assert Handover.objects.get(case=case).back_by == world.clerk.name
    assert number not in get(world.clerk, url("handovers")).content.decode()
    assert post(world.stranger, url("hand_back", number)).status_code == 404


def test_recusal_by_oneself_and_by_the_head(world):
    case = accepted(world)
    address = url("recusal", case.matter.number)
    form = {"asked_by": "本人", "ground": "近亲属", "granted": "yes"}
    assert post(world.reviewer, address, staff=world.checker.id, **form).status_code == 422
    assert post(world.reviewer, address, staff=world.reviewer.id, **form).status_code == 302
    answer = post(
        world.head, address, staff=world.a.id, asked_by="申请人", ground="x", granted="no"
    )
    assert answer.status_code == 422
    page = get(world.head, address).content.decode()
    assert world.reviewer.name in page
    assert "近亲属" in page
    assert get(world.stranger, address).status_code == 404


def test_the_first_asked_register(world):
    assert post(world.clerk, url("first_asked"), question="").status_code == 422
    answer = post(world.clerk, url("first_asked"), question="社保卡丢了怎么办", asker="张三")
    row = FirstAsked.objects.get(question="社保卡丢了怎么办")
    assert answer.url == url("question", row.pk)
    page = get(world.clerk, answer.url).content.decode()
    assert "张三" in page
    assert get(world.reviewer, answer.url).status_code == 200, "a colleague of the same organ"
    assert get(world.stranger, answer.url).status_code == 404
    post(
        world.clerk,
        url("question_pass", row.pk),
        to_organ=world.stranger.organ_code,
        to_name="社保窗口",
    )
    assert "社保窗口" in get(world.stranger, answer.url).content.decode()
    wrong = post(world.stranger, url("question_answer", row.pk), number="GA-XX-1")
    assert (wrong.status_code, "没有找到" in wrong.content.decode()) == (422, True)
    assert post(world.stranger, url("question_answer", row.pk)).status_code == 422
    post(world.stranger, url("question_answer", row.pk), outcome="已告知补领")
    row.refresh_from_db()
    assert row.state == FirstAskedState.ANSWERED
    assert "已答复" in get(world.clerk, url("first_asked")).content.decode()


def test_statistics_by_organ_and_month_and_as_a_sheet(world, django_assert_max_num_queries):
    cases.finish_on_the_spot(
        application(world, "shop"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
    )
    case = accepted(world, when=at(9, month=10))
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(12, month=10))
    address = url("statistics") + "?year=2026"
    page = get(world.director, address).content.decode()
    assert "2026-09" in page
    assert "2026-10" in page
    sheet = get(world.clerk, address + "&export=xlsx")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(sheet.streaming_content)))
    head, september, october, year = lines.get_sheet_by_index(0).to_python()
    counted = dict(zip(head, september, strict=True))
    assert (counted["收件"], counted["即办件"], counted["办结"]) == (1, 1, 1)
    assert dict(zip(head, october, strict=True))["承诺件"] == 1
    assert dict(zip(head, year, strict=True))["收件"] == 2
    assert get(world.citizen, address).status_code in (302, 403, 404)
    # Twice the organs that lie below whoever oversees.
    with django_assert_max_num_queries(14):
        get(world.director, address)
