"""The run modes of a county centre (运行模式), walked as the applicant meets them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.requirements.test_one_ticket import demonstration, pay_by_card, receive_at, step
from zhengwu.cases import actions as cases
from zhengwu.cases.enums import CaseState, TaskKind, Verdict
from zhengwu.cases.models import Case, Decision
from zhengwu.cases.tests.factories import as_staff, at
from zhengwu.clock.models import Clock
from zhengwu.documents import actions as documents
from zhengwu.documents.enums import SealKind
from zhengwu.documents.models import Document
from zhengwu.fees import queries as charges
from zhengwu.fees.models import Bill
from zhengwu.flow.rules import refusals
from zhengwu.joint import actions as joint
from zhengwu.joint.enums import ProjectKind
from zhengwu.joint.models import Project
from zhengwu.kernel.errors import InvalidInput
from zhengwu.org.enums import Duty

__all__ = ["demonstration"]
pytestmark = pytest.mark.django_db


def checked(world) -> Case:
    """Received at the window, reviewed by one, checked by another; both may not be one."""
    case = receive_at(world, world.places.windows["GA-XZSP"])
    step(case, TaskKind.REVIEW, world.reviewer, at(18))
    cases.record_check(
        case, place="演示路", started_at=at(21, 9), ended_at=at(21, 10), passed=True,
        findings="符合",
        inspectors=[
            cases.Inspector(one.id, one.name, f"证-{one.name}")
            for one in (world.reviewer, world.checker)
        ],
        by=world.reviewer, at=at(21, 11),
    )  # fmt: skip
    both = replace(world.reviewer, duties=world.reviewer.duties | {f"checker@{case.organ_code}"})
    with pytest.raises(refusals.SamePerson):
        step(case, TaskKind.CHECK, both, at(21, 14))
    step(case, TaskKind.CHECK, world.checker, at(21, 15))
    return case


def seals(case: Case) -> dict[str, str]:
    return dict(Document.objects.filter(matter=case.pk).values_list("template_code", "seal"))


def choose(world, value: str) -> None:
    manager = as_staff(world.people.centre["director"])
    assert manager.has_anywhere(Duty.CENTRE_MANAGER)
    documents.confirm_parameter(
        "dual_seal", value=value, reason="政务公开领导小组会议纪要（演示）", by=manager, at=at(16)
    )


@pytest.mark.parametrize(
    ("choice", "decided"), [("organ", SealKind.ORGAN), ("special", SealKind.ACCEPTANCE)]
)
@pytest.mark.req("CASE-26")
def test_the_five_modes(world, choice, decided):
    # 全程代理服务制: a named person carries the project, free of charge
    project = carried_project(world)
    assert project.full_agency
    assert project.agents.get().staff_id == str(world.people.cast("clerk").pk)
    assert project.steps.count() == 1
    # 一审一核制 is walked, and its breach refused, in `checked`
    choose(world, choice)
    case = checked(world)
    cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=at(22))
    # 双章制: what the window gives on the way carries the special seal, the decision the chosen one
    pressed = seals(case)
    assert pressed["acceptance"] == SealKind.ACCEPTANCE
    document = Decision.objects.get(case=case).document_id
    assert Document.objects.get(pk=document).seal == decided
    # 一票制: all charges on one bill, one payment, one receipt
    bill = Bill.objects.get(matter=case.matter)
    lines = charges.sums(bill).lines
    receipt = pay_by_card(world, bill)
    assert receipt.amount == sum(one.net for one in lines) > Decimal(0)
    # 限时办结制: every limit of the matter was kept, and the promised one is shorter than the law's
    step(case, TaskKind.ISSUE, world.clerk, at(22, 15), "")
    detail = {"receiver": case.applicant_name, "place": "窗口", "deliverer": "窗口"}
    done = cases.deliver(
        case, way="direct", on=at(23).date(), detail=detail, by=world.clerk, at=at(23)
    )
    assert done.state == CaseState.COMPLETED
    limits = {one.label: one for one in Clock.objects.filter(matter=case.pk)}
    assert limits["promised"].due_at < limits["statutory"].due_at
    assert all(one.stopped_on and one.stopped_on < one.due_at.date() for one in limits.values())


def carried_project(world) -> Project:
    """A project whose whole course one free, named person of the agency window takes over."""
    acts = {"by": world.director, "at": at(16)}
    joint.set_agency(
        kind=ProjectKind.INVESTMENT, organ_code="GA-XZSP", basis="会议纪要（演示）",
        effective_on=at(16).date(), **acts,
    )  # fmt: skip
    what = joint.Particulars(
        code="2609-511602-04-01-000009", name="标准厂房", kind=ProjectKind.INVESTMENT,
        investor=world.firm.name, firm=world.firm, amount=Decimal(42000), major=True,
    )  # fmt: skip
    project = joint.open_project(what, by=world.clerk, at=at(17))
    clerk = world.people.cast("clerk")
    joint.name_agent(project, staff=clerk, by=world.head, at=at(17))
    joint.write_step(project, on=at(18).date(), text="代为办理备案", by=world.clerk, at=at(18))
    project.refresh_from_db()
    return project


def test_a_seal_is_chosen_not_written(world):
    with pytest.raises(InvalidInput) as refused:
        choose(world, "随便")
    assert "专用章" in str(refused.value.fields["value"])
