"""Time, place and chair of a hearing: set, told in advance, announced, put off (许可法 46, 48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.hearing_chair import check_candidate, name_of
from zhengwu.cases.actions.hearing_desk import (
    hand_to,
    hearing_of,
    note_served,
    paper_for,
    record_service,
    sealing,
    start_clock,
    stop_clock,
)
from zhengwu.cases.actions.hearing_time import begin_exclusion
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import (
    GROUND_NAMES,
    HearingClock,
    HearingGround,
    HearingState,
    Paper,
    SittingState,
)
from zhengwu.cases.events import SittingPostponed, SittingSet
from zhengwu.cases.models import Case, Hearing, Notified, Party, Sitting
from zhengwu.cases.rules import hearing as law
from zhengwu.clock import queries as clock
from zhengwu.documents.models import Document
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import SHANGHAI, format_instant, local_day


class NotToBeHeld(Refusal):
    """现在没有待确定时间地点的听证（{state}）。"""


class NothingSet(Refusal):
    """听证还没有确定时间地点。"""


class SittingIncomplete(InvalidInput):
    """请写明听证的时间、地点、主持人和记录人；主持人和记录人不能是同一人。"""


class OutsideThePeriod(Refusal):
    """本机关应当在 {until} 以前组织听证，来得及的时候不能定在 {held_on}。"""

    law = "行政许可法 第47条第1款"


class ReasonMissing(InvalidInput):
    """请写明延期的理由。"""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sitting to be set: staff by id; `secrecy` says why it is not public, where it is not."""

    held_at: datetime
    place: str
    chair_id: str
    recorder_id: str
    public: bool = True
    secrecy: str = ""
    announce: bool = False


def shown(instant: datetime) -> str:
    """10月9日 09:00 as people read it."""
    return format_instant(instant.astimezone(SHANGHAI))


@action
def set_sitting(case: Case, *, plan: Plan, by: Actor, at: datetime) -> Sitting:
    """Fix time, place and chair; issue the notices, so many days before (48(1)(1)).

    Refused: a day too near to tell everybody in time; a chair who handled the case; a closed
    hearing without its reason. An ex officio hearing is announced to the public (46), another
    one where the organ thinks it necessary.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    if hearing.state != HearingState.CALLED:
        raise NotToBeHeld(state=hearing.state_name)
    _check_plan(opened, plan, at)
    region, held_on = case.matter.region_code, local_day(plan.held_at)
    notify_by = clock.due_if_started(HearingClock.NOTICE, held_on, region_code=region).on
    law.check_notice(held_on, notify_by, local_day(at))
    _check_period(opened, plan, at)
    sitting = Sitting.objects.create(
        hearing=hearing,
        held_at=plan.held_at,
        place=clean(plan.place)[:200],
        chair_id=plan.chair_id,
        chair_name=name_of(plan.chair_id),
        recorder_id=plan.recorder_id,
        recorder_name=name_of(plan.recorder_id),
        public=plan.public,
        secrecy=clean(plan.secrecy)[:300],
        notify_by=notify_by,
        set_by=by.name,
        set_at=at,
    )
    hearing.state = HearingState.SET
    hearing.save(update_fields=["state"])
    start_clock(case, HearingClock.NOTICE, held_on, str(sitting.pk), by, at)
    papers = _notify(opened, hearing, sitting, by, at)
    if hearing.ex_officio or plan.announce:
        _announce(opened, hearing, sitting, by, at)
    begin_exclusion(opened, held_on, by, at)
    event = SittingSet(
        sitting=str(sitting.pk),
        held_at=plan.held_at.isoformat(),
        shown=shown(plan.held_at),
        place=sitting.place,
        chair=sitting.chair_name,
        notify_by=notify_by.isoformat(),
        documents=[str(one.pk) for one in papers],
    )
    record(case, event, by=by, at=at)
    return sitting


def _check_plan(opened: Opened, plan: Plan, at: datetime) -> None:
    absent = {
        name: ["请填写"]
        for name in ("place", "chair_id", "recorder_id")
        if not str(getattr(plan, name)).strip()
    }
    if plan.chair_id and plan.chair_id == plan.recorder_id:
        absent["recorder_id"] = ["记录人不能由主持人兼任"]
    if plan.held_at <= at:
        absent["held_at"] = ["听证时间应当在今天以后"]
    if absent:
        raise SittingIncomplete(fields=absent)
    if not plan.public and not plan.secrecy.strip():
        raise law.SecrecyUnexplained(fields={"secrecy": ["请写明不公开的理由"]})
    check_candidate(opened.case, plan.chair_id)


def _check_period(opened: Opened, plan: Plan, at: datetime) -> None:
    """Within the period after the request, as long as its last day can still be kept (47)."""
    running = next(
        (one for one in opened.clocks if one.label == HearingClock.ORGANISE.label and one.open),
        None,
    )
    held_on = local_day(plan.held_at)
    if running is None or held_on <= running.due_on:
        return
    hearing = Hearing.objects.get(case=opened.case)
    if hearing.sittings.filter(state=SittingState.POSTPONED).exists():
        return
    region = opened.case.matter.region_code
    last = clock.due_if_started(HearingClock.NOTICE, running.due_on, region_code=region).on
    if local_day(at) <= last:
        raise OutsideThePeriod(until=running.due_on.isoformat(), held_on=held_on.isoformat())


def _notify(
    opened: Opened, hearing: Hearing, sitting: Sitting, by: Actor, at: datetime
) -> list[Document]:
    case = opened.case
    papers: list[tuple[Party, Document, Notified]] = []
    desk = Desk(case, opened.terms, by, at)
    fields = _facts(hearing, sitting) | {"recorder": sitting.recorder_name}
    for party in Party.objects.filter(case=case).order_by("role", "pk"):
        party.case = case
        document = paper_for(desk, Paper.HEARING_NOTICE, fields, party)
        notice = Notified.objects.create(sitting=sitting, party=party, document_id=str(document.pk))
        papers.append((party, document, notice))
    # Served only when all are issued: the duty of notice is met with the last one.
    for party, document, notice in papers:
        served_on = hand_to(document, party, None, by=by, at=at)
        if served_on:
            note_served(opened, notice, served_on, by, at)
            record_service(party, document, served_on, by, at)
    return [document for _, document, _ in papers]


def _facts(hearing: Hearing, sitting: Sitting) -> dict[str, Any]:
    return {
        "matter_text": hearing.matter_text,
        "held_at": sitting.held_at,
        "place": sitting.place,
        "chair": sitting.chair_name,
    }


def _announce(opened: Opened, hearing: Hearing, sitting: Sitting, by: Actor, at: datetime) -> None:
    desk = Desk(opened.case, opened.terms, by, at)
    how = "听证公开举行，公民可以凭有效身份证件到场旁听。"
    if not sitting.public:
        how = "本次听证依法不公开举行，仅通知当事人参加。"
    fields = _facts(hearing, sitting) | {
        "ground": GROUND_NAMES[HearingGround(hearing.ground)],
        "how": how,
    }
    document = issue(desk, Paper.HEARING_ANNOUNCEMENT, fields, sealing=sealing(desk))
    sitting.announcement_id, sitting.announced_on = str(document.pk), local_day(at)
    sitting.save(update_fields=["announcement_id", "announced_on"])


def set_of(hearing: Hearing) -> Sitting:
    """The sitting that is set, locked."""
    found = (
        Sitting.objects.select_for_update().filter(hearing=hearing, state=SittingState.SET).first()
    )
    if found is None:
        raise NothingSet
    found.hearing = hearing
    return found


@action
def postpone_sitting(case: Case, *, asked_by: str, reason: str, by: Actor, at: datetime) -> Sitting:
    """Put a sitting off: everybody is told, and the next one is notified anew in full."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    sitting = set_of(hearing)
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明延期的理由"]})
    desk, papers = Desk(case, opened.terms, by, at), []
    fields = {"was_at": sitting.held_at, "asked_by": clean(asked_by), "reason": clean(reason)}
    for party in Party.objects.filter(case=case).order_by("role", "pk"):
        party.case = case
        document = paper_for(desk, Paper.HEARING_POSTPONED, fields, party)
        if served_on := hand_to(document, party, None, by=by, at=at):
            record_service(party, document, served_on, by, at)
        papers.append(document)
    sitting.state, sitting.reason, sitting.ended_at = SittingState.POSTPONED, clean(reason), at
    sitting.save(update_fields=["state", "reason", "ended_at"])
    stop_clock(opened, HearingClock.NOTICE, "cancelled", str(sitting.pk), by, at)
    hearing.state = HearingState.CALLED
    hearing.save(update_fields=["state"])
    event = SittingPostponed(
        sitting=str(sitting.pk),
        asked_by=clean(asked_by),
        documents=[str(one.pk) for one in papers],
    )
    record(case, event, by=by, at=at, reason=reason)
    return sitting
