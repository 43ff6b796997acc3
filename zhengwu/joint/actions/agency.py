"""Projects: their file, the agency window of their kind, the free agent, their four stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from zhengwu.identity.models import Firm
from zhengwu.joint import policy, queries
from zhengwu.joint.actions.apply import next_number
from zhengwu.joint.enums import ProjectKind, ProjectState, StageCode, StageState
from zhengwu.joint.events import (
    AgencyRuleSet,
    AgencyStepWritten,
    AgentNamed,
    ProjectEnded,
    ProjectOpened,
    StageMoved,
)
from zhengwu.joint.models import Agency, AgencyRule, AgencyStep, Project, Stage
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import action, record, remembered
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import InvalidInput, NotThere
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.org.models import Organ, Staff
from zhengwu.org.queries import duties_of

# Which joint service does a stage; the proof is a meeting (论证会).
STAGE_SERVICES = {
    StageCode.APPROVAL: "project-approval",
    StageCode.PROOF: "",
    StageCode.DRAWINGS: "project-drawings",
    StageCode.ACCEPTANCE: "project-acceptance",
}


class NoAgency(InvalidInput):
    """还没有为“{kind}”确定代办窗口。"""


class FieldsMissing(InvalidInput):
    """请补全项目信息。"""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of a project when its file is opened."""

    code: str
    name: str
    kind: ProjectKind
    investor: str
    firm: Firm | None = None
    place: str = ""
    amount: Decimal | None = None
    major: bool = False


@action
def set_agency(
    *, kind: ProjectKind, organ_code: str, basis: str, effective_on: date, by: Actor, at: datetime
) -> AgencyRule:
    """Which organ's window is agent for a kind of project from a day on."""
    policy.require(policy.may_set_rules(by))
    if not basis.strip():
        raise refusals.ReasonMissing(fields={"basis": ["请写明依据"]})
    organ = Organ.objects.get(pk=organ_code)
    rule = AgencyRule.objects.create(
        kind=ProjectKind(kind),
        organ_code=organ.pk,
        basis=clean(basis).strip(),
        effective_on=effective_on,
        set_by=by.name,
        set_at=at,
    )
    record(rule, AgencyRuleSet(kind=rule.kind, organ=organ.pk), by=by, at=at)
    return rule


@action
def open_project(what: Particulars, *, by: Actor, at: datetime) -> Project:
    """Open the file of a project: its window follows from its kind, its four stages lie ahead."""
    policy.require(policy.may_open_projects(by))
    day = local_day(at)
    # The number's row is the lock: of two who open one code at once the second reads the first's.
    number = next_number("XM", day)
    _check(what)
    agency = queries.agency_of(what.kind, day)
    if agency is None:
        raise NoAgency(kind=what.kind, fields={"kind": ["这一类项目还没有确定代办窗口"]})
    organ = Organ.objects.get(pk=agency.organ_code)
    matter = matters.open_matter(
        kind="project",
        number=number,
        title=what.name,
        organ_code=organ.pk,
        region_code=organ.region_id or settings.REGION_CODE,
        by=by,
        at=at,
    )
    project = Project.objects.create(
        matter=matter,
        code=what.code.strip(),
        name=clean(what.name).strip(),
        kind=what.kind,
        investor=clean(what.investor).strip(),
        firm=what.firm,
        place=clean(what.place).strip(),
        amount=what.amount,
        major=what.major,
        agency_code=organ.pk,
        opened_on=day,
        opened_by=by.name,
    )
    Stage.objects.bulk_create(
        [
            Stage(project=project, code=code, position=place, service_code=service)
            for place, (code, service) in enumerate(STAGE_SERVICES.items())
        ]
    )
    event = ProjectOpened(project=project.code, name=project.name, kind=what.kind, agency=organ.pk)
    record(project, event, by=by, at=at)
    return project


def _check(what: Particulars) -> None:
    fields = {
        name: [message]
        for name, value, message in (
            ("code", what.code, "请填写项目代码"),
            ("name", what.name, "请填写项目名称"),
            ("investor", what.investor, "请填写建设（投资）单位"),
        )
        if not value.strip()
    }
    if fields:
        raise FieldsMissing(fields=fields)
    if Project.objects.filter(code=what.code.strip()).exists():
        code = what.code.strip()
        raise refusals.CodeTaken(code=code, fields={"code": ["这个项目代码已经登记过"]})


def locked(project: Project | UUID | str) -> Project:
    """The project, locked with its matter."""
    identity = project.matter_id if isinstance(project, Project) else UUID(str(project))
    return remembered(("joint.project", identity), lambda: _locked(identity))


def _locked(identity: UUID) -> Project:
    rows = Project.objects.select_related("matter", "firm")
    found = rows.select_for_update(of=("self", "matter")).filter(pk=identity).first()
    if found is None:
        raise NotThere(project=str(identity))
    matters.holding(found.matter)
    return found


def _running(project: Project | UUID | str) -> Project:
    found = locked(project)
    if found.state != ProjectState.RUNNING:
        raise refusals.ProjectOver(state=found.state_name)
    return found


@action
def start_agency(project: Project, *, by: Actor, at: datetime) -> Project:
    """The agency window takes the project for the complete course (全程代办), free of charge."""
    found = _running(project)
    policy.require(policy.may_carry(by, found))
    if not found.full_agency:
        found.full_agency, found.agency_on = True, local_day(at)
        found.save(update_fields=["full_agency", "agency_on"])
        event = AgencyStepWritten(on=local_day(at).isoformat())
        record(found, event, by=by, at=at, reason="全程代办开始，不收取费用")
    return found


@action
def name_agent(project: Project, *, staff: Staff, by: Actor, at: datetime) -> Agency:
    """Name the one who carries the project through; the one before ends on this day."""
    found = _running(project)
    policy.require(policy.may_name_agent(by, found))
    day = local_day(at)
    organs = {organ for _, organ in duties_of(staff, day)}
    if found.agency_code not in organs:
        raise refusals.NotAnAgent(name=staff.name, fields={"staff": ["请选择代办窗口单位的人员"]})
    standing = Agency.objects.select_for_update().filter(project=found, until=None).first()
    if standing is not None and standing.staff_id == str(staff.pk):
        return standing
    if standing is not None:
        standing.until = day
        standing.save(update_fields=["until"])
    named = Agency.objects.create(
        project=found, staff_id=str(staff.pk), name=staff.name, since=day, named_by=by.name
    )
    start_agency(found, by=by, at=at)
    record(found, AgentNamed(staff=named.staff_id, name=named.name), by=by, at=at)
    return named


@action
def write_step(project: Project, *, on: date, text: str, by: Actor, at: datetime) -> AgencyStep:
    """What was done for the project on a day."""
    found = _running(project)
    policy.require(policy.may_carry(by, found))
    if not clean(text).strip():
        raise refusals.ReasonMissing(fields={"text": ["请写明办了什么"]})
    if on > local_day(at):
        raise refusals.ReasonMissing(fields={"on": ["日期不能晚于今天"]})
    step = AgencyStep.objects.create(
        project=found, on=on, text=clean(text).strip(), written_by=by.name, written_at=at
    )
    record(found, AgencyStepWritten(on=on.isoformat()), by=by, at=at)
    return step


@action
def begin_stage(
    project: Project, *, code: StageCode, number: str = "", by: Actor, at: datetime
) -> Stage:
    """A stage begins when the one before is done; beginning it again changes nothing."""
    found = _running(project)
    stages = list(Stage.objects.select_for_update().filter(project=found))
    stage = next(one for one in stages if one.code == code)
    before = [one for one in stages if one.position < stage.position]
    if waits := next((one for one in before if one.state != StageState.DONE), None):
        raise refusals.StageNotItsTurn(before=waits.name, stage=stage.name)
    if stage.state == StageState.DONE:
        raise refusals.StageStands(stage=stage.name, state=stage.state_name)
    if stage.state == StageState.AHEAD:
        stage.state, stage.begun_on = StageState.RUNNING, local_day(at)
        stage.save(update_fields=["state", "begun_on"])
        event = StageMoved(stage=stage.code, state=stage.state, matter=number)
        record(found, event, by=by, at=at)
    return stage


@action
def finish_stage(
    project: Project | UUID | str,
    *,
    code: str,
    passed: bool,
    outcome: str,
    number: str = "",
    by: Actor = SYSTEM,
    at: datetime,
) -> Stage:
    """A stage's joint matter was answered, or the minutes of its meeting are signed.

    Where it was not passed the stage stays open: it can be applied for, or met on, once more.
    """
    found = locked(project)
    stage = Stage.objects.select_for_update().get(project=found, code=code)
    if stage.state == StageState.DONE:
        return stage
    stage.outcome = clean(outcome)[:300]
    if passed:
        stage.state, stage.done_on = StageState.DONE, local_day(at)
        stage.begun_on = stage.begun_on or stage.done_on
    stage.save()
    event = StageMoved(stage=stage.code, state=stage.state, matter=number)
    record(found, event, by=by, at=at, reason=stage.outcome)
    left = Stage.objects.filter(project=found).exclude(state=StageState.DONE)
    if passed and not left.exists():
        _end(found, ProjectState.FINISHED, "四个联办阶段全部完成", by, at)
    return stage


@action
def end_project(project: Project, *, reason: str, by: Actor, at: datetime) -> Project:
    """The project was given up; its file stays."""
    found = _running(project)
    policy.require(policy.may_carry(by, found))
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": ["请写明终止的理由"]})
    _end(found, ProjectState.STOPPED, clean(reason), by, at)
    return found


def _end(project: Project, state: ProjectState, reason: str, by: Actor, at: datetime) -> None:
    project.state, project.ended_on = state, local_day(at)
    project.save(update_fields=["state", "ended_on"])
    record(project, ProjectEnded(state=state), by=by, at=at, reason=reason)
    matters.close(project.matter, by=by, at=at)
