"""Inspection, testing, quarantine: two persons assigned in time, and their result (许可法 55)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.handle import Inspector
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import TESTS, Paper
from zhengwu.cases.events import ResultReported, StaffAssigned
from zhengwu.cases.models import Assignment, Case
from zhengwu.cases.queries.hearing import check_record_open
from zhengwu.cases.rules import review as law
from zhengwu.clock import queries as clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

RULE = "xk.inspection_assign"


@action
def assign_staff(
    case: Case, *, kind: str, people: Sequence[Inspector], by: Actor, at: datetime
) -> Assignment:
    """Assign two different persons with certificates; later than the law's days is noted (55)."""
    case = open_case(case, at=at).case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id, *(one.staff_id for one in people))
    rules.check_running(case.state, case.state_name)
    if kind not in TESTS:
        raise law.ReviewIncomplete(fields={"kind": ["请选择检验、检测或者检疫"]})
    law.check_people([(one.staff_id, one.name, one.certificate) for one in people])
    accepted_on, region = case.accepted_on, case.matter.region_code
    assert accepted_on is not None
    made = Assignment.objects.create(
        case=case,
        kind=kind,
        people=[
            {"id": one.staff_id, "name": one.name, "certificate": one.certificate} for one in people
        ],
        assigned_on=local_day(at),
        assign_by=clock.due_if_started(RULE, accepted_on, region_code=region).on,
        assigned_by=by.name,
    )
    event = StaffAssigned(kind=kind, people=[one.name for one in people], late=made.late)
    record(case, event, by=by, at=at)
    return made


@action
def report_result(
    case: Case, *, assignment: Assignment, standard: str, findings: str, passed: bool,
    by: Actor, at: datetime,
) -> Assignment:  # fmt: skip
    """What was found, by which standard; a refusal has to name that standard (55(3))."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk, case=case)
    if assignment.reported_at is not None:
        return assignment
    check_record_open(case)
    given = {"standard": standard, "findings": findings}
    absent = {key: ["请填写"] for key, value in given.items() if not value.strip()}
    if absent:
        raise law.ReviewIncomplete(fields=absent)
    document = issue(
        Desk(case, opened.terms, by, at),
        Paper.TEST,
        {
            "kind": assignment.kind,
            "assigned_on": assignment.assigned_on,
            "people": [
                {"name": one["name"], "certificate_no": one["certificate"]}
                for one in assignment.people
            ],
            "standard": clean(standard),
            "findings": clean(findings),
            "conclusion": "合格" if passed else "不合格",
        },
    )
    assignment.standard, assignment.findings = clean(standard)[:300], clean(findings)
    assignment.passed, assignment.reported_at = passed, at
    assignment.document_id = str(document.pk)
    assignment.save()
    event = ResultReported(kind=assignment.kind, passed=passed, document=assignment.document_id)
    record(case, event, by=by, at=at)
    return assignment
