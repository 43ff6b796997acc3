"""The situation guide of several organs at once: asked once, and each organ told its own."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.models import CasePaper, Situation
from zhengwu.catalogue.actions.shipped import publish_shipped as publish_item
from zhengwu.catalogue.enums import Need, QuestionKind
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.document import Material
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.catalogue.rules.situation import GuideOption, GuideQuestion, walk
from zhengwu.fees.models import Line
from zhengwu.flow.models import Instance
from zhengwu.forms.actions import publish as publish_form
from zhengwu.identity.models import Person
from zhengwu.joint import actions, queries
from zhengwu.joint.models import Joint, JointDraft, JointPaper, ServiceEdition
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.document import Member, Paper, SameQuestion, ServiceDocument, Use
from zhengwu.joint.rules.situation import (
    MemberGuide,
    conditions,
    guide_findings,
    left_out,
    merge_questions,
    own_answers,
    papers_in,
    renamed,
)
from zhengwu.joint.tests.factories import (
    EVERYTHING,
    SHOP,
    SOCIAL,
    TAX,
    accepted,
    answer_part,
    answers,
    application,
    at,
    edition,
    part_of,
    received,
    staff,
)
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal

YES_NO = QuestionKind.YES_NO


def asked(code: str, text: str = "", when: str = "", **more: Any) -> GuideQuestion:
    return GuideQuestion(code, text or f"{code}？", when=when, **more)


def guide(item: str, *questions: GuideQuestion, condition: str = "") -> MemberGuide:
    return MemberGuide(item, f"事项{item}", questions, condition)


# -- rules: one guide out of many ----------------------------------------------------------------


def test_the_same_question_of_two_members_is_asked_once_and_told_to_both() -> None:
    merged = merge_questions(
        (),
        [guide("A", asked("who", "由谁来办？")), guide("B", asked("by", "由谁来办？"))],
    )
    assert [one.question.code for one in merged.posed] == ["who"]
    assert own_answers(merged.posed, "A", {"who": True}) == {"who": True}
    assert own_answers(merged.posed, "B", {"who": True}) == {"by": True}


def test_one_code_for_two_questions_stays_two_and_conditions_follow() -> None:
    merged = merge_questions(
        (),
        [
            guide("A", asked("place", "在哪里？"), asked("more", "还有？", "place")),
            guide(
                "B", asked("place", "租的吗？"), asked("deed", "有合同吗？", 'place or "place" = x')
            ),
        ],
    )
    when = {one.question.code: one.question.when for one in merged.posed}
    assert when == {
        "place": "", "more": "place", "m2_place": "", "deed": 'm2_place or "place" = x',
    }  # fmt: skip
    assert own_answers(merged.posed, "B", {"m2_place": False}) == {"place": False}


def test_a_shared_question_is_asked_where_any_of_them_asks() -> None:
    merged = merge_questions(
        (asked("staff"),),
        [
            guide("A", asked("first"), asked("who", "谁？", "first")),
            guide("B", asked("who", "谁？"), condition="staff"),
        ],
    )
    who = next(one.question for one in merged.posed if one.question.text == "谁？")
    assert who.when == "(first) or (staff)"
    questions = [one.question for one in merged.posed]
    way = walk(questions, (), {"staff": False, "first": False})
    assert way.next is None, "nobody needs it on this way"
    assert walk(questions, (), {"staff": True, "first": False}).next == who


def test_the_editor_says_what_is_the_same_and_cannot_say_what_is_not() -> None:
    choice = {"kind": QuestionKind.ONE, "options": (GuideOption("x", "甲"), GuideOption("y", "乙"))}
    pair = [guide("A", asked("who", "谁来？")), guide("B", asked("by", "由谁？"))]
    same = [SameQuestion("who", ("A#who", "B#by"))]
    assert len(merge_questions((), pair, same).posed) == 1
    pair[1] = guide("B", asked("by", "由谁？", **choice))
    assert "答案不同" in merge_questions((), pair, same).problems[0]


def test_names_in_quotes_are_no_names() -> None:
    assert renamed('a = "a" and a.b and ba', {"a": "m1_a"}) == 'm1_a = "a" and a.b and ba'


def service(*members: Member, **more: Any) -> ServiceDocument:
    return ServiceDocument("s", "一件事", members=members, **more)


def test_a_member_is_left_out_by_the_service_s_own_question_and_with_it_who_follows() -> None:
    document = service(
        Member("A", "甲"),
        Member("B", "乙", when="situation.staff"),
        Member("C", "丙", after=("B",)),
        Member("D", "丁", when="situation.staff and size > 5"),
        questions=(asked("staff"),),
    )
    assert conditions(document.members, document.questions) == {
        "A": "", "B": "staff", "C": "staff", "D": "",
    }  # fmt: skip
    open_ = walk(document.questions, (), {})
    assert left_out(document, open_, {}) == {}, "what is not answered leaves nobody out"
    no = walk(document.questions, (), {"staff": False})
    assert left_out(document, no, {}).keys() == {"B", "C"}
    assert left_out(document, walk(document.questions, (), {"staff": True}), {"A": "去别处"}) == {
        "A": "去别处"
    }


def test_what_is_wrong_with_a_merged_guide_is_named() -> None:
    idle = service(Member("A", "甲"), questions=(asked("staff", "有职工吗？"),))
    merged = merge_questions(idle.questions, [])
    assert "怎么回答都一样" in guide_findings(idle, merged)[0]
    ring = merge_questions(
        (),
        [guide("A", asked("x", "甲？", "y"), asked("y", "乙？")),
         guide("B", asked("x", "甲？"), asked("y", "乙？", "x"))],
    )  # fmt: skip
    assert guide_findings(service(), ring) == [], "one of them asks it without a condition"
    ring = merge_questions(
        (),
        [guide("A", asked("x", "甲？", "y"), asked("y", "乙？", "z"), asked("z", "丙？")),
         guide("B", asked("y", "乙？", "x"), asked("x", "甲？", "z"), asked("z", "丙？"))],
    )  # fmt: skip
    assert "互相等待" in guide_findings(service(), ring)[0]


def test_a_paper_stands_on_the_list_as_long_as_one_of_them_needs_it() -> None:
    paper = Paper("C01", "身份证明", "required", 1, 1, True, "own", ("原件", "复印件"), "",
                  (Use("A", "M1"), Use("B", "M2")))  # fmt: skip
    document = service(papers=(paper,))
    a, b = (
        Material("M1", "身份证明", originals=1, criterion="原件"),
        Material(
            "M2", "身份证明", required=Need.OPTIONAL, originals=0, copies=1, criterion="复印件"
        ),
    )
    both = papers_in(document, {"A": {"M1": a}, "B": {"M2": b}})
    assert both == (paper,)
    (one,) = papers_in(document, {"A": {}, "B": {"M2": b}})
    assert (one.required, one.originals, one.criteria) == ("optional", 0, ("复印件",))
    assert papers_in(document, {"A": {}, "B": {}}) == ()


# -- a new enterprise ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_answer_takes_a_paper_off_for_all_and_is_frozen_with_each_part(
    world: SimpleNamespace,
) -> None:
    of = edition()
    assert [one.question.code for one in of.document.posed] == ["staff", "handler", "copies"]
    assert len(of.document.posed[1].uses) == 3, "three members ask it, the applicant is asked once"
    proof = next(one.code for one in of.document.papers if one.name == "经办人身份证明")
    made = queries.outlook(of, {**EVERYTHING, "handler": "self"})
    assert proof not in {one.code for one in made.document.papers}
    assert [one.name for one in made.dropped] == ["经办人身份证明"]
    everything = [actions.Sheet(one.code, form="original") for one in of.document.papers]
    asked_for = replace(
        application(world, situation={**EVERYTHING, "handler": "self"}), papers=everything
    )
    row = actions.receive(asked_for, by=world.citizen, at=at(17))
    assert proof not in JointPaper.objects.filter(joint=row).values_list("code", flat=True)
    row = actions.accept(row, by=staff(world, row.lead_code), at=at(17, 11))
    answer_part(world, part_of(row, SHOP))
    deliver_all()
    for item, own in ((SHOP, {"handler": "self", "copies": True}), (TAX, {"handler": "self"})):
        case = part_of(row, item).case
        assert Situation.objects.get(case=case).answers["answers"] == own
        papers = CasePaper.objects.filter(case=case).values_list("name", flat=True)
        assert "经办人身份证明" not in papers


@pytest.mark.django_db
def test_who_is_not_needed_takes_no_part_and_asks_nothing(world: SimpleNamespace) -> None:
    of = edition()
    made = queries.outlook(of, {**EVERYTHING, "staff": False})
    assert [member.item for member, _ in made.out] == [SOCIAL]
    keys = {leaf.key for leaf in made.schema.leaves()}
    assert "tax.kind" in keys
    assert not {"insured.count", "insured.bank"} & keys
    assert "职工名册" not in {one.name for one in made.document.papers}
    given = answers(of)
    assert "insured" in given
    row = received(world, answers=given, situation={**EVERYTHING, "staff": False})
    assert not row.parts.filter(item_code=SOCIAL).exists()
    assert "insured" not in Joint.objects.get(pk=row.pk).answers, "not asked, so not kept"
    row = actions.accept(row, by=staff(world, row.lead_code), at=at(17, 11))
    for item in (SHOP, TAX):
        answer_part(world, part_of(row, item))
        deliver_all()
    row.refresh_from_db()
    assert row.state == "collected", "two certificates are the whole of it"


@pytest.mark.django_db
def test_a_fee_of_this_situation_only_is_charged_by_its_part(world: SimpleNamespace) -> None:
    def fees_of(told: dict[str, Any]) -> list[str]:
        row = accepted(world, situation=told)
        answer_part(world, part_of(row, SHOP))
        deliver_all()
        cases_ = row.parts.values("case")
        return sorted(Line.objects.filter(scope__in=cases_).values_list("name", flat=True))

    assert fees_of(EVERYTHING) == ["税务登记证工本费", "营业执照副本工本费"]
    assert fees_of({**EVERYTHING, "copies": False}) == ["税务登记证工本费"]


@pytest.mark.django_db
def test_nothing_is_received_before_the_situation_is_told(world: SimpleNamespace) -> None:
    with pytest.raises(refusals.SituationOpen, match="由谁来办"):
        received(world, situation={"staff": True, "copies": True})
    with pytest.raises(refusals.SituationOpen):
        received(world, situation=None)


@pytest.mark.django_db
def test_a_part_s_situation_is_not_changed_apart_from_the_others(world: SimpleNamespace) -> None:
    row = received(world)
    case = part_of(row, SHOP).case
    with pytest.raises(Refusal, match="联办件的一部分"):
        cases.change_situation(
            case, answers={"handler": "self", "copies": True}, by=world.citizen, at=at(17, 11)
        )


@pytest.mark.django_db
def test_a_draft_keeps_what_was_told_and_the_form_through_a_change(world: SimpleNamespace) -> None:
    person = Person.objects.get(pk=world.citizen.id)
    draft = actions.start_draft(edition(), person=person, firm=None, by=world.citizen, at=at(17))

    def tell(**told: Any) -> JointDraft:
        actions.tell_situation(draft, answers=told, by=world.citizen, at=at(17))
        return JointDraft.objects.get(pk=draft.pk)

    kept = tell(staff="yes")
    assert queries.outlook(kept.edition, actions.told_in(kept)).walk.next.code == "handler"
    kept = tell(handler="agent", copies="yes")
    assert actions.told_in(kept) == EVERYTHING
    actions.save_draft(
        kept, answers=answers(kept.edition), version=None, by=world.citizen, at=at(17)
    )
    kept = tell(staff="no")
    assert actions.told_in(kept)["handler"] == "agent"
    assert kept.answers["insured"], "what was typed is still there, should it change back"
    made = queries.outlook(kept.edition, actions.told_in(kept))
    assert [one.item for one in made.document.members] == [SHOP, TAX]


# -- members whose guides choose more ------------------------------------------------------------


def with_choices() -> ServiceEdition:
    """Tax chooses form and flow by its guide, and sends foreign firms elsewhere."""
    folder = DATA / "editions"
    plan = yaml.safe_load((folder / "31_invoice_kind.yaml").read_text(encoding="utf-8"))
    shared = yaml.safe_load((folder / "_shared.yaml").read_text(encoding="utf-8"))
    short = {"type": "textfield", "key": "tax.why", "label": "简易理由",
             "validate": {"required": True}}  # fmt: skip
    form = {"type": "default", "schemaVersion": 18, "id": "invoice-short", "components": [short]}
    publish_form("invoice-short", form, title="简表", by=SYSTEM, at=at(2))
    document = plan["document"]
    document["questions"] += [
        {"code": "foreign", "text": "是外国企业常驻机构吗？"},
        {"code": "plain", "text": "只办信息确认，暂不领发票？", "when": "not(foreign)"},
    ]
    document["effects"] += [
        {"code": "E1", "verb": "elsewhere", "when": "foreign", "say": "请到市税务局办理"},
        {"code": "E2", "verb": "form", "when": "plain", "target": "invoice-short"},
        {"code": "E3", "verb": "flow", "when": "plain", "target": "standard"},
    ]
    publish_item(composed(plan, shared), by=SYSTEM, at=at(2))
    deliver_all()
    return edition()


@pytest.mark.django_db
def test_form_and_flow_follow_the_guide_and_another_place_leaves_the_others(
    world: SimpleNamespace,
) -> None:
    of = with_choices()
    told = {**EVERYTHING, "foreign": False, "plain": True}
    made = queries.outlook(of, told)
    keys = {leaf.key for leaf in made.schema.leaves()}
    assert "tax.why" in keys
    assert not {"tax.kind", "tax.invoices", "finance.name"} & keys
    given = answers(of)
    given["tax"] = {"why": "小微"}
    with pytest.raises(refusals.FormIncomplete):
        received(world, answers={**given, "tax": {}}, situation=told)
    row = accepted(world, answers=given, situation=told)
    answer_part(world, part_of(row, SHOP))
    deliver_all()
    case = part_of(row, TAX).case
    assert case.answers["tax"] == {"why": "小微"}
    assert Instance.objects.get(matter=case.matter).version.definition.code == "standard"

    away = queries.outlook(of, {**EVERYTHING, "foreign": True})
    assert away.walk.next is None
    assert [(one.item, why) for one, why in away.out] == [(TAX, "请到市税务局办理")]
    assert [one.item for one in away.document.members] == [SHOP, SOCIAL]


@pytest.mark.django_db
def test_where_nobody_is_left_it_says_where_to_go(world: SimpleNamespace) -> None:
    folder = DATA / "editions"
    plan = yaml.safe_load((folder / "30_company_registration.yaml").read_text(encoding="utf-8"))
    shared = yaml.safe_load((folder / "_shared.yaml").read_text(encoding="utf-8"))
    plan["document"]["questions"] += [{"code": "city", "text": "名称冠市名吗？"}]
    plan["document"]["effects"] += [
        {"code": "E1", "verb": "elsewhere", "when": "city", "say": "冠市名的请到市级登记机关办理"}
    ]
    publish_item(composed(plan, shared), by=SYSTEM, at=at(2))
    deliver_all()
    made = queries.outlook(edition(), {"staff": True, "city": True})
    assert made.nobody
    assert not made.complete
    with pytest.raises(refusals.NothingDoneHere, match="市级登记机关"):
        received(world, answers=answers(edition()), situation={"staff": True, "city": True})
