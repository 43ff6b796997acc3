"""Joint matters of the demonstration, one in each state, by the same acts as people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from zhengwu.cases import actions as cases
from zhengwu.cases import queries as case_queries
from zhengwu.cases.enums import Channel, TaskKind, Verdict
from zhengwu.forms.queries import by_digest
from zhengwu.joint import actions as joint
from zhengwu.joint import queries
from zhengwu.joint.enums import MeetingKind, PartState, StageCode
from zhengwu.joint.models import Joint, Part, Project, ServiceEdition, Stage
from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Holding

from .answers import fill

if TYPE_CHECKING:
    from .simulate import Simulator

ENTERPRISE, APPROVAL, DRAWINGS = "new-enterprise", "project-approval", "project-drawings"
# 企业开办: a clerk comes for a firm that employs people and wants the paper.
_EVERYTHING = {"staff": True, "handler": "agent", "copies": True}
PLACE = "区政务服务中心企业开办专区（演示）"


class Teller:
    """Tells joint stories on the simulator's calendar, with its people."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator, self.office = simulator, simulator.office

    def at(self, back: int, hour: int = 10) -> datetime:
        """An hour of the day so many working days ago."""
        return self.simulator.instant(self.simulator.days[-back], hour)

    def lead(self, row: Joint, at: datetime) -> Actor:
        """The clerk of the window that leads."""
        return self.office.staff(row.lead_code, Duty.WINDOW_CLERK, local_day(at))

    def centre(self, at: datetime) -> Actor:
        """Who manages the centre."""
        held = Holding.objects.filter(post__duties__duty=Duty.CENTRE_MANAGER).select_related(
            "staff"
        )
        return self.office.actor(held.order_by("staff__number")[0].staff, local_day(at))

    # -- acts ---------------------------------------------------------------------------------

    def receive(
        self, code: str, at: datetime, *, stage: Stage | None = None, leave_out: int = 0
    ) -> Joint:
        """Handed in at the lead window, complete but for `leave_out` papers."""
        edition = queries.live(code)
        assert edition is not None, code
        document = edition.document
        needed = [one.code for one in document.papers if one.required == "required"]
        person = self.simulator._person(at)
        firm = self.simulator._firm(at) if document.subjects == ("2",) else None
        plan = joint.JointApplication(
            edition=edition,
            applicant=cases.Applicant(person=person, firm=firm),
            answers=self._answers(edition, stage, (firm or person).name),
            papers=[joint.Sheet(one, form="original") for one in needed[leave_out:]],
            channel=Channel.WINDOW,
            truth_declared=True,
            delivery_way="窗口领取",
            delivery_detail={
                "electronic_consent": "申请人在窗口书面同意电子送达（演示）",
                "electronic_address": "本系统“我的联办件”",
            },
            stage=stage,
            situation=dict(_EVERYTHING) if document.posed else {},
            simulated=True,
        )
        organ = stage.project.agency_code if stage and code == APPROVAL else ""
        organ = organ or document.leads[-1].organ_code
        by = self.office.staff(organ, Duty.WINDOW_CLERK, local_day(at))
        return joint.receive(plan, by=by, at=at)

    def _answers(self, edition: ServiceEdition, stage: Stage | None, name: str) -> dict[str, Any]:
        form = edition.document.form
        version = by_digest(form.code, form.digest)
        assert version is not None
        answers = fill(version.schema, self.simulator.random, name)
        if stage is not None:
            project = stage.project
            known = {"code": project.code, "name": project.name, "place": project.place}
            answers["project"] = {**answers.get("project", {}), **known}
        return answers

    def accepted(self, code: str, at: datetime, **more: Any) -> Joint:
        """Taken in by the lead an hour later."""
        row = self.receive(code, at, **more)
        at += timedelta(hours=1)
        return joint.accept(row, by=self.lead(row, at), at=at)

    def answer(
        self, row: Joint, at: datetime, verdicts: Mapping[str, Verdict] | None = None
    ) -> None:
        """Every organ whose turn it is decides, each some minutes after the last."""
        for part in Part.objects.filter(joint=row, state=PartState.ACCEPTED).order_by("position"):
            self.decide(part, at, (verdicts or {}).get(part.organ_code, Verdict.GRANTED))
            at += timedelta(minutes=25)
        joint.gather(row.pk, at=at)

    def decide(self, part: Part, at: datetime, verdict: Verdict = Verdict.GRANTED) -> None:
        """The organ walks its own case to the decision."""
        part = Part.objects.select_related("case__matter").get(pk=part.pk)
        case, day = part.case, local_day(at)
        assert case is not None
        for copy in part.copies.filter(signed_at=None):
            by = self.office.staff(part.organ_code, Duty.WINDOW_CLERK, day)
            joint.sign_copy(part.joint, copy_id=str(copy.pk), by=by, at=at)
        for _ in range(9):
            tasks = case_queries.open_tasks(case)
            task = next((one for one in tasks if one.kind != TaskKind.DELIVER), None)
            if task is None:
                return
            if task.kind == TaskKind.DECIDE:
                refused = verdict is Verdict.REFUSED
                ruling = cases.Ruling(
                    verdict,
                    reasons="所交住所使用证明与申请的住所不一致，不具备法定条件（演示）。"
                    if refused
                    else "",
                    basis="《行政许可法》第三十八条第二款" if refused else "",
                )
                by = self.office.staff(part.organ_code, Duty.DECIDER, day)
                cases.decide(case, task=task, ruling=ruling, by=by, at=at)
                continue
            self.simulator.step(case, task, at)

    def hand_over(self, row: Joint, at: datetime) -> None:
        """All results at the lead window, together."""
        row = joint.gather(row.pk, at=at)
        by = self.lead(row, at)
        detail = {"receiver": row.applicant_name, "place": PLACE, "deliverer": by.name}
        joint.hand_over(row, way="direct", on=local_day(at), detail=detail, by=by, at=at)


# -- new enterprises -------------------------------------------------------------------------------


def _in_tray(tell: Teller) -> None:
    tell.receive(ENTERPRISE, tell.at(1, 16))


def _supplementing(tell: Teller) -> None:
    row = tell.receive(ENTERPRISE, tell.at(3), leave_out=1)
    code = next(one.code for one in row.edition.document.papers if one.required == "required")
    demand = joint.Demand(code, "没有提交", "请补交，内容清晰，与申请表一致")
    joint.request_supplement(
        row, demands=[demand], by=tell.lead(row, tell.at(3)), at=tell.at(3, 15)
    )


def _parallel(tell: Teller) -> None:
    row = tell.accepted(ENTERPRISE, tell.at(1, 9))
    tell.answer(row, tell.at(1, 14))  # the licence; tax and insurance have begun


def _refused(tell: Teller) -> None:
    row = tell.accepted(ENTERPRISE, tell.at(12))
    tell.answer(row, tell.at(12, 15), {"GA-XZSP": Verdict.REFUSED})
    tell.hand_over(row, tell.at(11, 10))


def _one_refused(tell: Teller) -> None:
    row = tell.accepted(ENTERPRISE, tell.at(20))
    tell.answer(row, tell.at(20, 14))
    tell.answer(row, tell.at(19, 10), {"GA-SWJ": Verdict.REFUSED})
    tell.hand_over(row, tell.at(19, 16))


def _collected(tell: Teller) -> None:
    row = tell.accepted(ENTERPRISE, tell.at(2, 9))
    tell.answer(row, tell.at(2, 14))
    tell.answer(row, tell.at(1, 10))


def _together(tell: Teller, back: int) -> None:
    row = tell.accepted(ENTERPRISE, tell.at(back, 9))
    tell.answer(row, tell.at(back, 14))
    tell.answer(row, tell.at(back - 1, 9))
    tell.hand_over(row, tell.at(back - 1, 16))


def _half_withdrawn(tell: Teller) -> None:
    row = tell.accepted(ENTERPRISE, tell.at(6, 9))
    tell.answer(row, tell.at(6, 14))
    social = Part.objects.get(joint=row, organ_code="GA-RSJ")
    by = Actor(kind=ActorKind.CITIZEN, id=str(row.person_id), assurance=Assurance.PASSWORD)
    joint.withdraw(
        row, items=[social.item_code], reason="暂时没有职工，以后再办", by=by, at=tell.at(6, 16)
    )
    tell.answer(row, tell.at(5, 10))
    tell.hand_over(row, tell.at(5, 15))


# -- projects --------------------------------------------------------------------------------------


def _stage(tell: Teller, project: Project, code: StageCode, at: datetime) -> Stage:
    by = tell.office.staff(project.agency_code, Duty.WINDOW_CLERK, local_day(at))
    return joint.begin_stage(project, code=code, by=by, at=at)


def _answer_questions(tell: Teller, row: Joint, at: datetime) -> None:
    for one in row.consultations.filter(state="open"):
        by = tell.office.staff(one.organ_code, Duty.REVIEWER, local_day(at))
        joint.answer(
            row, consultation_id=str(one.pk), consent=True, opinion="符合城乡建设管理要求，同意。",
            by=by, at=at,
        )  # fmt: skip


def _proved(tell: Teller, project: Project, back: int) -> None:
    """联合论证: called, held, minutes signed by all who came."""
    organs = ["GA-ZJJ", "GA-STJ", "GA-FGJ"]
    at, held = tell.at(back, 9), tell.at(back - 2, 9)
    meeting = joint.call_meeting(
        about=project, kind=MeetingKind.PROOF, subject=f"{project.name}总平面方案论证",
        organs=organs, planned_at=held, place="区政务服务中心三楼会议室（演示）",
        chair=tell.centre(at).name, stage=StageCode.PROOF, by=tell.centre(at), at=at,
    )  # fmt: skip
    minds = {code: tell.office.staff(code, Duty.REVIEWER, local_day(held)) for code in organs}
    meeting = joint.keep_minutes(
        meeting, held_at=held, passed=True, by=tell.centre(held), at=held + timedelta(hours=3),
        minutes="逐项论证了总平面布置、消防车道和排水方案，各单位当场提出意见。",
        conclusion="方案可行，按会议意见修改后进入施工图审查。",
        seats=[joint.Seat(code, one.name, one.id, "同意") for code, one in minds.items()],
    )  # fmt: skip
    for code, one in minds.items():
        joint.sign_minutes(meeting, organ_code=code, by=one, at=held + timedelta(hours=4))


def _investment(tell: Teller, project: Project) -> None:
    """Two stages done, the third under way: approval, proof, drawings."""
    at = tell.at(45, 9)
    row = tell.accepted(APPROVAL, at, stage=_stage(tell, project, StageCode.APPROVAL, at))
    _answer_questions(tell, row, tell.at(43, 9))
    tell.answer(row, tell.at(40, 9))
    tell.hand_over(row, tell.at(39, 10))
    _pass(tell, row, tell.at(39, 11))
    _proved(tell, project, 35)
    at = tell.at(5, 9)
    row = tell.accepted(DRAWINGS, at, stage=_stage(tell, project, StageCode.DRAWINGS, at))
    first = Part.objects.filter(joint=row, state=PartState.ACCEPTED).order_by("position")[0]
    tell.decide(first, tell.at(3, 15))
    joint.gather(row.pk, at=tell.at(3, 16))


def _pass(tell: Teller, row: Joint, at: datetime) -> None:
    """What the reaction to a completed stage does, on the day it was completed."""
    assert row.stage is not None
    outcome = "；".join(f"{one.name}：{queries.verdict_of(one)}" for one in queries.parts_of(row))
    joint.finish_stage(
        row.stage.project_id, code=row.stage.code, passed=True, outcome=outcome,
        number=row.matter.number, at=at,
    )  # fmt: skip


def _silent(tell: Teller, project: Project) -> None:
    """A consulted organ let its day pass: its consent is deemed, its opinion is owed."""
    at = tell.at(7, 9)
    row = tell.accepted(APPROVAL, at, stage=_stage(tell, project, StageCode.APPROVAL, at))
    joint.apply_silence(row.pk, at=tell.at(2, 9))
    joint.gather(row.pk, at=tell.at(2, 9))


def _project(tell: Teller, kind: str, story: Callable[[Teller, Project], None]) -> None:
    project = Project.objects.filter(state="running", kind=kind).order_by("code").first()
    if project is not None:
        story(tell, project)


# Oldest first, so that numbers follow the days.
STORIES: dict[str, Callable[[Teller], None]] = {
    "project_two_stages": lambda tell: _project(tell, "investment", _investment),
    "together": lambda tell: _together(tell, 34),
    "together_again": lambda tell: _together(tell, 27),
    "one_refused": _one_refused,
    "refused": _refused,
    "together_lately": lambda tell: _together(tell, 8),
    "project_silence": lambda tell: _project(tell, "approval", _silent),
    "half_withdrawn": _half_withdrawn,
    "supplementing": _supplementing,
    "collected": _collected,
    "parallel": _parallel,
    "in_tray": _in_tray,
}


def tell_all(simulator: Simulator) -> None:
    """Every story once."""
    tell = Teller(simulator)
    for name, story in STORIES.items():
        simulator.attempt(f"joint_{name}", partial(story, tell))
