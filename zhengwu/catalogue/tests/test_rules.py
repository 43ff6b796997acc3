"""Documents survive a round trip; the editor shows and takes every element unchanged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhengwu.catalogue.enums import Kind, Unit
from zhengwu.catalogue.registry import everyday_words, regime_of
from zhengwu.catalogue.rules import codec, editor
from zhengwu.catalogue.rules.codes import item_code, organ_code_form
from zhengwu.catalogue.rules.diff import diff
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.elements import ELEMENTS, contradictions, missing
from zhengwu.catalogue.rules.guide import NOT_SAID, eight
from zhengwu.catalogue.rules.labels import LABELS
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.catalogue.tests.factories import SHIPPED
from zhengwu.forms.rules import validate
from zhengwu.kernel import yaml

FILES = sorted((SHIPPED / "editions").glob("[0-9]*.yaml"))
BASIC = {"code": "c", "name": "n", "kind": "01", "organ_code": "o", "organ_name": "o"}


def document(path) -> EditionDocument:
    shared = yaml.safe_load((SHIPPED / "editions/_shared.yaml").read_text())
    return codec.read({**BASIC, **composed(yaml.safe_load(path.read_text()), shared).elements})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_document_survives_its_canonical_text_and_the_editor(path):
    first = document(path)
    assert codec.read(codec.plain(first)) == first
    elements = {}
    for section in editor.SECTIONS:
        done = validate(editor.schema(section), editor.values(first, section))
        assert done.errors == {}
        elements |= editor.elements(done.cleaned, section)
    assert codec.read({**codec.plain(first), **elements}) == first


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({**BASIC, "colour": "red"}, "colour"),
        ({"code": "c"}, "name"),
        ({**BASIC, "kind": "99"}, "kind"),
        ({**BASIC, "visits": "no"}, "visits"),
        ({**BASIC, "visits": True}, "visits"),
        ({**BASIC, "materials": [{"code": "M1"}]}, r"materials\[0\]"),
        ({**BASIC, "materials": "none"}, "materials"),
        ({**BASIC, "law": "许可法"}, "law"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_with_its_place(value, place):
    with pytest.raises(codec.DocumentUnreadable, match=place):
        codec.read(value)


def test_every_element_can_be_edited_and_has_a_chinese_name():
    names = set(codec._hints(EditionDocument))
    edited = {name for _, listed in editor.SECTIONS.values() for name in listed}
    assert names == set(LABELS)
    edited |= {"questions", "effects"}  # the situation guide has an editor of its own
    assert names - edited == {"code", "kind", "organ_code", "area_code", "schema", "demo"}


def test_public_safety_is_said_with_its_basis_or_not_at_all():
    said = {path.stem[:2] for path in FILES if document(path).public_safety.applies}
    assert said == {"08", "09", "10", "11"}
    assert all(document(path).public_safety.basis for path in FILES if path.stem[:2] in said)
    silent = codec.read(BASIC)
    assert silent.public_safety.applies is None
    assert "public_safety" not in codec.plain(silent), "what nobody said changes no digest"
    no = codec.read({**BASIC, "public_safety": {"applies": False}})
    assert codec.digest(no) != codec.digest(silent)
    (change,) = diff(silent, no)
    assert (change.label, change.new) == (LABELS["public_safety"], "是否属于：否")


@pytest.mark.req("ITM-06")
@pytest.mark.parametrize(
    ("law", "promise", "longer"),
    [
        ((20, Unit.WORKING_DAY), (21, Unit.WORKING_DAY), True),
        ((30, Unit.CALENDAR_DAY), (25, Unit.WORKING_DAY), True),
        ((30, Unit.CALENDAR_DAY), (20, Unit.WORKING_DAY), False),
        ((1, Unit.MONTH), (25, Unit.WORKING_DAY), True),
        ((2, Unit.MONTH), (45, Unit.CALENDAR_DAY), False),
        ((20, Unit.WORKING_DAY), (1, Unit.MONTH), True),
    ],
)
def test_a_promise_is_not_longer_than_the_law_in_whatever_unit(law, promise, longer):
    one = document(FILES[0])
    one = replace(
        one,
        statutory=replace(one.statutory, amount=law[0], unit=law[1]),
        promised=replace(one.promised, amount=promise[0], unit=promise[1]),
    )
    said = any("不得长于法定" in text for text in contradictions(one, []))
    assert said is longer


def test_at_least_the_22_elements_are_mandatory_and_an_empty_document_lacks_them():
    assert len(ELEMENTS) >= 22
    lacking = missing(codec.read(BASIC))
    assert set(lacking) >= {"law", "basis", "conditions", "quantity", "steps", "statutory", "fees"}


@pytest.mark.req("ITM-11")
def test_the_eight_public_elements_say_what_is_known_and_own_up_to_what_is_not():
    names = [one.name for one in eight(document(FILES[0]))]
    assert names == [
        "服务事项", "办理程序", "申报资料", "办理时限",
        "收费标准", "收费依据", "受理人员", "服务电话",
    ]  # fmt: skip
    assert all(one.said for one in eight(document(FILES[0])))
    bare = eight(codec.read(BASIC))
    assert [one.said for one in bare] == [True] + [False] * 7
    assert bare[4].lines == (NOT_SAID,)


def test_the_licensing_law_governs_licences_only_and_hunan_only_hunan():
    assert regime_of(Kind.LICENCE, "511602000000").decision_rule == "xk.decision"
    for kind in (Kind.PAYMENT, Kind.CONFIRMATION, Kind.SERVICE, Kind.REWARD, Kind.OTHER):
        here = regime_of(kind, "511602000000")
        assert (here.statute, here.decision_rule, here.suspensions) == (False, "", ())
    assert regime_of(Kind.CONFIRMATION, "430424000000").decision_rule == "hn.single"
    assert regime_of(Kind.LICENCE, "430424000000").code == "xk"


def test_codes_are_taken_apart_and_never_crash():
    code = item_code("511A0138000000-511602000000-000-115113010833722043-1-00")
    assert (code.form, code.basic, code.area, code.organ_region) == (
        "long", "511A0138000000", "511602000000", "511301",
    )  # fmt: skip
    assert item_code("11450721MB155808114000104002000").form == "national"
    assert item_code("").form == "irregular"
    assert organ_code_form("11450721MB15580811") == "uscc"


def test_everyday_words_lead_to_words_of_real_names():
    text = (SHIPPED / "guangan/items.csv").read_text(encoding="utf-8-sig")
    dead = [word for word, terms in everyday_words().items() if not any(t in text for t in terms)]
    assert dead == []
