"""Refusals, malformed requests and failures end in a page in plain Chinese."""

from __future__ import annotations

import errno
import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client

from zhengwu.kernel.actors import ANONYMOUS
from zhengwu.kernel.errors import Collided, Outdated
from zhengwu.web.errors import no_room, refusal

pytestmark = [pytest.mark.urls("zhengwu.web.tests.urls"), pytest.mark.django_db]


def test_a_refusal_becomes_a_page_with_its_message_and_article(client: Client) -> None:
    answer = client.get("/refuse/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "不予许可前，须先送达告知书 2026-0183。" in text
    assert "《行政许可法》第三十六条" in text


def test_an_acts_address_opened_by_hand_leads_back_to_its_page(client: Client) -> None:
    answer = client.get("/open/act/")
    text = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "这个地址不能直接打开" in text
    assert 'href="/open/"' in text
    for_machines = client.get("/open/act/", headers={"Accept": "application/json"})
    assert json.loads(for_machines.content)["message"].startswith("这是提交内容时用的地址")


def test_for_htmx_a_refusal_is_a_fragment_for_the_messages(client: Client) -> None:
    answer = client.get("/refuse/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#messages"
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_for_machines_a_refusal_is_json(client: Client) -> None:
    answer = client.get("/refuse-input/", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert json.loads(answer.content)["fields"] == {"phone": ["请填写联系电话"]}


def test_invalid_input_is_422_and_names_the_field(client: Client) -> None:
    answer = client.get("/refuse-input/")
    assert answer.status_code == 422
    assert "请填写联系电话" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/open/%00", "/open/?q=%00", "/open/?%00=1", "/open/?q=%ff%fe", "/open/?q=%ed%a0%80"],
)
def test_nul_and_bad_encoding_in_the_address_are_400(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "请求的内容无法识别" in answer.content.decode()


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=%00", FORM),
        (b"a=\0", FORM),
        (b"a=%ff", FORM),
        (b"\xff=1", FORM),
        (b'{"a": "\\u0000"}', "application/json"),
        (b'{"a": "\\\\\\u0000"}', "application/json"),
        (b'{"a": "\\ud800"}', "application/json"),
        (b'{"a": ["\\ud83d\\ude00", {"\\uDC00": 1}]}', "application/json"),
        ('{"a": "\\u0000"}'.encode("utf-16"), "application/json"),
        (b"a=1", f"{FORM}; charset=gbk"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x\0"),
    ],
)
def test_nul_and_bad_encoding_in_the_body_are_400(client: Client, body: bytes, kind: str) -> None:
    assert client.post("/open/", body, content_type=kind).status_code == 400


def test_nul_in_a_field_or_file_name_of_an_upload_is_400(client: Client) -> None:
    assert client.post("/open/", {"a": "x\0y"}).status_code == 400
    assert client.post("/open/", {"a": "ok"}).status_code == 200
    hidden = SimpleUploadedFile("a\0.pdf", b"x")
    assert client.post("/open/", {"f": hidden}).status_code in {200, 400}


def test_an_escaped_backslash_before_u0000_is_ordinary_text(client: Client) -> None:
    for body in (b'{"a": "\\\\u0000"}', b'{"a": "\\ud83d\\ude00"}', b'{"a": "\\ud800'):
        assert client.post("/open/", body, content_type="application/json").status_code == 200


def test_rare_characters_pass(client: Client) -> None:
    assert client.get("/open/", {"q": "𠮷·古丽"}).status_code == 200
    assert client.post("/open/", {"q": "𠮷·古丽"}).status_code == 200


def test_a_failure_has_a_number_to_tell(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "故障编号" in answer.content.decode()


def test_when_even_the_templates_fail_something_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> str:
        raise RuntimeError("template engine down")

    monkeypatch.setattr("zhengwu.web.errors.render_to_string", fails)
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "系统出了问题" in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/act/", {"name": "x"})
    assert answer.status_code == 403
    assert "刷新后再提交" in answer.content.decode()


def test_pages_carry_no_inline_script_or_style(client: Client, settings: Any) -> None:
    settings.DEMO = True
    for address in ("/style/", "/style/list/", "/style/citizen/", "/style/wall/", "/refuse/"):
        text = client.get(address).content.decode()
        assert ' style="' not in text
        assert "<style" not in text
        assert " onclick" not in text
        assert "<script>" not in text
        assert "<c-" not in text


def test_the_accessibility_page_is_open_to_all(client: Client) -> None:
    assert "长者版" in client.get("/accessibility/").content.decode()


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_the_elder_switch_never_leads_away(client: Client, next_: str) -> None:
    assert client.get("/elder/", {"on": "1", "next": next_})["Location"] == "/"


def test_the_elder_mode_stays_until_switched_off(client: Client, settings: Any) -> None:
    settings.DEMO = True
    assert client.get("/elder/", {"on": "1", "next": "/style/"})["Location"] == "/style/"
    assert 'class="elder"' in client.get("/style/").content.decode()
    client.get("/elder/", {"on": "0", "next": "/style/"})
    assert 'class="elder"' not in client.get("/style/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_under_the_database_keeps_what_was_typed_and_what_was_kept(
    client: Client,
) -> None:
    """SQLite really answers “database or disk is full”; afterwards the same press goes through."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is told of by its number, below")
    client.raise_request_exception = False
    assert client.post("/hoard/", {"name": "a"}).content == b"kept"
    before = Session.objects.count()
    typed = {"name": "𠮷祥·古丽", "note": "<b>两行\n文字</b>", "password": ""}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
        try:
            answer = client.post("/hoard/", {k: v for k, v in typed.items() if k != "password"})
            secret = client.post("/hoard/", typed)
            machine = client.post("/hoard/", typed, headers={"accept": "application/json"})
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    page = answer.content.decode()
    assert answer.status_code == 507
    assert "服务器存储空间不足" in page
    assert "再提交一次" in page
    assert 'value="𠮷祥·古丽"' in page
    assert "&lt;b&gt;两行" in page
    assert secret.status_code == 507
    assert "𠮷祥·古丽" not in secret.content.decode(), "a form with a password is not repeated"
    assert (machine.status_code, "存储空间" in machine.json()["message"]) == (507, True)
    assert Session.objects.count() == before, "nothing half written, nothing lost"
    assert client.post("/hoard/", {"name": "𠮷"}).content == b"kept"


def test_a_collision_keeps_what_was_typed(client: Client, rf: Any) -> None:
    request = rf.post("/act/", {"opinion": "材料齐全", "csrfmiddlewaretoken": "x"})
    request.actor = ANONYMOUS
    assert request.POST["opinion"] == "材料齐全"
    answer = refusal(request, Collided())
    page = answer.content.decode()
    assert answer.status_code == 503
    for word in ("正好有人在办理同一件事", "材料齐全", "再提交一次"):
        assert word in page
    assert "再提交一次" not in refusal(request, Outdated()).content.decode()


def test_no_room_is_recognised_however_it_is_wrapped() -> None:
    wrapped = RuntimeError("while saving")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert no_room(wrapped)
    pg = DatabaseError("could not extend file")
    pg.__cause__ = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
    assert no_room(pg)
    assert not no_room(DatabaseError("no such table"))
    assert not no_room(None)
