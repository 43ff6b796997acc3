"""The field dictionary: proposed, tried, approved by another; forms that stand are not touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from zhengwu.flow.tests.factories import AT, person
from zhengwu.forms import actions, queries
from zhengwu.forms.models import DictionaryVersion, FormDraft, FormVersion
from zhengwu.forms.rules import SchemaRefused, validate
from zhengwu.forms.rules.dictionary import FormatWrong, pattern_of
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now

from .test_staff import BOTH, CLERK, EDITOR, get, post

pytestmark = pytest.mark.django_db
MANAGER = person("manager", "centre_manager")
PLATE = {"check": "format", "formats": ["汉AN{5}"], "example": "川X12345", "message": ""}
FORM = {
    "components": [
        {"type": "textfield", "key": "car", "label": "号牌", "properties": {"dictionary": "plate"}},
        {"type": "select", "key": "town", "label": "乡镇", "properties": {"dictionary": "towns"}},
    ]
}


def rule(**more: Any) -> dict[str, Any]:
    """What the page of a rule posts."""
    return {"name": "号牌", "check": "format", "formats": "汉AN{5}\n汉AN{6}", "reason": "新能源",
            "example": "川X12345", **more}  # fmt: skip


@pytest.fixture
def plate() -> FormVersion:
    """A form that stands under the first version of the rule."""
    actions.load_rule("plate", name="号牌", content=PLATE, by=SYSTEM, at=AT)
    towns = {"options": [["1", "浓洄街道"], ["2", "北辰街道"]]}
    actions.load_rule("towns", name="乡镇", kind="list", content=towns, by=SYSTEM, at=AT)
    return actions.publish("car", FORM, title="车", by=SYSTEM, at=AT)


def test_a_change_never_alters_a_published_form(plate: FormVersion) -> None:
    short, long = {"car": "川x12345", "town": "1"}, {"car": "川X123456", "town": "1"}
    assert validate(plate.schema, short).cleaned["car"] == "川X12345"
    assert "例如 川X12345" in validate(plate.schema, long).errors["car"]
    assert post(EDITOR, "/desk/forms/dictionary/plate/propose/", **rule())[0] == 302
    assert post(EDITOR, "/desk/forms/dictionary/plate/propose/", **rule())[0] == 422
    tried = get(EDITOR, "/desk/forms/dictionary/plate/?value=川X123456")[1]
    assert ("待批准的规则" in tried, "格式：汉AN{5}→汉AN{5}、汉AN{6}" in tried) == (True, True)
    decide = "/desk/forms/dictionary/plate/decide/"
    assert post(EDITOR, decide, verb="approve")[0] == 403
    assert post(MANAGER, decide, verb="approve")[0] == 302
    plate.refresh_from_db()
    assert "car" in validate(plate.schema, long).errors, "the form that stands keeps its rule"
    assert actions.publish("car", FORM, title="车", by=SYSTEM, at=AT) == plate
    page = get(CLERK, "/desk/forms/dictionary/plate/")[1]
    assert "用的是第1版规则，<strong>不是现行规则</strong>" in page
    post(EDITOR, "/desk/forms/new/", code="car")
    draft = FormDraft.objects.get()
    here = f"/desk/forms/drafts/{draft.pk}/"
    assert "“号牌”用的是“号牌”第1版，现行第2版" in get(EDITOR, here)[1]
    assert post(EDITOR, here, do="renew", seen=draft.mark)[0] == 302
    draft.refresh_from_db()
    assert validate(draft.schema, long).ok
    assert "“号牌”的填写要求有变化" in get(EDITOR, here)[1]


def test_a_rule_holds_from_its_day_and_stays(plate: FormVersion) -> None:
    today = local_day(now())
    data = rule(effective_on=str(today + timedelta(5)))
    assert post(EDITOR, "/desk/forms/dictionary/plate/propose/", **data)[0] == 302
    second = actions.approve_rule(DictionaryVersion.objects.get(number=0), by=MANAGER, at=now())
    assert queries.dictionary(today)["plate"].version == 1
    assert queries.dictionary(today + timedelta(5))["plate"].version == 2
    second.canonical = "{}"
    with pytest.raises(DatabaseError, match="rule in force"):
        second.save()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (rule(formats="A{3,2}"), "次数不对"),
        (rule(formats="9}"), "前面没有"),
        (rule(formats=""), "请写出格式"),
        (rule(least="9", most="3"), "不能小于最少"),
        (rule(reason=""), "请填写修改理由"),
        (rule(effective_on="2020-01-01"), "不能早于今天"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    plate: FormVersion, data: dict[str, Any], said: str
) -> None:
    status, text = post(EDITOR, "/desk/forms/dictionary/plate/propose/", **data)
    assert (status, said in text) == (422, True)
    assert not DictionaryVersion.objects.filter(number=0).exists()


def test_a_new_list_is_proposed_withdrawn_and_offered(plate: FormVersion) -> None:
    assert post(EDITOR, "/desk/forms/dictionary/new/", code="plate", kind="text")[0] == 422
    there = "/desk/forms/dictionary/new/degree/list/"
    lines = {"name": "学历", "options": "1=小学\n高中", "reason": "统一"}
    assert post(BOTH, there, **lines)[0] == 302
    decide = "/desk/forms/dictionary/degree/decide/"
    assert post(BOTH, decide, verb="approve")[0] == 403, "nobody approves their own"
    assert post(BOTH, decide, verb="decline", opinion="再想想")[0] == 302
    assert get(EDITOR, there)[0] == 404
    assert post(BOTH, "/desk/forms/dictionary/degree/propose/", **lines)[0] == 302
    assert post(MANAGER, decide, verb="approve")[0] == 302
    assert queries.dictionary(local_day(now()))["degree"].options == (("1", "小学"), ("o2", "高中"))
    assert post(CLERK, "/desk/forms/dictionary/degree/propose/", **lines)[0] in (403, 404)


def test_the_shipped_dictionary_is_loaded_once_and_without_it_forms_still_check(db: None) -> None:
    call_command("load_dictionary", verbosity=0)
    count = DictionaryVersion.objects.count()
    call_command("load_dictionary", verbosity=0)
    assert DictionaryVersion.objects.count() == count >= 10
    plain = {"components": [{"type": "textfield", "key": "a", "label": "手机",
                             "properties": {"dictionary": "mobile"}}]}  # fmt: skip
    assert "11位" in validate(plain, {"a": "1"}).errors["a"]
    with pytest.raises(SchemaRefused, match="字典里没有"):
        actions.publish("x", {"components": [FORM["components"][0] | {
            "properties": {"dictionary": "nothing"}}]}, title="x", by=SYSTEM, at=AT)  # fmt: skip


@pytest.mark.parametrize("wrong", ["", "{2}", "9{2}{3}", "9{a}", "\\", "9{0}", "9{1,2}" * 5])
def test_a_format_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(FormatWrong):
        pattern_of(wrong)
