"""Pages of the flows: who sees them, what a foreign diagram is told, publishing."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhengwu.flow import actions
from zhengwu.flow.models import Draft, Instance, Migration, Version
from zhengwu.flow.queries import shipped
from zhengwu.flow.rules import Graph, compile_diagram
from zhengwu.jobs.actions import run_all
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.org.tests.web.acting import acting

from ..factories import (
    AT,
    diagram,
    line,
    load_rules,
    matter,
    person,
    published,
    start_end,
    user,
)

pytestmark = pytest.mark.django_db

EDITOR = person("editor", "catalogue_editor")
CLERK = person("clerk", "window_clerk")
BOTH = person("both", "catalogue_editor", "centre_manager")


def get(who: Actor, path: str) -> tuple[int, str]:
    with acting(who):
        answer = Client().get(path)
    return answer.status_code, answer.content.decode()


def post(xml: bytes, what: str, who: Actor = EDITOR, **more: str) -> tuple[int, str]:
    data: dict[str, Any] = {"code": "mine", "name": "", "unit": "working_day", "what": what} | more
    if xml:
        data["file"] = SimpleUploadedFile("flow.bpmn", xml)
    with acting(who):
        answer = Client().post("/desk/flows/new/", data)
    return answer.status_code, answer.content.decode()


def send(path: str, who: Actor, **data: str) -> tuple[int, str]:
    with acting(who):
        answer = Client().post(path, data)
    return answer.status_code, answer.content.decode()


def compiled(draft: Draft) -> Graph:
    draft.refresh_from_db()
    found = compile_diagram(draft.xml).graph
    assert found is not None
    return found


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
    assert "起草流程" not in get(CLERK, "/desk/flows/")[1]
    assert "起草流程" in get(EDITOR, "/desk/flows/")[1]


def test_only_editors_and_managers_may_publish() -> None:
    assert get(CLERK, "/desk/flows/new/")[0] in (403, 404)
    assert post(shipped()["standard"], "draft", CLERK)[0] in (403, 404)
    assert Version.objects.count() == 0


def test_a_foreign_diagram_is_told_each_element() -> None:
    xml = diagram(*start_end(), '<scriptTask id="q1" name="x"/>', *line("s", "q1", "e")).encode()
    status, text = post(xml, "draft")
    assert status == 422
    assert "不能发布" in text
    assert "scriptTask" in text
    assert "q1" in text
    assert "不得执行代码" in text
    assert Version.objects.count() == 0


def test_check_then_draft_submit_and_approval_by_another() -> None:
    xml = diagram(*start_end(), user("a"), *line("s", "a", "e")).encode()
    status, text = post(xml, "check")
    assert (status, Draft.objects.count()) == (200, 0)
    assert "检查通过" in text
    assert post(xml, "draft")[0] == 302
    draft = Draft.objects.get()
    page = f"/desk/flows/drafts/{draft.pk}/"
    assert "与现行版本的差别" in get(CLERK, page)[1]
    assert send(f"{page}act/", EDITOR, verb="submit", reason="")[0] == 422
    assert send(f"{page}act/", EDITOR, verb="submit", reason="新流程")[0] == 302
    assert send(f"{page}act/", EDITOR, verb="approve")[0] == 403
    assert send(f"{page}act/", BOTH, verb="return", opinion="")[0] == 422
    assert send(f"{page}act/", BOTH, verb="approve")[0] == 302
    assert Version.objects.get().published_by == "both"
    assert str(Version.objects.get().pk) in get(CLERK, "/desk/flows/mine/")[1]


def test_who_drew_does_not_approve() -> None:
    assert post(b"", "draft", BOTH)[0] == 302
    page = f"/desk/flows/drafts/{Draft.objects.get().pk}/act/"
    assert send(page, BOTH, verb="submit", reason="x")[0] == 302
    assert send(page, BOTH, verb="approve")[0] == 403
    assert Version.objects.count() == 0


def test_the_list_of_steps_is_edited_by_presses_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    post(b"", "draft")
    draft = Draft.objects.get()
    page = f"/desk/flows/drafts/{draft.pk}/steps/"

    def press(do: str) -> str:
        draft.refresh_from_db()
        assert send(page, EDITOR, do=do, seen=draft.mark)[0] == 302
        return get(EDITOR, page)[1]

    press("add:0:branch")
    press("add:1/0:user")
    text = press("add:1:parallel")
    assert "2.1.1 审查" in text
    assert "没有经过“决定”" in text, "warned of as it is put together"
    press("down:1")
    press("drop:1")
    assert "按条件分支" in press("up:0")
    status, text = send(f"{page}0/", EDITOR, name="", seen=draft.mark)
    assert status == 422
    assert "请填写步骤名称" in text
    draft.refresh_from_db()
    values = {"name": "会签", "duty": "checker", "days": "2", "unit": "working_day",
              "opinion": "required", "outcomes": "同意\n不同意", "persons": "1",
              "organs": ["A", "B"], "rule": "any", "seen": draft.mark}  # fmt: skip
    monkeypatch.setattr("zhengwu.flow.web.staff.views.steps.organs_by_name",
                        lambda: {"A": "甲局", "B": "乙局"})  # fmt: skip
    assert "甲局" in get(EDITOR, f"{page}0/")[1]
    assert send(f"{page}0/", EDITOR, **values)[0] == 302
    node = next(iter(n for n in compiled(draft).nodes.values() if n.name == "会签"))
    assert (node.organs, node.completion, node.duty) == (("A", "B"), "any", "checker")
    assert [word for _, word in node.choices] == ["同意", "不同意"]
    press("add:0:branch")
    fork = get(EDITOR, f"{page}1/")[1]
    assert "“会签”的结果是“同意”" in fork
    draft.refresh_from_db()
    chosen = next(text for text in re.findall(r"value=\"([^\"]+outcome[^\"]+)\"", fork))
    there = {"name": "同意吗", "when_0": unescape(chosen), "seen": draft.mark}
    assert send(f"{page}1/", EDITOR, name="x", seen=draft.mark)[0] == 422, "no condition chosen"
    assert send(f"{page}1/", EDITOR, **there)[0] == 302
    assert unescape(chosen) in [one.condition for one in compiled(draft).edges]


def test_an_old_page_overwrites_nothing() -> None:
    post(b"", "draft")
    draft = Draft.objects.get()
    page = f"/desk/flows/drafts/{draft.pk}/steps/"
    old = draft.mark
    send(page, EDITOR, do="add:0:user", seen=old)
    draft.refresh_from_db()
    kept = draft.xml
    send(page, EDITOR, do="drop:0", seen=old)
    draft.refresh_from_db()
    assert draft.xml == kept


def test_the_check_while_drawing_names_faults_and_the_try_out_writes_nothing() -> None:
    post(b"", "draft")
    draft = Draft.objects.get()
    page = f"/desk/flows/drafts/{draft.pk}/"
    faulty = diagram(*start_end(), user("a"), user("b"), *line("s", "a", "e"))
    found = json.loads(send(f"{page}check/", EDITOR, xml=faulty)[1])["findings"]
    assert any(one["id"] == "b" and "走不到" in one["text"] for one in found)
    text = get(CLERK, f"{page}try/")[1]
    assert "现在该办" in text
    assert "流程结束" in get(CLERK, f"{page}try/?a=step_1=pass")[1]
    assert Instance.objects.count() == 0
    assert get(EDITOR, f"{page}draw/")[0] == 200


def test_a_flow_with_an_end_nobody_reaches_is_refused_and_the_end_is_named() -> None:
    xml = diagram(*start_end(), user("a"), '<endEvent id="z" name="另行结束"/>',
                  *line("s", "a", "e")).encode()  # fmt: skip
    assert post(xml, "draft")[0] == 302
    page = f"/desk/flows/drafts/{Draft.objects.get().pk}/"
    assert "结束“另行结束”：从开始事件走不到这里" in get(EDITOR, page)[1]
    status, text = send(f"{page}act/", EDITOR, verb="submit", reason="x")
    assert (status, "另行结束" in text) == (422, True)
    assert Draft.objects.get().state == "draft"


def test_migration_pages_from_choice_to_the_way_back() -> None:
    load_rules()
    old = diagram(*start_end(), user("a", "初审"), user("b"), *line("s", "a", "b", "e"))
    new = diagram(*start_end(), user("c", "预审"), user("b"), *line("s", "c", "b", "e"))
    first, second = published(old, "mine"), published(new, "mine")
    run = actions.start(matter(), first, facts={}, by=SYSTEM, at=AT)
    assert get(CLERK, "/desk/flows/mine/migrate/")[0] in (403, 404)
    choice = {"source": "1", "target": "2", "reason": "合并步骤"}
    assert send("/desk/flows/mine/migrate/", EDITOR, **choice)[0] == 302
    page = f"/desk/flows/migrations/{Migration.objects.get().pk}/"
    assert "还没有对应的新步骤" in get(EDITOR, page)[1]
    assert send(f"{page}act/", BOTH, verb="approve")[0] == 422
    assert send(f"{page}act/", EDITOR, verb="again", to_a="c", to_b="b")[0] == 302
    assert send(f"{page}act/", BOTH, verb="approve")[0] == 302
    run_all()
    run.refresh_from_db()
    assert run.version_id == second.pk
    assert "已迁移" in get(CLERK, page)[1]
    assert send(f"{page}act/", EDITOR, verb="back", reason="有误")[0] == 302
    assert Migration.objects.filter(origin__isnull=False).count() == 1


def test_what_is_no_xml_names_the_line() -> None:
    status, text = post(b"<a>\n<b>", "check")
    assert status == 422
    assert "不是完整的 XML 文件" in text
