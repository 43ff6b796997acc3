"""The flow's verbs, asked of the case: who keeps out of it neither acts nor is given a step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.recusal import Recused
from zhengwu.cases.actions.steps import ColleagueRecused
from zhengwu.cases.enums import CaseState, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.queries import terms as terms_module
from zhengwu.flow.queries import live_version
from zhengwu.kernel.errors import NotThere
from zhengwu.org.tests.web.acting import acting

from .factories import AT, application, at
from .test_decide import accepted, step

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def keeps_out(world, case, who) -> None:
    cases.recuse(
        case, staff_id=who.id, staff_name=who.name, asked_by="申请人", ground="近亲属",
        by=world.head, at=AT,
    )  # fmt: skip


VERBS = {
    "claim_step": {},
    "send_back": {"node": "x", "reason": "重审"},
    "pass_on": {"to": "y", "reason": "出差"},
    "delegate_step": {"to": "y", "reason": "出差"},
    "ask_cosigner": {"to": "y", "reason": "请提意见"},
    "drop_cosigner": {"reason": "不需要"},
    "rest_step": {"reason": "等材料"},
    "resume_step": {},
    "urge_step": {"reason": "快"},
    "undo_step": {"reason": "写错"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_keeps_out_does_nothing_with_a_step(world, verb):
    case = accepted(world)
    (task,) = queries.open_tasks(case)
    keeps_out(world, case, world.reviewer)
    with pytest.raises(Recused):
        getattr(cases, verb)(case, task=task, by=world.reviewer, at=at(18), **VERBS[verb])
    (left,) = queries.open_tasks(case)
    assert (left.pk, left.state, left.assignee_id) == (task.pk, task.state, task.assignee_id)


@pytest.mark.parametrize("verb", ["pass_on", "delegate_step", "ask_cosigner"])
def test_a_step_is_not_given_to_who_keeps_out(world, verb):
    case = accepted(world)
    (task,) = queries.open_tasks(case)
    keeps_out(world, case, world.second_reviewer)
    cases.claim_step(case, task=task, by=world.reviewer, at=at(18))
    give = getattr(cases, verb)
    with pytest.raises(ColleagueRecused):
        give(
            case, task=task, to=world.second_reviewer.id, reason="出差", by=world.reviewer,
            at=at(18),
        )  # fmt: skip


def test_a_step_of_another_case_is_not_there(world):
    mine, other = accepted(world), accepted(world)
    (foreign,) = queries.open_tasks(other)
    with pytest.raises(NotThere):
        cases.claim_step(mine, task=foreign, by=world.reviewer, at=at(18))


def test_a_step_is_claimed_passed_on_and_sent_back_through_the_case(world):
    case = accepted(world)
    (task,) = queries.open_tasks(case)
    cases.claim_step(case, task=task, by=world.reviewer, at=at(18))
    cases.pass_on(
        case, task=task, to=world.second_reviewer.id, reason="出差", by=world.reviewer, at=at(18)
    )
    (task,) = queries.open_tasks(case)
    assert task.assignee_id == world.second_reviewer.id
    step(case, world, task.kind, by=world.second_reviewer, when=at(18))
    (check,) = queries.open_tasks(case)
    cases.claim_step(case, task=check, by=world.checker, at=at(18))
    (again,) = cases.send_back(
        case, task=check, node=task.node_id, reason="请核实", by=world.checker, at=at(21)
    )
    assert again.node_id == task.node_id


def test_the_page_says_why_and_offers_nobody_who_keeps_out(world):
    case = accepted(world)
    (task,) = queries.open_tasks(case)
    keeps_out(world, case, world.second_reviewer)
    url = f"/desk/cases/{case.matter.number}/act"
    with acting(world.reviewer):
        Client().post(f"{url}/claim/?task={task.pk}")
        form = Client().get(f"{url}/hand-over/?task={task.pk}").content.decode()
        assert world.second_reviewer.id not in form
    keeps_out(world, case, world.reviewer)
    with acting(world.reviewer):
        answer = Client().post(f"{url}/rest/?task={task.pk}", {"reason": "等"})
        assert answer.status_code == 409
        assert "回避" in answer.content.decode()


def test_after_a_complete_supplement_the_case_shows_its_day_and_then_as_late(world):
    from zhengwu.cases.rules.checks import Defect
    from zhengwu.clock.models import Clock

    asked = application(world, "hygiene", without=("M03",))
    case = cases.receive(asked, by=world.clerk, at=AT)
    cases.request_supplement(
        case, defects=[Defect("M03", "没有提交", "请提交平面图")], by=world.clerk, at=at(18)
    )
    papers = [cases.HandedIn("M03", form="original")]
    cases.deliver_supplement(case, papers=papers, by=world.clerk, at=at(21))
    case = Case.objects.get(pk=case.pk)
    assert case.due_on == at(22).date(), "one working day by the table's row, counted from the 21st"
    owed = Clock.objects.get(matter=case.matter_id, rule_code="accept.supplemented")
    assert "本地参数" in owed.rule.source
    late = queries.desk_view(world.clerk, "late", at(23))
    assert case in late
    assert case not in queries.desk_view(world.clerk, "late", at(22, 23))
    case = cases.accept(case, by=world.clerk, at=at(23))
    assert case.accepted_on == at(21).date(), "late or not, accepted as of the complete supplement"
    owed.refresh_from_db()
    assert (owed.state, owed.in_time) == ("met", False)


def test_nothing_is_deemed_when_that_day_passes_but_the_page_says_it(world):
    from zhengwu.cases.rules.checks import Defect

    asked = application(world, "hygiene", without=("M03",))
    case = cases.receive(asked, by=world.clerk, at=AT)
    defects = [Defect("M03", "没有提交", "请提交平面图")]
    cases.request_supplement(case, defects=defects, by=world.clerk, at=at(18))
    papers = [cases.HandedIn("M03", form="original")]
    cases.deliver_supplement(case, papers=papers, by=world.clerk, at=at(21))
    case = cases.deem_accepted(case, by=world.clerk, at=at(28))
    assert case.state == "received"
    with acting(world.for_firm):
        mine = Client().get(f"/my/{case.matter.number}/").content.decode()
    assert "受理日期按9月21日" in mine
    with acting(world.clerk):
        page = Client().get(f"/desk/cases/{case.matter.number}/").content.decode()
    assert "超期" in page


def test_a_service_without_decision_comes_to_its_end(world, monkeypatch):
    """办理, 办结, 反馈: the flow that is shipped for it holds a step at which it is finished."""
    real = terms_module.terms_of
    flow = str(live_version("service").pk)
    promised = real(world.editions["nurse"].pk).promised
    for place in ("zhengwu.cases.queries.terms.terms_of", "zhengwu.cases.queries.terms_of"):
        monkeypatch.setattr(
            place,
            lambda pk: replace(real(pk), immediate=False, flow_version_id=flow, promised=promised),
        )
    case = cases.receive(application(world, "archive"), by=world.clerk, at=AT)
    case = cases.accept(case, by=world.clerk, at=AT)
    handling = queries.open_tasks(case)[0]
    cases.complete_step(
        case, task=handling, outcome="pass", opinion="已查到", by=world.reviewer, at=at(18)
    )
    done = cases.decide(
        case, task=None, ruling=cases.Ruling(Verdict.GRANTED, content="档案复印件"), by=world.a,
        at=at(18, 15),
    )  # fmt: skip
    assert done.document_id
    case = cases.deliver(
        case, way="direct", on=at(18).date(), by=world.clerk, at=at(18, 16),
        detail={"receiver": case.applicant_name, "place": "窗口", "deliverer": world.clerk.name},
    )  # fmt: skip
    assert case.state == CaseState.COMPLETED
