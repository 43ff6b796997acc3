"""A form in parts: nothing lost, nothing asked twice, conditions see the whole form."""

from __future__ import annotations

from zhengwu.forms.rules import from_flat, nodes, parse, parts, validate


def _field(key, **more):
    return {"type": "textfield", "key": key, "label": key, **more}


FORM = {
    "components": [
        _field("firm.name"), _field("firm.code"), _field("contact.name"), _field("contact.phone"),
        {"type": "radio", "key": "place.kind", "label": "类别",
         "values": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]},
        _field("place.more", validate={"required": True},
               conditional={"hide": '=place.kind != "b"'}),
        {"type": "dynamiclist", "path": "people", "label": "人员", "components": [_field("name")]},
        _field("late", validate={"required": True}, conditional={"hide": '=place.kind != "b"'}),
        {"type": "checkbox", "key": "truth", "label": "保证", "validate": {"required": True}},
    ]
}  # fmt: skip


def test_every_field_is_on_exactly_one_page():
    pages = parts(FORM)
    keys = [field.key for page in pages for field in page.fields]
    assert keys == [field.key for field in parse(FORM).fields]
    assert all(1 <= len(page.fields) <= 6 for page in pages)
    assert [page.fields[0].key for page in pages] == [
        "firm.name", "contact.name", "place.kind", "people", "truth",
    ]  # fmt: skip


def test_left_out_keys_are_on_no_page():
    pages = parts(FORM, without=frozenset({"truth"}))
    assert "truth" not in [field.key for page in pages for field in page.fields]


def test_conditions_of_a_part_look_at_the_whole_form():
    last = parts(FORM)[3]
    assert [one.name for one in nodes(last, {"place": {"kind": "a"}}, {}, whole=FORM)] == ["people"]
    data = {"place": {"kind": "b"}, "people": [{"name": "甲"}]}
    assert [one.name for one in nodes(last, data, {}, whole=FORM)] == ["people", "late"]
    assert set(validate(last, data, whole=FORM).errors) == {"late"}
    assert validate(last, {**data, "place": {"kind": "a"}}, whole=FORM).ok


def test_a_posted_part_says_nothing_about_the_others():
    assert from_flat(parts(FORM)[0], {"firm.name": ["店"], "truth": ["1"]}) == {
        "firm": {"name": "店"}
    }
