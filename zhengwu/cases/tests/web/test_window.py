"""The service window: a slip is told while the card is in the hand; keys keep their place."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.models import CasePaper
from zhengwu.cases.tests.factories import application, at
from zhengwu.cases.tests.test_situation import SALE, received
from zhengwu.cases.web.staff.views import scene, window
from zhengwu.files import actions as files
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db
URL = "/desk/window/"


def sent(actor: Any, **data: str) -> Any:
    with acting(actor):
        return Client().post(URL, {"kind": "person", "id_kind": "resident"} | data)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110101199003071234", "校验位不对"),
        ("110101199013071234", "出生日期不存在"),
        ("1101", "18位"),
    ],
)
def test_a_wrong_number_is_told_beside_its_field_at_the_first_enter(world, number, words):
    answer = sent(world.clerk, number=number, step="next")
    page = html.fromstring(answer.content)
    assert answer.status_code == 422
    assert words in page.get_element_by_id("id_number_error").text_content()
    assert page.xpath("//*[@data-focus-on]/@data-focus-on") == ["id_number"]
    assert not page.xpath("//*[@id='error-summary']")


def test_a_right_number_goes_on_to_the_name(world):
    answer = sent(world.clerk, number="110101199003070732", step="next")
    page = html.fromstring(answer.content)
    assert answer.status_code == 200
    assert page.xpath("//*[@data-focus-on]/@data-focus-on") == ["id_name"]


@pytest.fixture
def items(world: Any, monkeypatch: Any) -> Callable[[Any], list[str]]:
    """The codes under Alt and a number, in their order, as of an instant."""

    def read(instant: Any) -> list[str]:
        monkeypatch.setattr(window, "now", lambda: instant)
        with acting(world.clerk):
            page = html.fromstring(Client().get(URL).content)
        return page.xpath("//ol[@class='window-frequent']//button/@value")

    return read


def test_numbers_of_frequent_items_stay_within_the_day(world, items):
    cases.receive(application(world, "hygiene"), by=world.clerk, at=at(16))
    morning = items(at(17, 9))
    for _ in range(3):
        cases.receive(application(world, "charity"), by=world.clerk, at=at(17, 10))
    assert items(at(17, 11)) == morning
    assert len(set(morning)) == len(morning) > 1
    assert items(at(18, 9))[0] != morning[0]


def test_the_check_page_opens_papers_and_asks_for_nothing_the_platform_has(world):
    case = received(world, SALE)
    paper = CasePaper.objects.filter(case=case, code="M04").first()
    stored = files.keep(
        files.receive(io.BytesIO(pdf_bytes()), name="制度目录.pdf"), by=world.clerk, at=at(17)
    )
    CasePaper.objects.filter(pk=paper.pk).update(file=stored, form="electronic")
    with acting(world.clerk):
        page = html.fromstring(Client().get(f"{URL}{case.matter.number}/").content)
        link = page.xpath("//a[contains(., '制度目录.pdf')]/@href")[0]
        assert Client().get(link).status_code == 200
    ticks = page.xpath("//input[@name='defect']/@value")
    assert "M01" not in ticks, "the platform's own form"
    assert "M05" not in ticks, "the platform's own licence"
    assert "M04" in ticks
    rows = " ".join(page.text_content().split())
    assert "不用交 本平台填写的电子申请表" in rows
    assert "看申请书填了什么" in rows


def test_the_box_of_an_accepted_case_says_whose_turn_it_is_and_until_when(world, monkeypatch):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    cases.accept(case, by=world.clerk, at=at(17, 11))
    monkeypatch.setattr(window, "now", lambda: at(17, 12))
    with acting(world.clerk):
        page = html.fromstring(Client().get(f"{URL}?done={case.matter.number}").content)
    box = " ".join(page.find_class("window-done")[0].text_content().split())
    step = queries.open_tasks(case)[0]
    assert f"下一步：{step.name}，" in box
    assert "期限：" in box
    assert "个工作日" in box


def test_an_owed_inspection_is_told_from_the_review_on_and_the_limits_by_name(world, monkeypatch):
    case = received(world, SALE)
    cases.accept(case, by=world.clerk, at=at(17, 11))
    monkeypatch.setattr(scene, "now", lambda: at(17, 12))
    step = queries.open_tasks(case)[0]
    base = f"/desk/cases/{case.matter.number}/"
    with acting(world.reviewer):
        page = Client().get(base).content.decode()
        act = Client().get(f"{base}act/complete/?task={step.pk}").content.decode()
        recording = Client().get(f"{base}act/check/")
    assert "还没有现场核查记录" in page
    assert f'href="{base}act/check/"' in page
    assert recording.status_code == 200
    assert "一次性告知补正" not in page.split('class="clock-other"')[1].split("</c-card>")[0][:400]
    assert "受理答复 按期完成" in page
    for name in ("法定", "承诺"):
        assert name in act.split(">办件<")[1], name
