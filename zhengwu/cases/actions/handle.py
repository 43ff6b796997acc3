"""Handling: steps of the flow, papers, checks on the spot, notes, words with the applicant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.hearing_chair import check_not_chair
from zhengwu.cases.actions.hearing_minutes import check_step
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.receive import HandedIn
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.enums import OFFICE_PAPER, MaterialRound, Paper, TaskKind
from zhengwu.cases.events import CheckRecorded, NoteWritten, PaperAdded, QuestionAsked
from zhengwu.cases.models import Case, CasePaper, Check, Note, Question
from zhengwu.cases.queries.hearing import check_record_open
from zhengwu.flow import actions as flow
from zhengwu.flow.models import Task
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere, Refusal
from zhengwu.kernel.text import clean


class DecisionIsAnActOfItsOwn(Refusal):
    """这一步要作出决定，请用“准予”或“不予”办理。"""

    recorded = False


class DeliveryIsAnActOfItsOwn(Refusal):
    """这一步要送达文书，请用“送达”办理。"""

    recorded = False


class SubmissionIsAnActOfItsOwn(Refusal):
    """这一步要上报上级机关，请用“上报”办理。"""

    recorded = False


class TextMissing(InvalidInput):
    """请填写内容。"""


@dataclass(frozen=True, slots=True)
class Inspector:
    """One of those who checked on the spot."""

    staff_id: str
    name: str
    certificate: str


@action
@of_its_law
def complete_step(
    case: Case,
    *,
    task: Task,
    outcome: str,
    opinion: str,
    key: str = "",
    by: Actor,
    at: datetime,
) -> list[Task]:
    """Complete one step of the flow with an opinion; the steps it opens are returned.

    Deciding and delivering are acts of their own and are refused here.
    """
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    rules.check_not_over(case.state, case.state_name)
    if task.matter_id != case.matter_id:
        raise NotThere(task=str(task.pk))
    if task.kind == TaskKind.DECIDE:
        raise DecisionIsAnActOfItsOwn
    if task.kind == TaskKind.DELIVER:
        raise DeliveryIsAnActOfItsOwn
    if task.kind == TaskKind.SUBMIT:
        raise SubmissionIsAnActOfItsOwn
    check_recused(case, by.id)
    check_not_chair(case, task.kind, by)
    if task.kind == TaskKind.HEARING:
        check_step(opened, outcome, at)
    if task.kind == TaskKind.INSPECT and terms.inspection:
        pairs = queries.inspector_pairs(case)
        rules.check_inspection(required=True, inspectors=pairs)
    return flow.complete(
        task, outcome=outcome, opinion=clean(opinion), facts={}, key=key, by=by, at=at
    )


@action
@of_its_law
def add_paper(case: Case, *, paper: HandedIn, name: str, by: Actor, at: datetime) -> CasePaper:
    """Add a paper during handling: one of the list, or one made by the organ itself."""
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_not_over(case.state, case.state_name)
    check_record_open(case)
    listed = terms.material_names
    kept = CasePaper.objects.create(
        case=case,
        code=paper.code or OFFICE_PAPER,
        name=listed.get(paper.code, "") or clean(name)[:300] or "办理材料",
        file=paper.kept(by=by, at=at),
        form=paper.form,
        round=MaterialRound.HANDLING,
        received_at=at,
        received_by=by.name,
    )
    record(case, PaperAdded(material=kept.code, name=kept.name), by=by, at=at)
    return kept


@action
@of_its_law
def record_check(
    case: Case,
    *,
    inspectors: Sequence[Inspector],
    place: str,
    started_at: datetime,
    ended_at: datetime,
    findings: str,
    passed: bool,
    party: str = "",
    party_statement: str = "",
    by: Actor,
    at: datetime,
) -> Check:
    """Record a check on the spot by two persons at least, with their certificates (34(3))."""
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_inspect(by, case))
    rules.check_running(case.state, case.state_name)
    check_record_open(case)
    check_recused(case, by.id, *(inspector.staff_id for inspector in inspectors))
    if len({inspector.staff_id for inspector in inspectors}) < 2:
        raise rules.TooFewInspectors(fields={"inspectors": ["请选择两名以上核查人员"]})
    if not findings.strip() or not place.strip():
        raise TextMissing(fields={"findings": ["请写明核查地点和核查情况"]})
    document = issue(
        Desk(case, terms, by, at),
        Paper.CHECK,
        {
            "started_at": started_at,
            "ended_at": ended_at,
            "place": place,
            "party": party or case.applicant_name,
            "inspectors": [
                {"name": one.name, "certificate_no": one.certificate} for one in inspectors
            ],
            "findings": findings,
            "conclusion": "符合要求" if passed else "不符合要求",
            "party_statement": party_statement or "无异议",
        },
    )
    check = Check.objects.create(
        case=case,
        inspectors=[
            {"id": one.staff_id, "name": one.name, "certificate": one.certificate}
            for one in inspectors
        ],
        place=place,
        started_at=started_at,
        findings=clean(findings),
        passed=passed,
        document_id=str(document.pk),
        recorded_by=by.name,
    )
    event = CheckRecorded(inspectors=[one.name for one in inspectors], passed=passed)
    record(case, event, by=by, at=at)
    return check


@action
def write_note(case: Case, *, text: str, by: Actor, at: datetime) -> Note:
    """Write an internal note: colleagues see it, the applicant never does."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    if not text.strip():
        raise TextMissing(fields={"text": ["请填写备注"]})
    note = Note.objects.create(case=case, text=clean(text), written_by=by.name, written_at=at)
    record(case, NoteWritten(note=str(note.pk)), by=by, at=at)
    return note


@action
def ask(case: Case, *, text: str, by: Actor, at: datetime) -> Question:
    """A word from the applicant to the handling unit, or its answer."""
    opened = open_case(case, at=at)
    case = opened.case
    from_applicant = policy.may_act_for_applicant(by, case)
    policy.require(from_applicant or policy.may_handle(by, case))
    check_recused(case, by.id)
    if not text.strip():
        raise TextMissing(fields={"text": ["请填写内容"]})
    question = Question.objects.create(
        case=case,
        from_applicant=from_applicant,
        text=clean(text),
        written_by=by.name,
        written_at=at,
    )
    record(case, QuestionAsked(from_applicant=from_applicant), by=by, at=at)
    return question
