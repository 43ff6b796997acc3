"""Hearings of the demonstration: one lies at each stage, by the same acts as people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.hearing_chair import candidates
from zhengwu.cases.enums import HearingGround, SittingState, TaskKind, Wish
from zhengwu.cases.models import Case, Hearing, Notified, Party
from zhengwu.catalogue.models import Edition
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty

if TYPE_CHECKING:
    from .simulate import Simulator

PLACE = "区政务服务中心三楼听证室（演示）"
NOTICE = 11  # working days between notice and sitting in these stories, more than the law asks
# How far each has come, and so many working days ago it was accepted.
STAGES = {"told": 4, "requested": 7, "set": 9, "challenged": 10, "held": 26, "closed": 28}


def _reviewer(simulator: Simulator, case: Case, at: datetime) -> Actor:
    return simulator.office.staff(case.organ_code, Duty.REVIEWER, local_day(at))


def _head(simulator: Simulator, case: Case, at: datetime) -> Actor:
    return simulator.office.staff(case.organ_code, Duty.HEAD, local_day(at))


def call(simulator: Simulator, case: Case, at: datetime) -> None:
    """Called because the law of the item wants it (46)."""
    cases.call_hearing(
        case,
        ground=HearingGround.BY_LAW,
        matter_text=f"{case.applicant_name}申请{case.matter.title}",
        why="法律、法规规定应当听证（演示）",
        by=_reviewer(simulator, case, at),
        at=at,
    )


def appoint(simulator: Simulator, case: Case, at: datetime) -> datetime:
    """Time, place and chair; the instant at which it is to be held."""
    held_at = simulator.later(at, NOTICE).replace(hour=9, minute=30)
    free = candidates(case, at)
    recorder = _reviewer(simulator, case, at)
    cases.set_sitting(
        case,
        plan=cases.Plan(
            held_at=held_at, place=PLACE, chair_id=str(free[-1].pk), recorder_id=recorder.id
        ),
        by=_head(simulator, case, at),
        at=at,
    )
    for notice in Notified.objects.filter(sitting__hearing__case=case, served_on=None):
        _serve(simulator, case, notice.document_id, notice.party.name, at)
    return held_at


def _serve(simulator: Simulator, case: Case, document_id: str, name: str, at: datetime) -> None:
    by = _reviewer(simulator, case, at)
    detail = {"receiver": name, "place": "当事人住所（演示）", "deliverer": by.name}
    serving = cases.Serving("direct", local_day(at), detail)
    cases.serve_hearing_paper(case, document_id=document_id, serving=serving, by=by, at=at)


def hold(simulator: Simulator, case: Case, at: datetime) -> None:
    """Held: opinion, evidence, defence; everybody came."""
    sitting = Hearing.objects.get(case=case).sittings.get(state=SittingState.SET)
    presenters = {*queries.reviewers(case), case.undertaker_id}
    presenters -= {"", sitting.chair_id, sitting.recorder_id}
    cases.hold_sitting(
        case,
        held=cases.Proceedings(
            presenter_id=min(presenters),
            opinion="经审查，申请材料齐全，拟准予许可（演示）。",
            evidence="现场检查记录、平面布局图、检测报告（演示）。",
            defence="当事人对噪声提出意见，申请人出示检测报告并作了说明（演示）。",
            closing="各方没有新的意见（演示）。",
            ended_at=at - timedelta(minutes=10),
            came=[cases.Came(str(one.pk), present=True) for one in case.parties.all()],
        ),
        by=_reviewer(simulator, case, at),
        at=at,
    )


def close(simulator: Simulator, case: Case, at: datetime) -> None:
    """The minutes were read and signed by all."""
    sitting = Hearing.objects.get(case=case).sittings.get(state=SittingState.HELD)
    signed = {
        str(one.pk): cases.Signature(True) for one in sitting.attendances.filter(present=True)
    }
    cases.close_minutes(case, signatures=signed, by=_reviewer(simulator, case, at), at=at)


def whole(simulator: Simulator, case: Case, at: datetime) -> datetime:
    """The whole hearing of an item whose law wants one; when it was over."""
    case = Case.objects.select_related("matter").get(pk=case.pk)
    call(simulator, case, at)
    held_at = appoint(simulator, case, at)
    hold(simulator, case, held_at + timedelta(hours=2))
    close(simulator, case, held_at + timedelta(hours=3))
    return held_at + timedelta(hours=3)


def stages(simulator: Simulator, edition: Edition) -> None:
    """One case at each stage of a hearing on request, with a neighbour who is touched by it."""
    for stage, ago in STAGES.items():
        try:
            _to(simulator, edition, stage, len(simulator.days) - ago)
        except Refusal as refusal:
            simulator.tally.refused.append(f"hearing {stage}: {refusal.message}")


def _to(simulator: Simulator, edition: Edition, stage: str, start: int) -> None:
    case = simulator.accepted(edition, simulator.instant(simulator.days[start]))
    at = simulator.instant(simulator.days[start + 2])
    review = next(one for one in queries.open_tasks(case) if one.kind == TaskKind.REVIEW)
    simulator.step(case, review, at)
    neighbour = cases.add_party(
        case, name="演示小区业主委员会", address="广安区浓洄街道演示路9号（演示）", phone="",
        interest="经营场所与住宅楼相邻，噪声和出入影响居民",
        by=_reviewer(simulator, case, at), at=at,
    )  # fmt: skip
    cases.tell_rights(
        case, matter_text=f"拟准予{case.matter.title}", interests="相邻居民的安宁和通行",
        by=_head(simulator, case, at), at=at,
    )  # fmt: skip
    neighbour.refresh_from_db()
    _serve(simulator, case, neighbour.right_document_id, neighbour.name, at)
    if stage == "told":
        return
    _on(simulator, case, neighbour, stage, start + 3)


def _on(simulator: Simulator, case: Case, neighbour: Party, stage: str, day: int) -> None:
    at = simulator.instant(simulator.days[day])
    by = simulator.office.staff(case.organ_code, Duty.WINDOW_CLERK, local_day(at), nth=2)
    words = "担心夜间噪声，要求听证（演示）。"
    cases.express_wish(case, party=neighbour, wish=Wish.REQUESTED, words=words, by=by, at=at)
    if stage == "requested":
        return
    at = simulator.instant(simulator.days[day + 1])
    held_at = appoint(simulator, case, at)
    if stage == "challenged":
        cases.challenge_chair(
            case, party=neighbour, ground="主持人与申请人的负责人是近亲属（演示）", by=by,
            at=at + timedelta(hours=1),
        )  # fmt: skip
    if stage in ("held", "closed"):
        hold(simulator, case, held_at + timedelta(hours=2))
    if stage == "closed":
        close(simulator, case, held_at + timedelta(hours=3))
