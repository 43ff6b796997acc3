"""Schemas are read or refused by name; values are checked, cleaned, and nothing typed is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from zhengwu.forms.queries import answers, render
from zhengwu.forms.rules import (
    Bad,
    SchemaRefused,
    check_rule,
    edit_rows,
    from_flat,
    parse,
    validate,
)
from zhengwu.forms.rules.dictionary import builtin
from zhengwu.kernel.text import clean

BLNS = Path(__file__).parents[4] / "shared/data/attack_strings/blns"


def schema(*components: dict) -> dict:
    return {"type": "default", "components": list(components)}


def text(key: str, **more) -> dict:
    return {"type": "textfield", "key": key, "label": key, **more}


@pytest.mark.parametrize(
    ("component", "part"),
    [
        ({"type": "iframe", "label": "网页"}, "iframe"),
        ({"type": "textfield", "key": "a b", "label": "名"}, "不合规"),
        ({"type": "select", "key": "a", "label": "选"}, "没有列出选项"),
        ({"type": "textfield", "key": "a", "validate": {"pattern": "("}}, "正则"),
        ({"type": "textfield", "key": "a", "properties": {"dictionary": "x"}}, "字典"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(component, part):
    with pytest.raises(SchemaRefused, match=part):
        parse(schema(component))


def test_a_key_may_stand_once_but_again_inside_a_list():
    with pytest.raises(SchemaRefused, match="用了两次"):
        parse(schema(text("a"), text("a")))
    rows = {"type": "dynamiclist", "path": "rows", "components": [text("a")]}
    assert len(list(parse(schema(text("a"), rows)).leaves())) == 2


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("id_card", "１1010519491231002x", "11010519491231002X"),
        ("uscc", "11450721mb15580811", "11450721MB15580811"),
        ("mobile", "+86 138 0013 8000", "13800138000"),
        ("phone", "0826-2345678", "0826-2345678"),
        ("phone", "12345", "12345"),
        ("region", "511602", "511602000000"),
        ("postcode", "638000", "638000"),
        ("person_name", "买买提·吐尔逊", "买买提·吐尔逊"),
        ("person_name", "𠮷𫖮", "𠮷𫖮"),
    ],
)
def test_dictionary_values_come_out_in_their_normal_form(kind, typed, kept):
    assert check_rule(builtin(kind), typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("id_card", "11010519491231002"),
        ("id_card", "110105194902310021"),
        ("id_card", "110105194912310021"),
        ("uscc", "11450721MB15580812"),
        ("mobile", "12800138000"),
        ("phone", "0826-12"),
        ("postcode", "6380"),
        ("person_name", "<b>张三</b>"),
        ("email", "a@b"),
        ("bank_card", "6222021234567890123"),
    ],
)
def test_wrong_dictionary_values_say_what_is_wrong(kind, typed):
    with pytest.raises(Bad, match=r"应|有误|请|不"):
        check_rule(builtin(kind), typed)


def test_each_kind_of_field_is_cleaned():
    form = schema(
        text("name", validate={"required": True}),
        {"type": "number", "key": "area", "label": "面积", "decimalDigits": 2},
        {"type": "number", "key": "people", "label": "人数", "validate": {"min": 1, "max": 10}},
        {"type": "checkbox", "key": "agree", "label": "同意", "validate": {"required": True}},
        {
            "type": "checklist",
            "key": "kinds",
            "label": "种类",
            "values": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}],
        },
        {"type": "datetime", "subtype": "date", "key": "day", "dateLabel": "日期"},
    )
    done = validate(
        form,
        {
            "name": " 李\r四 ",
            "area": "１２.50",
            "people": "3",
            "agree": "true",
            "kinds": ["b", "a"],
            "day": "2026年9月7日",
        },
    )
    assert done.errors == {}
    assert done.cleaned == {
        "name": "李 四",
        "area": "12.50",
        "people": 3,
        "agree": True,
        "kinds": ["a", "b"],
        "day": "2026-09-07",
    }
    assert answers(form, done.cleaned)[4] == ("种类", "甲、乙")


def test_every_fault_is_told_beside_its_field():
    form = schema(
        text("name", validate={"required": True}),
        {"type": "number", "key": "n", "label": "人数", "validate": {"min": 1}},
        {"type": "radio", "key": "r", "label": "性质", "values": [{"value": "x", "label": "甲"}]},
        {
            "type": "datetime",
            "subtype": "date",
            "key": "d",
            "dateLabel": "开工日期",
            "disallowPassedDates": True,
        },
        {
            "type": "dynamiclist",
            "path": "people",
            "label": "人员",
            "components": [text("id", label="证件", properties={"dictionary": "id_card"})],
        },
    )
    raw = {"n": "0", "r": "other", "d": "2026-02-30", "people": [{"id": "1"}, {"id": ""}]}
    assert validate(form, raw).errors == {
        "name": "请填写name。",
        "n": "人数：不能小于1。",
        "r": "性质：请从列出的选项中选择。",
        "d": "开工日期：日期请写成 2026-09-17 这样的形式，并且确有这一天。",
        "people.0.id": "证件：身份证号码应为18位，最后一位可以是 X。",
    }
    late = validate(form, {"name": "x", "d": "2026-09-16"}, today=date(2026, 9, 17))
    assert late.errors == {"d": "开工日期：日期不能早于今天。"}


def test_a_hidden_field_is_neither_asked_nor_kept():
    pytest.importorskip("zhengwu.expressions.rules")
    form = schema(
        {"type": "checkbox", "key": "married", "label": "已婚"},
        text("spouse", validate={"required": True}, conditional={"hide": "=married = false"}),
    )
    assert validate(form, {"spouse": "王五"}).cleaned == {"married": False}
    assert "spouse" in validate(form, {"married": True}).errors
    assert 'name="spouse"' not in render(form, {})
    assert 'name="spouse"' in render(form, {"married": True})


def test_a_posted_form_becomes_nested_values_and_rows_can_be_added_and_removed():
    form = schema(
        text("who.name"),
        {"type": "dynamiclist", "path": "rows", "label": "行", "components": [text("a")]},
    )
    flat = {"who.name": ["张"], "rows.0.a": ["1"], "rows.1.a": ["2"], "evil": ["x"]}
    data = from_flat(form, flat)
    assert data == {"who": {"name": "张"}, "rows": [{"a": "1"}, {"a": "2"}]}
    assert edit_rows(data, add="rows")["rows"] == [{"a": "1"}, {"a": "2"}, {}]
    assert edit_rows(data, remove="rows.0")["rows"] == [{"a": "2"}]
    for nonsense in ("rows.²", "rows.9", "rows." + "9" * 5000, "rows.-1"):
        assert edit_rows(data, remove=nonsense) == data


def test_a_row_index_beyond_the_limit_makes_no_memory_bomb():
    form = schema({"type": "dynamiclist", "path": "rows", "components": [text("a")]})
    assert len(from_flat(form, {"rows.999999999.a": ["1"]})["rows"]) == 50


def _drawn(value: str, kind: str = "textarea") -> str:
    page = html.fromstring(
        "<form>"
        + render(schema({"type": kind, "key": "v", "label": "v"}), {"v": value})
        + "</form>"
    )
    found = page.xpath("//*[@name='v']")[0]
    # HTML drops the first line end after <textarea>; lxml does not.
    return (found.text or "")[1:] if kind == "textarea" else found.get("value")


def _naughty() -> list[str]:
    files = sorted(BLNS.glob("*.json")) if BLNS.is_dir() else []
    return json.loads(files[0].read_text()) if files else []


@pytest.mark.skipif(not BLNS.is_dir(), reason="needs ../shared/data/attack_strings/blns")
def test_naughty_strings_are_kept_as_typed_and_drawn_as_text():
    strings = _naughty()
    assert len(strings) > 400
    form = schema({"type": "textarea", "key": "v", "label": "v"})
    for one in strings:
        kept = validate(form, {"v": one})
        expected = clean(one.replace("\r\n", "\n").replace("\r", "\n")).strip() or None
        assert kept.errors == {}
        assert kept.cleaned["v"] == expected
        assert _drawn(expected or "") == (expected or "")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=50))
def test_any_text_survives_the_page(typed):
    value = clean(typed)
    if "\u2028" not in value and "\x85" not in value:
        assert _drawn(value, "textfield") == value
