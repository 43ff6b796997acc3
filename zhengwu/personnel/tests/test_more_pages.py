"""Pages of patrols, registers, entry, training and the public ones over HTTP."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhengwu.files.tests.factories import image_bytes
from zhengwu.identity import middleware
from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.time import local_day, now
from zhengwu.personnel import actions, registry
from zhengwu.personnel.models import (
    Candidate,
    Course,
    Exam,
    PatrolFinding,
    RegisterEntry,
    WorkCard,
)

pytestmark = pytest.mark.django_db
PNG = image_bytes()
CITIZEN = Actor(
    ActorKind.CITIZEN, id="00000000-0000-7000-8000-0000000000aa", name="市民",
    assurance=Assurance.PASSWORD, level="declared",
)  # fmt: skip


@pytest.fixture
def desk(world, monkeypatch):
    def sign_in(name: str) -> Client:
        actor = CITIZEN if name == "citizen" else world.actors[name]
        monkeypatch.setattr(middleware, "_actor", lambda request, at: actor)
        return Client()

    return sign_in


def text(response) -> str:
    return response.content.decode()


def today() -> date:
    return local_day(now())


def test_a_patrol_with_photo_goes_to_the_window_and_back(world, desk):
    client = desk("keeper")
    assert "今天的随机路线" in text(client.get("/desk/patrols/"))
    page = text(client.get("/desk/patrols/new/?random=1"))
    assert "来没有迎声" in page
    form = {
        "hall": str(world.hall.pk), "on": today().isoformat(), "groups": ["protocol"],
        "windows": ["W1"], "item_1": "protocol/greeting", "text_1": "没有起身",
    }  # fmt: skip
    wrong = client.post("/desk/patrols/new/", form)
    assert wrong.status_code == 422
    assert "请指明窗口或者人员" in text(wrong)
    assert "没有起身" in text(wrong)
    photo = SimpleUploadedFile("窗口.png", PNG, "image/png")
    done = client.post(
        "/desk/patrols/new/",
        form | {"staff_1": str(world.zhang.pk), "window_1": "W1", "picture_1": photo},
    )
    assert done.status_code in (302, 303), text(done)
    row = PatrolFinding.objects.get()
    here = f"/desk/patrols/findings/{row.pk}/"
    assert desk("li").get(here).status_code == 404
    assert desk("zhang").get(f"{here}picture/").status_code == 200
    page = text(desk("zhang").get(here))
    assert "答复落实情况" in page
    empty = desk("zhang").post(here, {"act": "answer", "upheld": "yes", "text": ""})
    assert empty.status_code == 422
    desk("zhang").post(here, {"act": "answer", "upheld": "yes", "text": "已改正"})
    page = text(desk("second").get(here))
    assert "复查" in page
    desk("second").post(here, {"act": "check", "good": "yes", "text": ""})
    row.refresh_from_db()
    assert (row.follow, row.upheld) == ("closed", True)


@pytest.mark.parametrize("code", list(registry.registers()))
def test_every_register_shows_its_list_and_its_form(world, desk, code):
    client = desk("manager")
    kind = registry.registers()[code]
    assert kind["name"] in text(client.get(f"/desk/registers/{code}/"))
    keeps = "centre_manager" in kind["keepers"]
    page = client.get(f"/desk/registers/{code}/new/")
    assert page.status_code == (200 if keeps else 404)
    for field in kind["fields"]:
        assert field["label"] in text(page)
    wrong = client.post(f"/desk/registers/{code}/new/", {"on": today().isoformat()})
    needed = any(field.get("required") for field in kind["fields"])
    assert wrong.status_code == (422 if needed else 302)


def test_a_register_row_is_written_followed_voided_and_hidden_from_others(world, desk):
    client = desk("keeper")
    photo = SimpleUploadedFile("插座.png", PNG, "image/png")
    form = {
        "on": today().isoformat(), "sort": "线路老化", "place": "三楼", "found": "发烫",
        "assessed": "已报告", "staff": str(world.zhang.pk), "picture": photo,
    }  # fmt: skip
    done = client.post("/desk/registers/hazard/new/", form)
    assert done.status_code in (302, 303), text(done)
    row = RegisterEntry.objects.get()
    here = f"/desk/registers/rows/{row.pk}/"
    assert client.get(f"{here}file/").status_code == 200
    desk("zhang").post(here, {"act": "report", "text": "已联系电工"})
    assert "已联系电工" in text(desk("zhang").get(here))
    desk("zhang").post(here, {"act": "answer", "text": "已换线"})
    back = desk("second").post(here, {"act": "check", "good": "no", "text": "", "due_on": ""})
    assert "退回要写明理由" in text(back)
    desk("second").post(here, {"act": "check", "good": "yes"})
    row.refresh_from_db()
    assert row.follow == "closed"
    desk("keeper").post(here, {"act": "void", "reason": "重复"})
    assert "（作废）" in text(desk("keeper").get("/desk/registers/hazard/"))
    care = {
        "on": today().isoformat(),
        "staff": str(world.li.pk),
        "occasion": "病患",
        "done": "看望",
    }
    desk("manager").post("/desk/registers/care/new/", care)
    secret = RegisterEntry.objects.get(kind="care")
    for name in ("keeper", "li", "head"):
        assert desk(name).get(f"/desk/registers/rows/{secret.pk}/").status_code == 404
        assert desk(name).get("/desk/registers/care/").status_code == 404
    assert "看望" in text(desk("manager").get(f"/desk/registers/rows/{secret.pk}/"))
    overview = text(desk("zhang").get("/desk/registers/"))
    assert "安全隐患" in overview
    assert "人文关怀" not in overview


def test_the_way_onto_a_post_over_the_pages(world, desk):
    page = text(desk("head").get("/desk/window-staff/"))
    assert "在窗口却没有准入记录" in page
    form = {
        "staff": str(world.li.pk), "window": str(world.window.pk), "education": "本科",
        "born_on": "1970-01-01", "regular": "on", "computer": "on", "business": "on",
    }  # fmt: skip
    desk("head").post("/desk/window-staff/new/", form)
    row = Candidate.objects.get()
    here = f"/desk/window-staff/{row.pk}/"
    assert "不符合" in text(desk("manager").get(here))
    refused = desk("manager").post(here, {"fit": "yes", "opinion": "好"})
    assert "例外同意要写明理由" in text(refused)
    assert "好" in text(refused)
    desk("manager").post(here, {"fit": "yes", "opinion": "好", "exception": "急需"})
    untrained = desk("keeper").post(here, {})
    assert "参加岗前培训并且合格" in text(untrained)
    course = {
        "kind": "pre_post", "title": "上岗培训", "subjects": ["普通话", "服务礼仪"],
        "held_on": today().isoformat(), "hours": "8", "place": "三楼", "teacher": "某",
        "passed": "1002，1001", "failed": "8888", "away": "1001",
    }  # fmt: skip
    wrong = text(desk("keeper").post("/desk/window-staff/training/new/", course))
    assert "没有工号 8888" in wrong
    assert "工号 1001 写了两次" in wrong
    desk("keeper").post("/desk/window-staff/training/new/", course | {"failed": "", "away": ""})
    assert Course.objects.get().rows.count() == 2
    desk("keeper").post(here, {})
    desk("keeper").post(here, {"on": today().isoformat()})
    desk("manager").post(
        here, {"kind": "transfer", "on": today().isoformat(), "reason": "调回原单位"}
    )
    row.refresh_from_db()
    assert row.state == "exited"
    assert "上岗培训" in text(desk("zhang").get("/desk/window-staff/training/"))


def test_examination_cards_and_the_public_column(world, desk):
    exam = {
        "title": "2026年业务考试", "held_on": today().isoformat(), "full": "100", "least": "60",
        "marks": "1001 95\n9999 1",
    }  # fmt: skip
    wrong = desk("keeper").post("/desk/window-staff/exams/new/", exam)
    assert "第 2 行没有工号 9999" in text(wrong)
    desk("keeper").post("/desk/window-staff/exams/new/", exam | {"marks": "1001 95"})
    here = f"/desk/window-staff/exams/{Exam.objects.get().pk}/"
    assert "登记奖励" in text(desk("manager").get(here))
    desk("manager").post(here)
    assert RegisterEntry.objects.filter(kind="reward", staff=world.zhang).count() == 1
    assert "您的成绩 95.0" in text(desk("zhang").get("/desk/window-staff/training/"))
    card = {"staff": str(world.zhang.pk), "number": "GZ-1", "plate": "T-1", "phone": "0826-1"}
    desk("keeper").post("/desk/window-staff/cards/new/", card)
    assert "GZ-1" in text(desk("keeper").get("/desk/window-staff/cards/"))
    found = text(Client().get("/window-staff/"))
    assert "GZ-1" in found
    assert "0826-1" in found
    assert "没有找到" in text(Client().get("/window-staff/?q=没有"))
    desk("keeper").post(f"/desk/window-staff/cards/{WorkCard.objects.get().pk}/end/")
    assert "GZ-1" not in text(Client().get("/window-staff/"))


def test_a_citizen_books_a_reception_day(world, desk):
    line = actions.Line(
        "reception_day", today() + timedelta(days=3),
        {"leader": "区长", "hours": "9:00—11:30", "place": "接待室", "seats": "1"},
    )  # fmt: skip
    day = actions.write_register(line, by=world.actors["manager"], at=now())
    assert "还剩" in text(Client().get("/reception/"))
    client = desk("citizen")
    here = f"/reception/{day.pk}/"
    assert client.post(here, {"visitor": "", "phone": "1", "topic": "x"}).status_code == 422
    client.post(here, {"visitor": "刘建国", "phone": "13900000000", "topic": "门前修路"})
    assert "门前修路" in text(client.get("/reception/"))
    again = client.post(here, {"visitor": "刘建国", "phone": "1", "topic": "x"})
    assert "预约已满" in text(again)
    row = RegisterEntry.objects.get(kind="reception")
    page = text(desk("manager").get(f"/desk/registers/rows/{day.pk}/"))
    assert "刘建国" in page
    assert "刘建国" not in text(desk("zhang").get(f"/desk/registers/rows/{day.pk}/"))
    desk("manager").post(f"/desk/registers/rows/{row.pk}/", {"act": "answer", "text": "六月开工"})
    assert "六月开工" in text(desk("citizen").get("/reception/"))
