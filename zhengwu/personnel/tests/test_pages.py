"""Pages of attendance over HTTP: who sees what, what a wrong input is answered."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from zhengwu.identity import middleware
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import SHANGHAI
from zhengwu.personnel import actions
from zhengwu.personnel.models import AttendanceDay, Correction, DeviceFile, Shift, Swipe

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 3, 20, 9, tzinfo=SHANGHAI)
MONDAY = date(2026, 3, 9)
DAY = (
    "工号,姓名,考勤机,打卡时间\n1001,张一,ZK01,2026-03-09 09:10:00\n"
    "1001,张一,ZK01,2026-03-09 17:31:00\n8888,路人,ZK01,2026-03-09 09:00:00\n"
)


@pytest.fixture
def desk(world, monkeypatch):
    def sign_in(name: str) -> Client:
        monkeypatch.setattr(middleware, "_actor", lambda request, at: world.actors[name])
        return Client()

    return sign_in


def text(response) -> str:
    return response.content.decode()


def judged(world) -> AttendanceDay:
    row = actions.import_file(
        DAY.encode(), name="x.csv", hall=world.hall, first=MONDAY, last=MONDAY,
        by=world.actors["keeper"], at=LATER,
    )  # fmt: skip
    actions.apply_file(row, seen=True, by=world.actors["keeper"], at=LATER)
    actions.judge_day(MONDAY, by=SYSTEM, at=LATER)
    return AttendanceDay.objects.get(staff=world.zhang, day=MONDAY)


def test_upload_report_confirm_and_download(world, desk):
    client = desk("keeper")
    page = text(client.get("/desk/attendance/files/"))
    assert "ZK01" in page
    wrong = client.post("/desk/attendance/files/", {"hall": "", "first": "x", "last": ""})
    assert wrong.status_code == 422
    assert "请上传考勤文件" in text(wrong)
    upload = {"hall": str(world.hall.pk), "first": "2026-03-01", "last": "2026-03-31"}
    broken = SimpleUploadedFile("a.csv", "姓名,时刻\n张一,早上\n".encode("gb18030"))
    answer = client.post("/desk/attendance/files/", {**upload, "file": broken})
    assert "表头缺少：工号、打卡时间" in text(answer)
    picture = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no book")
    assert client.post("/desk/attendance/files/", {**upload, "file": picture}).status_code == 422
    good = SimpleUploadedFile("九日.csv", DAY.encode("gb18030"))
    answer = client.post("/desk/attendance/files/", {**upload, "file": good}, follow=True)
    assert "查无此人" in text(answer)
    assert "导入 2 次打卡" in text(answer)
    row = DeviceFile.objects.get()
    here = f"/desk/attendance/files/{row.pk}/"
    refused = client.post(here, {"act": "apply", "note": "保留我"})
    assert refused.status_code == 422
    assert "请看过不导入的行" in text(refused)
    assert "保留我" in text(refused)
    sheet = client.get(f"{here}report.xlsx")
    content = io.BytesIO(b"".join(sheet.streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert rows[3][5:7] == ["查无此人", "没有这个工号或者考勤号"]
    client.post(here, {"act": "apply", "seen": "yes"})
    assert Swipe.objects.count() == 2


def test_month_sheet_on_the_page_and_as_xlsx(world, desk):
    judged(world)
    found = text(desk("manager").get("/desk/attendance/?month=2026-03"))
    assert "张一" in found
    assert "厅管一" in found
    own_unit = text(desk("head").get("/desk/attendance/?month=2026-03"))
    assert "张一" in own_unit
    assert "厅管一" not in own_unit
    assert desk("zhang").get("/desk/attendance/").status_code == 404
    sheet = desk("manager").get("/desk/attendance/?month=2026-03&export=xlsx")
    content = io.BytesIO(b"".join(sheet.streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "2026年3月窗口人员考勤表"
    line = next(row for row in rows if row[1] == "张一")
    assert line[3 + 8] == "迟"
    assert line[3] == "休"
    assert "还没有判定" in text(desk("manager").get("/desk/attendance/?month=2020-01"))


def test_objection_from_ones_own_day_and_decision_by_another(world, desk):
    row = judged(world)
    here = f"/desk/attendance/days/{row.pk}/"
    page = text(desk("zhang").get(here))
    assert "迟到 10 分钟" in page
    assert "提出异议" in page
    assert desk("li").get(here).status_code == 404
    empty = desk("zhang").post(here, {"wanted": "present", "reason": ""})
    assert empty.status_code == 422
    desk("zhang").post(here, {"wanted": "present", "reason": "排队打卡，有监控"})
    asked = Correction.objects.get()
    assert asked.by_person
    assert "张一" in text(desk("keeper").get("/desk/attendance/waiting/"))
    decide = f"/desk/attendance/corrections/{asked.pk}/"
    refused = desk("keeper").post(decide, {"agreed": "no", "answer": ""})
    assert "不同意要写明理由" in text(refused)
    desk("keeper").post(decide, {"agreed": "yes", "answer": ""})
    row.refresh_from_db()
    assert row.state == "present"
    assert "已更正" in text(desk("zhang").get("/desk/attendance/mine/?month=2026-03"))


def test_ones_own_page_signs_in_once(world, desk):
    client = desk("zhang")
    assert "今天还没有打卡" in text(client.get("/desk/attendance/mine/"))
    client.post("/desk/attendance/mine/sign/")
    client.post("/desk/attendance/mine/sign/")
    assert Swipe.objects.filter(staff=world.zhang, source="desk").count() == 1
    assert "您今天没有大厅岗位" in text(desk("stranger").get("/desk/attendance/mine/"))


def test_trips_hours_devices_and_outages(world, desk):
    trip = {
        "staff": str(world.zhang.pk), "kind": "town", "starts_at": "2026-03-09T08:00",
        "ends_at": "2026-03-09T07:00", "place": "官盛镇", "reason": "代办",
    }  # fmt: skip
    wrong = desk("zhang").post("/desk/attendance/trips/new/", trip)
    assert "结束要在开始之后" in text(wrong)
    desk("zhang").post("/desk/attendance/trips/new/", trip | {"ends_at": "2026-03-09T18:00"})
    row = world.zhang.assignments.get()
    page = desk("head").get(f"/desk/attendance/trips/{row.pk}/")
    assert "提交审核意见" in text(page)
    desk("head").post(f"/desk/attendance/trips/{row.pk}/", {"agreed": "yes"})
    row.refresh_from_db()
    assert row.state == "agreed"
    hours = {
        "name": "夏令", "valid_from": "2026-05-01", "parts": "8:30-12:00\n14：30—18:00",
        "mode": "parts", "grace_late": "5", "grace_early": "0", "absent_after": "60",
        "source": "通知", "reason": "夏季", "kinds": ["hall_window"],
    }  # fmt: skip
    assert "每段要先后排列" in text(
        desk("manager").post("/desk/attendance/hours/new/", hours | {"parts": "12:00-8:30"})
    )
    desk("manager").post("/desk/attendance/hours/new/", hours)
    assert Shift.objects.get(name="夏令").parts == [["08:30", "12:00"], ["14:30", "18:00"]]
    assert "待本地确认" in text(desk("zhang").get("/desk/attendance/hours/"))
    client = desk("keeper")
    client.post(
        "/desk/attendance/devices/new/",
        {"code": "ZK02", "name": "二楼", "hall": str(world.hall.pk)},
    )
    client.post(
        "/desk/attendance/devices/numbers/new/",
        {"staff": str(world.li.pk), "source": "card", "number": "C1"},
    )
    assert "C1" in text(client.get("/desk/attendance/devices/"))
    card = {"device": str(world.device.pk), "number": "C2"}
    assert "没有登记这个卡号" in text(client.post("/desk/attendance/devices/card/", card))
    client.post("/desk/attendance/devices/card/", card | {"number": "C1"})
    assert Swipe.objects.get(staff=world.li).source == "card"
    number = world.li.enrolments.get()
    client.post(f"/desk/attendance/devices/numbers/{number.pk}/end/")
    outage = {
        "hall": str(world.hall.pk), "starts_at": "2026-03-09T08:00", "ends_at": "2026-03-09T09:30",
        "reason": "停电",
    }  # fmt: skip
    client.post("/desk/attendance/outages/new/", outage)
    assert "停电" in text(client.get("/desk/attendance/devices/"))
