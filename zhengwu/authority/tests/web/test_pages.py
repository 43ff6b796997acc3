"""Pages of the register of letters."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from zhengwu.authority.models import Letter
from zhengwu.files.actions import keep, receive
from zhengwu.files.models import StoredFile
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day, now
from zhengwu.org.actions import set_admission
from zhengwu.org.enums import AdmissionState
from zhengwu.org.tests.factories import BY, START, actor_for, county
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"authority_staff:{name}", args=args)


def get(who: Any, address: str, /) -> Any:
    with acting(actor_for(who, local_day(now()))):
        return Client().get(address)


def post(who: Any, address: str, /, **data: Any) -> Any:
    with acting(actor_for(who, local_day(now()))):
        return Client().post(address, data)


def data(c: Any, **more: Any) -> dict[str, Any]:
    today = local_day(now())
    return {
        "organ": "WJJ",
        "holder": c.zhang.pk,
        "role": "A",
        "verbs": ["accept", "decide"],
        "items": "X-1\nX-2",
        "valid_from": today.isoformat(),
        "valid_to": (today + 30 * ONE).isoformat(),
        "number": "卫委 1 号",
        "signed_by": c.head.pk,
        "signed_on": today.isoformat(),
        **more,
    }


def test_a_letter_is_signed_shown_renewed_and_revoked() -> None:
    c = county()
    answer = post(c.head, url("letter_new"), **data(c))
    letter = Letter.objects.get()
    assert answer["Location"] == url("letter", letter.pk)
    page = get(c.stranger, url("letter", letter.pk)).content.decode()
    assert "X-2" in page
    assert "续签" not in page
    assert get(c.head, url("letter_renew", letter.pk)).status_code == 200
    following = {"signed_by": c.head.pk, "signed_on": data(c)["signed_on"], "number": "卫委 2 号"}
    first = letter.valid_to + ONE
    post(
        c.head,
        url("letter_renew", letter.pk),
        **following,
        valid_from=first.isoformat(),
        valid_to=(first + 99 * ONE).isoformat(),
    )
    assert Letter.objects.get(renews=letter).items.count() == 2
    today = local_day(now()).isoformat()
    assert post(c.head, url("letter_revoke", letter.pk), on=today, reason="").status_code == 422
    post(c.head, url("letter_revoke", letter.pk), on=today, reason="离任")
    assert Letter.objects.get(pk=letter.pk).revoke_reason == "离任"
    assert "已撤销" in get(c.zhang, url("letter", letter.pk)).content.decode()


def test_refusals_stand_in_the_form_and_nothing_typed_is_lost() -> None:
    c = county()
    for more, words in (
        ({"whole_organ": "on"}, "二者取一"),
        ({"items": "<script>alert(1)</script>"}, "不是事项编码"),
        ({"signed_by": c.manager.pk, "by": "x"}, "没有办理此操作的权限"),
        ({"holder": c.head.pk}, "任何人不得给自己签署"),
        ({"verbs": []}, "请至少选择一项权限"),
        ({"valid_to": "2020-01-01"}, "不能早于有效期起"),
    ):
        answer = post(c.head, url("letter_new"), **data(c, **more))
        text = answer.content.decode()
        assert answer.status_code in (403, 409, 422), words
        assert words in text
        assert "卫委 1 号" in text
        assert "<script>alert" not in text
    assert not Letter.objects.exists()


def test_who_may_not_keep_the_register_finds_no_form() -> None:
    c = county()
    for who in (c.zhang, c.admin, c.auditor, c.security):
        assert get(who, url("letter_new")).status_code == 404


def test_lists_warnings_and_board_open_for_staff_only() -> None:
    c = county()
    set_admission(c.health, state=AdmissionState.ADMITTED, on=START, **BY)
    board = get(c.stranger, url("board")).content.decode()
    assert "只受理不审批" in board
    assert "没有人持有该单位有效的授权委托书" in board
    post(c.head, url("letter_new"), **data(c))
    assert "窗口有权决定" in get(c.stranger, url("board")).content.decode()
    warnings = get(c.head, url("warnings")).content.decode()
    assert "卫委 1 号" in warnings
    assert "缺B角" in warnings
    for query, seen in (("", True), ("?state=in_force", True), ("?state=expired", False)):
        page = get(c.stranger, url("letters") + query).content.decode()
        assert ("卫委 1 号" in page) is seen
    export = get(c.stranger, url("letters") + "?export=xlsx")
    assert b"".join(export.streaming_content)[:2] == b"PK"
    for name in ("letters", "warnings", "board"):
        assert Client().get(url(name)).status_code == 302


def test_the_scan_comes_with_the_letter_or_later_and_is_never_exchanged(tmp_path, settings) -> None:
    settings.FILES_DIR = tmp_path
    c = county()
    scan = SimpleUploadedFile("委托书.pdf", pdf_bytes())
    post(c.head, url("letter_new"), **data(c, scan=scan))
    letter = Letter.objects.select_related("scan").get()
    assert letter.scan is not None
    assert letter.scan.name == "委托书.pdf"
    page = get(c.stranger, url("letter", letter.pk)).content.decode()
    assert url("letter_scan", letter.pk) in page
    answer = get(c.stranger, url("letter_scan", letter.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    again = {"scan": SimpleUploadedFile("另一份.pdf", pdf_bytes(words="x"))}
    refused = post(c.head, url("letter_scan_new", letter.pk), **again)
    assert "不能更换" in refused.content.decode()
    other = keep(receive(BytesIO(pdf_bytes(words="y")), name="y.pdf"), **BY)
    with pytest.raises(Error), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(scan=other)


def test_a_scan_is_added_later_and_what_is_no_scan_is_said_beside_the_field(
    tmp_path, settings
) -> None:
    settings.FILES_DIR = tmp_path
    c = county()
    post(c.head, url("letter_new"), **data(c))
    letter = Letter.objects.get()
    assert "补传扫描件" in get(c.head, url("letter", letter.pk)).content.decode()
    assert get(c.stranger, url("letter_scan", letter.pk)).status_code == 404
    wrong = post(c.head, url("letter_scan_new", letter.pk), scan=SimpleUploadedFile("a.pdf", b"MZ"))
    assert wrong.status_code == 422
    assert not StoredFile.objects.exists(), "what was refused leaves no row"
    post(c.head, url("letter_scan_new", letter.pk), scan=SimpleUploadedFile("a.pdf", pdf_bytes()))
    letter.refresh_from_db()
    assert letter.scan_id
    assert Entry.objects.filter(code="authority.letter.scanned").count() == 1
