"""The register's pages: one camera, a sheet tried and taken over, a stream, a still."""

from __future__ import annotations

import io
from http import HTTPStatus

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.files.models import StoredFile
from zhengwu.jobs.actions import run_all
from zhengwu.jobs.models import Job
from zhengwu.journal.models import Entry
from zhengwu.org.models import Window
from zhengwu.supervision.models import Camera, CameraSheet, Still
from zhengwu.supervision.tests.test_cards import county  # noqa: F401
from zhengwu.supervision.tests.test_stills import dealt, put_up
from zhengwu.supervision.tests.web.test_staff import get, post

pytestmark = pytest.mark.django_db
HOME = "/desk/supervision/cameras/"
HEAD = ["编号", "位置", "窗口编号", "视频流地址", "抓图地址", "状态", "提示标识", "留存画面的依据"]


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    settings.CAMERA_NETWORKS = ["10.20.0.0/16"]
    settings.DEMO = True


def sheet(*rows, head=HEAD):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        for line, row in enumerate([head, *rows]):
            for column, text in enumerate(row):
                page.write_string(line, column, text)
    return SimpleUploadedFile("监控点.xlsx", stream.getvalue())


def test_a_camera_is_registered_and_its_password_never_shown(county):  # noqa: F811
    page = get(county.supervisor, HOME).content.decode()
    assert "《个人信息保护法》第二十六条" in page
    assert "10.20.0.0/16" in page
    told = {"code": "QX-01", "place": "一楼", "state": "working", "kind": "http",
            "stream": "rtsp://10.20.1.5/1", "snapshot": "http://10.20.1.5/p", "user": "admin",
            "password": "geheim77", "notice_posted": "on", "ground": "（测试）"}  # fmt: skip
    wrong = post(county.supervisor, f"{HOME}new/", **told | {"snapshot": "http://8.8.8.8/p"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "不在允许的网段内" in wrong.content.decode()
    assert "geheim77" not in wrong.content.decode()
    assert post(county.supervisor, f"{HOME}new/", **told).status_code == HTTPStatus.FOUND
    again = post(county.supervisor, f"{HOME}new/", **told)
    assert "已经登记过" in again.content.decode()
    one = get(county.supervisor, f"{HOME}QX-01/").content.decode()
    assert "已登记抓图用的用户名和密码" in one
    assert "geheim77" not in one
    assert "rtsp://10.20.1.5/1" in one
    assert get(county.clerk, HOME).status_code == HTTPStatus.NOT_FOUND
    stream = post(county.supervisor, f"{HOME}QX-01/stream/")
    assert "rtsp://10.20.1.5/1" in stream.content.decode()
    assert Entry.objects.filter(code="supervision.camera.viewed").count() == 1


def test_a_sheet_is_tried_and_taken_over_whole_or_not(county):  # noqa: F811
    window = Window.objects.order_by("code").first()
    bad = sheet(
        ["Q1", "门口", "", "", "", "", "", ""],
        ["Q1", "又一个", "", "", "", "", "", ""],
        ["Q2", "", "没有的窗口", "", "", "坏了", "也许", ""],
        ["Q3", "外网", "", "", "http://8.8.8.8/p", "", "", ""],
    )
    shown = post(county.supervisor, f"{HOME}import/", file=bad)
    report = get(county.supervisor, shown.url).content.decode()
    for why in ("编号与第 2 行相同", "没有填写位置", "没有编号为", "状态要填", "不在允许的网段内"):
        assert why in report
    post(county.supervisor, shown.url)
    assert not Camera.objects.exists()
    good = sheet(
        ["Q1", "门口", "", "rtsp://10.20.0.1/1", "", "正常", "是", ""],
        ["Q2", "1 号柜台", window.code, "", "http://10.20.0.2/p", "", "是", "（测试）依据"],
    )
    shown = post(county.supervisor, f"{HOME}import/", file=good)
    assert not Camera.objects.exists()
    post(county.supervisor, shown.url)
    post(county.supervisor, shown.url)  # once
    assert dict(Camera.objects.values_list("code", "window__code")) == {
        "Q1": None,
        "Q2": window.code,
    }
    assert Camera.objects.get(code="Q2").takes_stills
    assert Entry.objects.filter(code="supervision.camera.changed").count() == 2
    blank = get(county.supervisor, f"{HOME}import/template/").content
    shown = post(county.supervisor, f"{HOME}import/",
                 file=SimpleUploadedFile("again.xlsx", blank))  # fmt: skip
    newest = CameraSheet.objects.first()
    assert newest.report["counts"] == {"new": 0, "changed": 0, "same": 2, "faulty": 0}
    for wrong in (sheet(head=["编号"]), SimpleUploadedFile("x.xlsx", b"<html>")):
        refused = post(county.supervisor, f"{HOME}import/", file=wrong)
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.req("ESV-07")
def test_the_room_shows_every_window_and_the_still_to_who_judges(county):  # noqa: F811
    put_up(county, "", kind="demonstration", stream="rtsp://10.20.0.9/1")
    card = dealt(county)
    before = get(county.supervisor, "/desk/monitor/now/")
    same = get(county.supervisor, "/desk/monitor/now/", if_none_match=before["ETag"])
    assert same.status_code == HTTPStatus.NOT_MODIFIED
    run_all()
    after = get(county.supervisor, "/desk/monitor/now/", if_none_match=before["ETag"])
    page = after.content.decode()
    still = Still.objects.get()
    address = f"/desk/supervision/stills/{still.pk}/"
    assert address in page
    assert "没办结的牌 1 张" in page
    for window in Window.objects.filter(hall=still.camera.window.hall, closed_on=None):
        assert window.name in page
    picture = get(county.supervisor, address)
    assert picture["Content-Type"] == "image/png"
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")
    for actor in (county.manager, county.clerk):
        assert get(actor, address).status_code == HTTPStatus.NOT_FOUND
    assert address not in get(county.manager, "/desk/monitor/").content.decode()
    shown = f"/desk/supervision/cards/{card.matter.number}/"
    assert address in get(county.supervisor, shown).content.decode()
    theirs = get(county.clerk, shown).content.decode()
    assert address not in theirs
    assert "只有审议的人可以看" in theirs
    assert still.camera.code in get(county.supervisor, "/desk/monitor/wall/").content.decode()


def test_an_address_is_tried_in_a_job_and_the_picture_is_not_kept(county):  # noqa: F811
    put_up(county, "", code="Q1", kind="demonstration", ground="")
    refused = post(county.supervisor, f"{HOME}Q1/try/")
    assert refused.url == f"{HOME}Q1/"
    assert not Job.objects.filter(kind="supervision.try_camera").exists()
    assert "第二十六条" in get(county.supervisor, f"{HOME}Q1/").content.decode()
    put_up(county, "", code="Q1", kind="demonstration")
    assert "试取一张" in get(county.supervisor, f"{HOME}Q1/").content.decode()
    shown = post(county.supervisor, f"{HOME}Q1/try/")
    run_all()
    assert "取到了画面：宽 640、高 360 像素" in get(county.supervisor, shown.url).content.decode()
    put_up(county, "http://10.20.0.1:9/p", code="Q2")
    camera = Camera.objects.get(code="Q2")
    Camera.objects.filter(pk=camera.pk).update(snapshot="http://8.8.8.8/p")
    shown = post(county.supervisor, f"{HOME}Q2/try/")
    run_all()
    told = get(county.supervisor, shown.url).content.decode()
    assert "没有取到：监控点的地址不在允许的网段内" in told
    assert not Still.objects.exists()
    assert not StoredFile.objects.filter(purpose="still").exists()
    assert post(county.clerk, f"{HOME}Q2/try/").status_code == HTTPStatus.NOT_FOUND
