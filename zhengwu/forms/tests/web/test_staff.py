"""The form editor: drafted field by field, tried out, approved by another, versions kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhengwu.flow.tests.factories import AT, person
from zhengwu.forms import actions
from zhengwu.forms.models import FormDraft, FormVersion
from zhengwu.forms.rules import validate
from zhengwu.forms.rules.refusals import WrongStage
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db
EDITOR = person("editor", "catalogue_editor")
BOTH = person("both", "catalogue_editor", "centre_manager")
CLERK = person("clerk", "window_clerk")
FORM = {
    "components": [
        {"type": "select", "key": "kind", "label": "类型", "validate": {"required": True},
         "values": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]},
        {"type": "textfield", "key": "note", "label": "说明"},
    ]
}  # fmt: skip


def get(who: Actor, path: str) -> tuple[int, str]:
    with acting(who):
        answer = Client().get(path)
    return answer.status_code, answer.content.decode()


def post(who: Actor, path: str, **data: Any) -> tuple[int, str]:
    with acting(who):
        answer = Client().post(path, data)
    return answer.status_code, answer.content.decode()


@pytest.fixture
def draft() -> FormDraft:
    actions.publish("shop", FORM, title="开店", by=SYSTEM, at=AT)
    assert post(EDITOR, "/desk/forms/new/", code="shop")[0] == 302
    return FormDraft.objects.get()


def page(draft: FormDraft, rest: str = "") -> str:
    draft.refresh_from_db()
    return f"/desk/forms/drafts/{draft.pk}/{rest}"


def test_fields_are_added_changed_moved_and_dropped(draft: FormDraft) -> None:
    here = page(draft)
    assert post(EDITOR, here, do="add:1", kind="textfield", seen=draft.mark)[0] == 302
    values = {"label": "身份证号码", "key": "owner", "required": "on", "dictionary": "id_card",
              "when": "kind = 'b'", "seen": FormDraft.objects.get().mark}  # fmt: skip
    assert post(EDITOR, page(draft, "2/"), **values)[0] == 302
    draft.refresh_from_db()
    assert validate(draft.schema, {"kind": "a"}).ok
    assert "owner" in validate(draft.schema, {"kind": "b"}).errors
    wrong = {"kind": "b", "owner": "110105194912310021"}
    assert "校验位" in validate(draft.schema, wrong).errors["owner"]
    post(EDITOR, here, do="up:2", seen=draft.mark)
    draft.refresh_from_db()
    post(EDITOR, here, do="drop:2", seen=draft.mark)
    text = get(EDITOR, page(draft))[1]
    assert "新增“身份证号码”" in text
    assert "取消“说明”" in text
    assert FormVersion.objects.get().schema == FORM


def test_a_repeating_group_gets_fields_inside(draft: FormDraft) -> None:
    post(EDITOR, page(draft), do="add:1", kind="dynamiclist", seen=draft.mark)
    draft.refresh_from_db()
    post(EDITOR, page(draft), do="inside:2", kind="number", seen=draft.mark)
    draft.refresh_from_db()
    group = draft.schema["components"][2]
    assert [one["type"] for one in group["components"]] == ["textfield", "number"]
    assert get(EDITOR, page(draft, "2-1/"))[0] == 200
    assert get(EDITOR, page(draft, "2-9/"))[0] == 404
    assert "添加一项可重复分组" in get(EDITOR, page(draft, "preview/"))[1]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"label": "", "key": "note"}, "请填写名称"),
        ({"label": "x", "key": "kind"}, "用了两次"),
        ({"label": "x", "key": "a b"}, "只能用字母"),
        ({"label": "x", "key": "note", "when": "kind ="}, "条件写法有误"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    draft: FormDraft, values: dict[str, str], said: str
) -> None:
    status, text = post(EDITOR, page(draft, "1/"), seen=draft.mark, **values)
    assert status == 422
    assert said in text
    assert FormDraft.objects.get().mark == draft.mark


def test_an_old_page_overwrites_nothing(draft: FormDraft) -> None:
    old = draft.mark
    post(EDITOR, page(draft), do="add:1", kind="number", seen=old)
    draft.refresh_from_db()
    post(EDITOR, page(draft), do="drop:0", seen=old)
    assert FormDraft.objects.get().mark == draft.mark


def test_it_is_tried_out_and_approved_by_another(draft: FormDraft) -> None:
    post(EDITOR, page(draft), do="add:1", kind="textarea", seen=draft.mark)
    assert "请选择类型" in post(EDITOR, page(draft, "preview/"), check="1", kind="")[1]
    assert "填写正确" in post(EDITOR, page(draft, "preview/"), check="1", kind="a")[1]
    act = page(draft, "act/")
    draft.refresh_from_db()
    named = {"label": "经过", "key": "field_1", "seen": draft.mark}
    assert post(EDITOR, page(draft, "2/"), **named)[0] == 302
    status, text = post(EDITOR, act, verb="submit", reason="")
    assert status == 422
    assert text.index('href="#id_reason"') < text.index("<h2>字段</h2>")  # on top, with a link
    assert post(EDITOR, act, verb="submit", reason="多问一项")[0] == 302
    assert post(EDITOR, act, verb="approve")[0] == 403
    assert post(BOTH, act, verb="return", opinion="名称不清楚")[0] == 302
    assert post(BOTH, act, verb="submit", reason="多问一项")[0] == 302
    assert post(BOTH, act, verb="approve")[0] == 403
    manager = person("manager", "centre_manager")
    assert post(manager, act, verb="approve")[0] == 302
    assert list(FormVersion.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    newest = FormVersion.objects.get(version=2)
    assert "新增“经过”" in get(CLERK, f"/desk/forms/versions/{newest.pk}/")[1]


def test_a_field_nobody_named_is_not_published(draft: FormDraft) -> None:
    with acting(EDITOR):
        added = Client().post(page(draft), {"do": "first:", "kind": "radio", "seen": draft.mark})
    assert added["Location"] == page(draft, "0/")  # its own page is next
    assert "未完成" in get(EDITOR, page(draft))[1]
    status, text = post(EDITOR, page(draft, "act/"), verb="submit", reason="多问一项")
    assert status == 422
    assert "“单选”还叫“单选”，请点“修改”写明要问什么" in text
    assert 'href="#id_row-0"' in text
    assert "多问一项" in text  # what was typed stays
    draft.refresh_from_db()
    assert draft.state == "draft"
    half = {"label": "店招", "key": "field_1", "options": "选项一\n选项二", "seen": draft.mark}
    assert post(EDITOR, page(draft, "0/"), **half)[0] == 302
    assert "选项还是“选项一、选项二”" in post(
        EDITOR, page(draft, "act/"), verb="submit", reason="多问一项"
    )[1]  # fmt: skip
    draft.refresh_from_db()
    whole = half | {"options": "有\n没有", "seen": draft.mark}
    assert post(EDITOR, page(draft, "0/"), **whole)[0] == 302
    assert post(EDITOR, page(draft, "act/"), verb="submit", reason="多问一项")[0] == 302


def test_who_may(draft: FormDraft) -> None:
    assert get(CLERK, "/desk/forms/")[0] == 200
    assert get(CLERK, page(draft))[0] in (403, 404)
    assert get(CLERK, "/desk/forms/new/")[0] in (403, 404)
    assert post(EDITOR, "/desk/forms/new/", code="shop")[0] == 409


def test_a_condition_is_chosen_in_words_and_files_repeat(draft: FormDraft) -> None:
    text = get(EDITOR, page(draft, "1/"))[1]
    assert "“类型”选了“乙”" in text
    values = {"label": "说明", "key": "note", "shown": "kind = 'b'", "seen": draft.mark}
    assert post(EDITOR, page(draft, "1/"), **values)[0] == 302
    draft.refresh_from_db()
    assert draft.schema["components"][1]["conditional"] == {"hide": "=not(kind = 'b')"}
    post(EDITOR, page(draft), do="add:1", kind="dynamiclist", seen=draft.mark)
    draft.refresh_from_db()
    post(EDITOR, page(draft), do="inside:2", kind="filepicker", seen=draft.mark)
    draft.refresh_from_db()
    assert validate(draft.schema, {"kind": "a", "field_1": [{}]}).ok
    assert post(EDITOR, page(draft, "2-1/"), label="证明", key="proof", required="on",
                seen=draft.mark)[0] == 302  # fmt: skip
    draft.refresh_from_db()
    wrong = validate(draft.schema, {"kind": "a", "field_1": [{}]}).errors
    assert wrong == {"field_1.0.proof": "请上传证明。"}


def test_it_stands_from_its_day(draft: FormDraft) -> None:
    act, today = page(draft, "act/"), local_day(now())
    post(EDITOR, page(draft), do="add:1", kind="textarea", seen=draft.mark)
    draft.refresh_from_db()
    post(EDITOR, page(draft, "2/"), label="经过", key="field_1", seen=draft.mark)
    late = post(EDITOR, act, verb="submit", reason="x", effective_on=str(today - timedelta(1)))
    assert (late[0], "不能早于今天" in late[1]) == (422, True)
    later = today + timedelta(3)
    assert post(EDITOR, act, verb="submit", reason="多问", effective_on=str(later))[0] == 302
    assert post(person("m", "centre_manager"), act, verb="approve")[0] == 302
    draft.refresh_from_db()
    assert (draft.state, FormVersion.objects.count()) == ("approved", 1)
    with pytest.raises(WrongStage):
        actions.take_effect(draft, by=SYSTEM, at=now())
    actions.take_effect(draft, by=SYSTEM, at=midnight(later))
    assert FormVersion.objects.count() == 2
