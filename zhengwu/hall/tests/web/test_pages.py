"""Pages of the hall: screens that cost nothing when idle, terminal, phone, desk."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.models import Case
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import application, at
from zhengwu.hall import actions, queries
from zhengwu.hall.models import Appointment, Seat, Ticket
from zhengwu.hall.tests.factories import called, key, opened, taken, with_hall
from zhengwu.identity.tests.factories import make_staff_account, sign_in
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel import time as kernel_time
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.text import masked_name
from zhengwu.matters.models import Matter
from zhengwu.org.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def hall(world):  # noqa: F811
    return with_hall(world)


@pytest.fixture
def noon(monkeypatch):
    """Half past nine on a working Thursday, for every view."""
    import sys

    real = kernel_time.now
    for name, module in list(sys.modules.items()):
        if name.startswith("zhengwu") and vars(module).get("now") is real:
            monkeypatch.setattr(module, "now", lambda: at(17, 9, 30))


def client_of(person) -> Client:
    client = Client()
    account = make_staff_account(Staff.objects.get(pk=person.id))
    sign_in(client, account, at=at(17, 9, 30))
    return client


@pytest.mark.req("HALL-04")
def test_screens_show_calls_counts_and_masked_progress_and_answer_304(hall, noon):
    """Every window's counts of today and where matters stand, rolling, on the web, masked."""
    opened(hall)
    taken(hall.queue, at(17, 9, 5))
    taken(hall.queue, at(17, 9, 6))
    called(hall.seat, hall.clerk, at(17, 9, 10))
    filled = application(hall, "hygiene", window_id=str(hall.seat.pk))
    case = cases.receive(filled, by=hall.clerk, at=at(17, 9, 20))
    page = Client().get("/wall/hall/GA-HALL/")
    assert "请A001号到1号窗口办理" in page.text
    fragment = Client().get("/wall/hall/GA-HALL/now/")
    again = Client().get("/wall/hall/GA-HALL/now/", headers={"If-None-Match": fragment["ETag"]})
    assert again.status_code == 304
    counts = Client().get("/wall/hall/GA-HALL/windows/now/")
    line = next(
        one for one in queries.seat_lines(hall.hall, at(17).date()) if one.seat == hall.seat
    )
    assert (line.received, line.handled, line.served, line.now) == (1, 0, 0, "A001")
    assert case.matter.number not in counts.text
    assert queries.covered(case.matter.number) in counts.text
    assert "data-roll" in counts.text
    assert case.applicant_name in counts.text  # a firm, as on the public roll
    tag = {"If-None-Match": counts["ETag"]}
    assert Client().get("/wall/hall/GA-HALL/windows/now/", headers=tag).status_code == 304
    actions.begin(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 31))
    actions.finish(hall.seat, key=key(), by=hall.clerk, at=at(17, 9, 40))
    Case.objects.filter(pk=case.pk).update(firm=None, applicant_name="刘建国")
    changed = Client().get("/wall/hall/GA-HALL/windows/now/", headers=tag)
    assert changed.status_code == 200
    assert "刘建国" not in changed.text
    assert masked_name("刘建国") in changed.text


def test_a_terminal_is_admitted_once_and_takes_numbers_and_checks_in(hall, noon):
    device = Client()
    assert device.get("/wall/hall/GA-HALL/terminal/").status_code == 403
    refused = device.post("/wall/hall/GA-HALL/terminal/", {"queue": "A"})
    assert refused.status_code == 403
    terminal, secret = actions.add_terminal(hall.hall, name="东侧", by=SYSTEM, at=at(17))
    assert device.get("/wall/hall/GA-HALL/terminal/admit/WRONG/").status_code == 404
    assert device.get(f"/wall/hall/GA-HALL/terminal/admit/{secret}/").status_code == 302
    page = device.get("/wall/hall/GA-HALL/terminal/")
    once = re.search(r'name="once" value="([^"]+)"', page.text)[1]
    sent = {"queue": "A", "once": once, "priority": "elder"}
    first = device.post("/wall/hall/GA-HALL/terminal/", sent)
    second = device.post("/wall/hall/GA-HALL/terminal/", sent)
    assert first["Location"] == second["Location"]
    ticket = Ticket.objects.get()
    assert (ticket.code, ticket.priority_id) == ("A001", "elder")
    slip = device.get(first["Location"])
    assert "A001" in slip.text
    assert f"/tickets/{ticket.secret}/qr/" in slip.text
    image = device.get(f"/tickets/{ticket.secret}/qr/")
    assert image["Content-Type"] == "image/svg+xml"
    assert image.content.startswith(b"<?xml")
    assert device.post("/wall/hall/GA-HALL/terminal/", {"queue": "X"}).status_code == 422
    missing = device.post("/wall/hall/GA-HALL/terminal/arrive/", {"number": "NOPE"})
    assert missing.status_code == 404
    assert "没有找到今天的预约" in missing.text
    actions.close_terminal(terminal, by=SYSTEM, at=at(17))
    assert device.get("/wall/hall/GA-HALL/terminal/").status_code == 403


def test_the_phone_takes_one_number_shows_the_wait_and_comes_back_after_a_miss(hall, noon):
    opened(hall)
    taken(hall.queue, at(17, 9, 5))
    phone = Client()
    sign_in(phone, hall.account, at=at(17, 9, 30))
    assert "手机取号" in phone.get("/halls/GA-HALL/").text
    answer = phone.post("/halls/GA-HALL/take/", {"queue": "A"})
    ticket = Ticket.objects.get(channel="phone")
    assert answer["Location"] == f"/tickets/{ticket.secret}/"
    page = phone.get(answer["Location"])
    assert "前面还有 <strong>1</strong> 人" in page.text
    second = phone.post("/halls/GA-HALL/take/", {"queue": "A", "once": "another"})
    assert second.status_code == 409
    assert phone.post("/halls/GA-HALL/take/", {"queue": ""}).status_code == 422
    Ticket.objects.filter(pk=ticket.pk).update(state="missed", misses=1)
    anybody = Client()
    assert "重新排队" in anybody.get(answer["Location"]).text
    anybody.post(f"/tickets/{ticket.secret}/line/")
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting"
    first = anybody.get(f"/tickets/{ticket.secret}/now/")
    tag = {"If-None-Match": first["ETag"]}
    assert anybody.get(f"/tickets/{ticket.secret}/now/", headers=tag).status_code == 304
    anybody.post(f"/tickets/{ticket.secret}/cancel/")
    assert Ticket.objects.get(pk=ticket.pk).state == "cancelled"
    assert anybody.get("/tickets/WRONG/").status_code == 404


def test_a_citizen_books_changes_and_cancels_online(hall, noon):
    phone = Client()
    sign_in(phone, hall.account, at=at(17, 9, 30))
    assert "综合受理" in phone.get("/halls/GA-HALL/book/").text
    assert "day=2026-09-18" in phone.get("/halls/GA-HALL/book/?queue=A").text
    assert "10:30" in phone.get("/halls/GA-HALL/book/?queue=A&day=2026-09-18").text
    sent = {"queue": "A", "day": "2026-09-18", "slot": at(18, 10).isoformat(), "name": "",
            "phone": "1390000"}  # fmt: skip
    wrong = phone.post("/halls/GA-HALL/book/", sent)
    assert wrong.status_code == 422
    assert "请填写姓名" in wrong.text
    assert "1390000" in wrong.text
    assert phone.post("/halls/GA-HALL/book/", sent | {"slot": ""}).status_code == 422
    phone.post("/halls/GA-HALL/book/", sent | {"name": "刘建国"})
    row = Appointment.objects.get()
    assert row.code in phone.get(f"/appointments/{row.code}/?day=2026-09-18").text
    moved = {"verb": "change", "slot": at(18, 11).isoformat()}
    phone.post(f"/appointments/{row.code}/", moved)
    assert Appointment.objects.get().starts_at == at(18, 11)
    assert phone.post(f"/appointments/{row.code}/", {"verb": "arrive"}).status_code == 409
    phone.post(f"/appointments/{row.code}/", {"verb": "cancel"})
    assert Appointment.objects.get().state == "cancelled"
    assert "我的预约" in phone.get("/appointments/").text


def test_the_bar_calls_from_the_windows_own_screen_and_the_case_is_tied_to_the_number(hall, noon):
    desk = client_of(hall.clerk)
    ticket = taken(hall.queue, at(17, 9, 5), item_code="X")
    bar = desk.get("/desk/window/")
    assert "call-bar" in bar.text
    assert "打开窗口" in bar.text
    code = hall.seat.window.code
    back = {"back": "/desk/window/"}
    assert desk.post(f"/desk/call/{code}/open/", back)["Location"] == "/desk/window/"
    token = re.search(r'name="key" value="([^"]+)"', desk.get("/desk/call/").text)[1]
    for _ in range(2):  # the network dropped, the browser sends it again
        desk.post(f"/desk/call/{code}/call/", back | {"key": token})
    assert Seat.objects.get(pk=hall.seat.pk).current == ticket
    assert Ticket.objects.get(pk=ticket.pk).calls == 1
    shown = desk.get("/desk/call/").text
    assert "人到了，开始" in shown
    assert "过号" not in shown.split("挂起和过号")[0]
    outside = desk.post(f"/desk/call/{code}/begin/", {"key": "b", "back": "https://evil.example/"})
    assert outside["Location"] == f"/desk/call/?window={code}"
    case = cases.receive(application(hall, "hygiene"), by=hall.clerk, at=at(17, 9, 30))
    deliver_all()
    assert Ticket.objects.get(pk=ticket.pk).case_id == case.pk
    fragment = desk.get(f"/desk/call/{code}/bar/")
    assert "办完，叫下一位" in fragment.text
    tag = {"If-None-Match": fragment["ETag"]}
    assert desk.get(f"/desk/call/{code}/bar/", headers=tag).status_code == 304
    answer = desk.post(f"/desk/call/{code}/hold/", {"key": "h", "reason": ""}, follow=True)
    assert "请写明挂起的原因" in answer.text
    desk.post(f"/desk/call/{code}/next/", {"key": "n"})
    assert Ticket.objects.get(pk=ticket.pk).state == "served"
    deliver_all()
    assert "评价这次服务" in Client().get(f"/tickets/{ticket.secret}/").text
    assert client_of(hall.clerk2).get(f"/desk/call/{code}/bar/").status_code == 404


@pytest.mark.req("HALL-03", "HALL-06")
def test_the_touch_guide_finds_and_prints_and_the_reading_point_offers_what_is_published(hall):
    """A display for information one can act on: find, read, print, know the window."""
    page = Client().get("/wall/hall/GA-HALL/guide/?q=卫生")
    item = hall.editions["hygiene"].item
    assert item.name in page.text
    one = Client().get(f"/wall/hall/GA-HALL/guide/?item={item.code}").text
    assert f"/services/{item.code}/print/" in one
    assert "号窗口" in one
    assert "综合受理" in one
    assert Client().get(f"/services/{item.code}/print/").status_code == 200
    blank = Client().get(f"/forms/{item.code}/").text
    assert "申请表" in blank
    assert hall.editions["hygiene"].document.materials[0].name in blank
    nothing = Client().get("/wall/hall/GA-HALL/guide/?q=登月").text
    assert "没有找到" in nothing
    reading = Client().get("/wall/hall/GA-HALL/reading/").text
    for address in ("/services/wall/", "/services/handbook/", "/public-notices/", "/roll/"):
        assert address in reading
        assert Client().get(address).status_code == 200
    assert Client().get("/forms/NONE/").status_code == 404


@pytest.mark.req("HALL-07")
def test_signs_of_windows_and_guides_are_printed_from_the_data(hall):
    page = Client().get("/halls/GA-HALL/signs/").text
    for seat in hall.seats:
        assert seat.window.name in page
        assert seat.window.organ.name in page
    actions.set_seat(
        hall.seat.window, kind=hall.seat.kind, queues=[(hall.other, 0)], by=SYSTEM, at=at(17)
    )
    assert "咨询（B）" in Client().get("/halls/GA-HALL/signs/").text
    assert hall.editions["hygiene"].item.name in Client().get("/services/handbook/").text


def test_the_hall_manager_sets_everything_and_errors_stand_beside_their_field(hall, noon):
    call_command("check", verbosity=0)
    office = hall.office
    if "hall" not in hall.people.centre:
        office._service_quality()
    from zhengwu.cases.tests.factories import as_staff

    desk = client_of(as_staff(hall.people.centre["hall"]))
    for address in ("", "settings/", "register/", "register/new/", "take/", "roster/", "figures/",
                    "parameters/"):  # fmt: skip
        assert desk.get(f"/desk/hall/{address}").status_code == 200, address
    wrong = desk.post("/desk/hall/settings/queue/", {"code": "1", "name": "x"})
    assert wrong.status_code == 422
    assert "请填写 1 到 4 个字母" in wrong.text
    good = {"code": "E", "name": "不动产", "kind": "business", "slot_capacity": "2",
            "position": "30", "taking": "on"}  # fmt: skip
    assert desk.post("/desk/hall/settings/queue/", good).status_code == 302
    late = {"kind": "day", "on": "", "reason": ""}
    assert "请写明日期和原因" in desk.post("/desk/hall/settings/hours/", late).text
    window = hall.seat.window
    seat = {"kind": "independent", "delay_E": "0", "delay_A": "5"}
    assert desk.post(f"/desk/hall/settings/seat/{window.pk}/", seat).status_code == 302
    calls = Seat.objects.get(pk=window.pk).calls.all()
    assert {(one.queue.code, one.delay_minutes) for one in calls} == {("E", 0), ("A", 5)}
    given = desk.post("/desk/hall/settings/terminal/", {"name": "一楼"}, follow=True)
    assert "/terminal/admit/" in given.text
    row = {"way": "phone", "name": "罗大山", "phone": "139", "slot": at(18, 9).isoformat()}
    desk.post("/desk/hall/register/new/", row | {"queue": "A"})
    assert Appointment.objects.get().written_by == hall.people.centre["hall"].name
    assert "罗大山" in desk.get("/desk/hall/register/").text
    assert "不保存号码" in desk.get("/desk/hall/register/new/").text
    urgent = {"queue": "A", "priority": "urgent", "reason": ""}
    assert "请写明是什么急事" in desk.post("/desk/hall/take/", urgent).text
    assert desk.post("/desk/hall/take/", urgent | {"reason": "赶火车"}).status_code == 302
    assert Ticket.objects.get().priority_id == "urgent"


@pytest.mark.req("HALL-05")
def test_each_item_offers_its_form_to_download_and_a_consultation_online(hall, noon):
    for edition in hall.editions.values():
        guide = Client().get(f"/services/{edition.item.code}/").text
        assert f"/forms/{edition.item.code}/" in guide
        assert "/complaints/new/?kind=consultation" in guide
        form = Client().get(f"/forms/{edition.item.code}/")
        assert form.status_code == 200
        assert edition.item.name in form.text
    asked = {"kind": "consultation", "text": "办卫生许可要几天？", "naming": "anonymous",
             "organ": "GA-XZSP"}  # fmt: skip
    answer = Client().post("/complaints/new/", asked)
    assert answer.status_code == 302, answer.text
    assert Matter.objects.filter(kind="complaint").count() == 1
