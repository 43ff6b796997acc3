"""Rules of joint handling: facts in, an answer out."""

from __future__ import annotations

import random
from typing import Any

import pytest

from zhengwu.catalogue.enums import Need
from zhengwu.catalogue.rules.document import Material
from zhengwu.forms.rules import parse, validate
from zhengwu.joint.enums import JointState, PartState
from zhengwu.joint.rules import document as documents
from zhengwu.joint.rules.document import (
    Choice,
    Lead,
    Member,
    Promise,
    SameField,
    SamePaper,
    ServiceDocument,
)
from zhengwu.joint.rules.lint import Known, lint, longest_way
from zhengwu.joint.rules.merge import MemberForm, merge
from zhengwu.joint.rules.papers import MemberPapers, merge_papers
from zhengwu.joint.rules.progress import PartFact, dependants, standing
from zhengwu.joint.rules.projection import (
    answers_for,
    cleaned_for,
    lead_of,
    papers_for,
    taking_part,
)


def text(key: str, label: str = "名称", **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "label": label, **more}


def form(item: str, *components: dict[str, Any]) -> MemberForm:
    return MemberForm(item, f"事项{item}", {"components": list(components)})


# -- one form ----------------------------------------------------------------------------------


def test_a_question_two_members_ask_is_asked_once_and_answers_both() -> None:
    merged = merge(
        [
            form("A", text("company.name"), text("own", "甲")),
            form("B", text("company.name"), text("company.place", "住所")),
        ]
    )
    keys = [one["key"] for one in merged.components]
    assert keys == ["company.name", "company.place", "own"]  # one family stays together
    assert [(u.item, u.key) for u in merged.asked[0].uses] == [
        ("A", "company.name"),
        ("B", "company.name"),
    ]
    assert not merged.conflicts


def test_the_strictest_bound_of_all_holds() -> None:
    merged = merge(
        [
            form("A", text("n", validate={"maxLength": 200, "minLength": 1})),
            form("B", text("n", validate={"maxLength": 100, "required": True, "minLength": 2})),
        ]
    )
    assert merged.components[0]["validate"] == {"maxLength": 100, "minLength": 2, "required": True}


def test_it_is_hidden_only_where_every_member_hides_it() -> None:
    shown = merge([form("A", text("n", conditional={"hide": "=x = 1"})), form("B", text("n"))])
    assert "conditional" not in shown.components[0]
    both = merge(
        [
            form("A", text("n", conditional={"hide": "=x = 1"})),
            form("B", text("n", conditional={"hide": "=y = 2"})),
        ]
    )
    assert both.components[0]["conditional"] == {"hide": "=(x = 1) and (y = 2)"}


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"type": "number", "key": "n", "label": "名称"}, "类型"),
        (text("n", properties={"dictionary": "mobile"}), "字典"),
    ],
)
def test_what_contradicts_is_reported_with_both_words(other: dict[str, Any], problem: str) -> None:
    merged = merge([form("A", text("n")), form("B", other)])
    [conflict] = merged.conflicts
    assert problem in conflict.text
    assert "事项A" in conflict.text
    assert "事项B" in conflict.text


def test_an_editor_settles_a_conflict_by_one_definition_or_by_asking_apart() -> None:
    forms = [
        form("A", text("n", "甲")),
        form(
            "B",
            {"type": "number", "key": "n", "label": "乙"},
            text("more", conditional={"hide": "=n > 3"}),
        ),
    ]
    chosen = merge(forms, choices=[Choice("n", item="B")])
    assert not chosen.conflicts
    assert chosen.components[0]["type"] == "number"
    apart = merge(forms, choices=[Choice("n", apart=True)])
    assert [one["key"] for one in apart.components] == ["n", "m2_n", "more"]
    assert apart.components[2]["conditional"] == {"hide": "=m2_n > 3"}, "conditions follow the key"
    assert [(u.item, u.key) for u in apart.asked[1].uses] == [("B", "n")]


def test_fields_named_the_same_by_the_editor_are_one() -> None:
    merged = merge(
        [form("A", text("boss")), form("B", text("head"))],
        same=[SameField("legal", ("A#boss", "B#head"))],
    )
    assert [one["key"] for one in merged.components] == ["legal"]
    assert {(u.item, u.key) for u in merged.asked[0].uses} == {("A", "boss"), ("B", "head")}


def test_repeated_groups_of_one_name_hold_the_fields_of_both() -> None:
    def group(*inner: dict[str, Any]) -> dict[str, Any]:
        return {"type": "dynamiclist", "path": "people", "label": "人员", "components": list(inner)}

    merged = merge(
        [
            form("A", group(text("name"), text("id"))),
            form("B", group(text("name"), text("post"))),
        ]
    )
    assert [one["key"] for one in merged.components[0]["components"]] == ["name", "id", "post"]


def test_the_declaration_of_truth_comes_once_and_last() -> None:
    truth = {"type": "checkbox", "key": "truth", "label": "保证"}
    merged = merge([form("A", text("a"), truth), form("B", text("b"), truth)])
    assert [one["key"] for one in merged.components] == ["a", "b", "truth"]


def test_answers_that_pass_the_merged_form_pass_each_members_own() -> None:
    """Generated: bounds drawn at random, answers drawn inside the merged bounds."""
    chance = random.Random(42)
    for _ in range(200):
        bounds = [sorted(chance.sample(range(1, 40), 2)) for _ in range(2)]
        if max(b[0] for b in bounds) > min(b[1] for b in bounds):
            continue
        forms = [
            form(
                name,
                text("n", validate={"minLength": low, "maxLength": high, "required": True}),
                text(f"own_{name}", validate={"required": chance.random() < 0.5}),
            )
            for name, (low, high) in zip("AB", bounds, strict=True)
        ]
        merged = merge(forms)
        document = ServiceDocument(code="x", name="x", asked=tuple(merged.asked))
        size = chance.randint(max(b[0] for b in bounds), min(b[1] for b in bounds))
        answers = {"n": "字" * size, "own_A": "甲", "own_B": "乙"}
        assert validate(merged.schema("x"), answers).ok
        for one in forms:
            cleaned, faults = cleaned_for(document, one.item, parse(one.schema), answers)
            assert not faults
            assert set(cleaned) == {"n", f"own_{one.item}"}, "nobody gets what he did not ask"


def test_a_fault_of_a_member_is_shown_under_the_merged_key() -> None:
    merged = merge(
        [form("A", text("boss")), form("B", text("head", validate={"maxLength": 2}))],
        same=[SameField("legal", ("A#boss", "B#head"))],
        choices=[],
    )
    document = ServiceDocument(code="x", name="x", asked=tuple(merged.asked))
    own = {"components": [text("head", validate={"maxLength": 1})]}
    _, faults = cleaned_for(document, "B", parse(own), {"legal": "两字"})
    assert list(faults) == ["legal"]
    assert answers_for(document, "A", {"legal": "两字"}) == {"boss": "两字"}


# -- one set of papers -------------------------------------------------------------------------


def papers(item: str, *materials: Material, **more: Any) -> MemberPapers:
    return MemberPapers(item, f"事项{item}", materials, **more)


def test_a_paper_two_members_need_is_handed_in_once_in_the_strictest_form() -> None:
    merged = merge_papers(
        [
            papers("A", Material("M01", "身份 证明", Need.OPTIONAL, 0, 2, criterion="有效")),
            papers("B", Material("M07", "身份证明", Need.REQUIRED, 1, 0, electronic=False)),
        ]
    )
    [paper] = merged.papers
    assert (paper.required, paper.originals, paper.copies) == ("required", 1, 2)
    assert paper.electronic is False
    assert [(u.item, u.key) for u in paper.uses] == [("A", "M01"), ("B", "M07")]
    assert len(merged.remarks) == 2
    document = ServiceDocument(code="x", name="x", papers=tuple(merged.papers))
    assert papers_for(document, "B", ["C01"]) == [("C01", "M07")]
    assert papers_for(document, "B", []) == []


def test_papers_are_one_by_the_editors_word_or_by_a_code_that_means_something() -> None:
    merged = merge_papers(
        [papers("A", Material("11340000", "甲")), papers("B", Material("11340000", "乙"))]
    )
    assert len(merged.papers) == 1
    named = merge_papers(
        [papers("A", Material("M01", "甲")), papers("B", Material("M01", "乙"))],
        [SamePaper("丙", ("A#M01", "B#M01"))],
    )
    assert [paper.name for paper in named.papers] == ["丙"]
    apart = merge_papers([papers("A", Material("M01", "甲")), papers("B", Material("M01", "乙"))])
    assert len(apart.papers) == 2, "a place in a list is no name"


def test_what_an_earlier_member_issues_or_the_platform_has_is_not_asked_for() -> None:
    merged = merge_papers(
        [
            papers("A", Material("M01", "身份证", shared="电子证照"), results=["营业执照"]),
            papers("B", Material("M01", "营业执照（副本）"), after=["A"]),
            papers("C", Material("M01", "营业执照（副本）")),
        ]
    )
    assert [(one.item, one.by) for one in merged.produced] == [("B", "A")]
    assert [[use.item for use in paper.uses] for paper in merged.papers] == [["C"]]


# -- the lead, the members, the lint -----------------------------------------------------------


@pytest.mark.req("JNT-02")
def test_the_lead_window_follows_the_kind_of_project() -> None:
    document = ServiceDocument(
        code="x",
        name="x",
        leads=(Lead("SWJ", 'project_kind = "investment"'), Lead("KFQ", 'project_kind = "park"'),
               Lead("FGJ")),
    )  # fmt: skip
    leads = [lead_of(document, {"project_kind": k}) for k in ("investment", "park", "approval")]
    assert leads == ["SWJ", "KFQ", "FGJ"]


def test_members_take_part_by_condition_and_with_those_they_wait_for() -> None:
    document = ServiceDocument(
        code="x",
        name="x",
        members=(Member("A", when="size > 3"), Member("B", after=("A",)), Member("C")),
    )
    assert taking_part(document, {"size": 5}) == ["A", "B", "C"]
    assert taking_part(document, {"size": 1}) == ["C"]
    assert taking_part(document, {}) == ["C"], "what cannot be decided does not take part"


def _plan(**more: Any) -> ServiceDocument:
    return ServiceDocument(
        code="x", name="x",
        members=more.pop("members", (
            Member("A", "甲", "GA-1", days=1), Member("B", "乙", "GA-2", days=1, after=("A",)),
        )),
        leads=more.pop("leads", (Lead("GA-1"),)),
        promise=more.pop("promise", Promise(2)),
        **more,
    )  # fmt: skip


def _lint(document: ServiceDocument, **more: Any) -> list[str]:
    known = Known(closed=more.pop("closed", {}), windows={"GA-1", "GA-2"}, names={"size"}, **more)
    return [one.text for one in lint(document, known) if one.error]


@pytest.mark.req("CASE-05")
def test_a_service_of_one_department_is_none() -> None:
    assert _lint(_plan()) == []
    alone = _plan(members=(Member("A", "甲", "GA-1", days=1), Member("B", "乙", "GA-1", days=1)))
    assert "两个部门" in _lint(alone)[0]
    assert "两个成员" in _lint(_plan(members=(Member("A", "甲", "GA-1", days=1),)))[0]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (_plan(promise=Promise(1)), "超过联办承诺"),
        (_plan(promise=Promise()), "联办承诺时限"),
        (_plan(leads=(Lead("GA-1", "size > 1"),)), "不能带条件"),
        (_plan(leads=(Lead("GA-9"),)), "没有窗口"),
        (
            _plan(
                members=(Member("A", "甲", "GA-1"), Member("B", "乙", "GA-2", days=1, after=("Z",)))
            ),
            "不在成员之中",
        ),
        (
            _plan(
                members=(
                    Member("A", "甲", "GA-1", days=1, after=("B",)),
                    Member("B", "乙", "GA-2", days=1),
                )
            ),
            "排在它前面",
        ),
        (
            _plan(
                members=(
                    Member("A", "甲", "GA-1", days=1, when="colour = 1"),
                    Member("B", "乙", "GA-2", days=1),
                )
            ),
            "表单里没有的“colour”",
        ),
        (
            _plan(
                members=(
                    Member("A", "甲", "GA-1", days=1, when="size >"),
                    Member("B", "乙", "GA-2", days=1),
                )
            ),
            "读不懂",
        ),
    ],
)
def test_lint_names_what_is_wrong(document: ServiceDocument, said: str) -> None:
    assert any(said in text for text in _lint(document)), _lint(document)


def test_lint_knows_closed_members_conflicts_and_the_statute() -> None:
    assert any("不能申请" in text for text in _lint(_plan(), closed={"A": ["事项暂停"]}))
    conflict = merge(
        [form("A", text("n")), form("B", {"type": "number", "key": "n", "label": "x"})]
    ).conflicts
    assert any("类型不同" in text for text in _lint(_plan(), conflicts=conflict))
    assert any("法定的45" in t for t in _lint(_plan(promise=Promise(60)), rule_days=45))
    assert longest_way(_plan().members) == 2


def test_a_document_is_read_back_as_it_was_written() -> None:
    document = _plan(consulted=(), to_confirm=("x",))
    assert documents.read(documents.plain(document)) == document
    assert documents.digest(document) == documents.digest(documents.read(documents.plain(document)))


# -- progress ----------------------------------------------------------------------------------


def part(item: str, state: str, verdict: str = "", *after: str) -> PartFact:
    return PartFact(item, f"事项{item}", state, verdict, after)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([part("A", "received"), part("B", "waiting", "", "A")], JointState.RECEIVED),
        ([part("A", "supplementing"), part("B", "accepted")], JointState.SUPPLEMENTING),
        ([part("A", "accepted"), part("B", "decided", "granted")], JointState.ACCEPTED),
        ([part("A", "decided", "granted"), part("B", "decided", "refused")], JointState.COLLECTED),
        (
            [part("A", "completed", "granted"), part("B", "decided", "granted")],
            JointState.COLLECTED,
        ),
        ([part("A", "completed", "granted"), part("B", "withdrawn")], JointState.COMPLETED),
        ([part("A", "withdrawn"), part("B", "withdrawn")], JointState.WITHDRAWN),
        ([part("A", "declined"), part("B", "withdrawn")], JointState.DECLINED),
    ],
)
def test_the_whole_is_told_from_its_parts(parts: list[PartFact], whole: JointState) -> None:
    assert standing(parts).state is whole
    assert standing(list(reversed(parts))).state is whole


def test_a_part_is_ready_when_what_it_needs_is_granted_and_lapses_when_it_is_not() -> None:
    waiting = [part("A", "accepted"), part("B", "waiting", "", "A"), part("C", "waiting", "", "B")]
    assert standing(waiting).ready == []
    waiting[0] = part("A", "decided", "granted")
    assert standing(waiting).ready == ["B"]
    waiting[0] = part("A", "decided", "refused")
    fallen = standing(waiting)
    assert fallen.lapsed == {"B": "事项A", "C": "事项B"}
    assert fallen.state is JointState.COLLECTED, "the refusal itself is still to be handed over"
    assert PartState.LAPSED.value == "lapsed"


def test_whoever_needs_a_withdrawn_part_is_named() -> None:
    parts = [part("A", "accepted"), part("B", "waiting", "", "A"), part("C", "accepted")]
    assert [one.item for one in dependants(parts, ["A"])] == ["B"]
    assert dependants(parts, ["C"]) == []
    assert dependants(parts, ["A", "B"]) == []
