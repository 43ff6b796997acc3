"""Refusals, malformed requests and failures end in a page in plain Chinese."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = [pytest.mark.urls("zhengwu.web.tests.urls"), pytest.mark.django_db]


def test_a_refusal_becomes_a_page_with_its_message_and_article(client: Client) -> None:
    answer = client.get("/refuse/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "不予许可前，须先送达告知书 2026-0183。" in text
    assert "《行政许可法》第三十六条" in text


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
    body = b'{"a": "\\\\u0000"}'
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
