"""Pages of the flows: who sees them, what a foreign diagram is told, publishing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhengwu.flow import actions
from zhengwu.flow.models import Version
from zhengwu.flow.queries import shipped
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.org.tests.web.acting import acting

from ..factories import AT, diagram, line, person, start_end, user

pytestmark = pytest.mark.django_db

EDITOR = person("editor", "catalogue_editor")
CLERK = person("clerk", "window_clerk")


def get(who: Actor, path: str) -> tuple[int, str]:
    with acting(who):
        answer = Client().get(path)
    return answer.status_code, answer.content.decode()


def post(xml: bytes, what: str, who: Actor = EDITOR, **more: str) -> tuple[int, str]:
    file = SimpleUploadedFile("flow.bpmn", xml)
    data = {"code": "mine", "name": "", "unit": "working_day", "file": file, "what": what} | more
    with acting(who):
        answer = Client().post("/desk/flows/new/", data)
    return answer.status_code, answer.content.decode()


def test_list_flow_and_version_pages() -> None:
    version = actions.publish("standard", shipped()["standard"], by=SYSTEM, at=AT)
    for path, word in (
        ("/desk/flows/", "承诺件（一审一核）"),
        ("/desk/flows/standard/", "已发布的版本不再改动"),
        (f"/desk/flows/versions/{version.pk}/", "检查通过"),
    ):
        status, text = get(CLERK, path)
        assert status == 200
        assert word in text
    assert "上传流程图" not in get(CLERK, "/desk/flows/")[1]
    assert "上传流程图" in get(EDITOR, "/desk/flows/")[1]


def test_only_editors_and_managers_may_publish() -> None:
    assert get(CLERK, "/desk/flows/new/")[0] in (403, 404)
    assert post(shipped()["standard"], "publish", CLERK)[0] in (403, 404)
    assert Version.objects.count() == 0


def test_a_foreign_diagram_is_told_each_element() -> None:
    xml = diagram(*start_end(), '<scriptTask id="q1" name="x"/>', *line("s", "q1", "e")).encode()
    status, text = post(xml, "publish")
    assert status == 422
    assert "不能发布" in text
    assert "scriptTask" in text
    assert "q1" in text
    assert "不得执行代码" in text
    assert Version.objects.count() == 0


def test_check_then_publish() -> None:
    xml = diagram(*start_end(), user("a"), *line("s", "a", "e")).encode()
    status, text = post(xml, "check")
    assert (status, Version.objects.count()) == (200, 0)
    assert "可以发布" in text
    assert post(xml, "publish", amount="2")[0] == 422
    assert post(xml, "publish", amount="3")[0] == 302
    assert Version.objects.get().published_by == "editor"


def test_what_is_no_xml_names_the_line() -> None:
    status, text = post(b"<a>\n<b>", "check")
    assert status == 422
    assert "不是完整的 XML 文件" in text
