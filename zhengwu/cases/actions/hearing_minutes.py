"""The sitting held, its minutes signed, and the decision that rests on them (许可法 48)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.hearing_chair import check_candidate, name_of
from zhengwu.cases.actions.hearing_desk import hearing_of, stop_clock
from zhengwu.cases.actions.hearing_rights import take_back
from zhengwu.cases.actions.hearing_sitting import set_of, shown
from zhengwu.cases.actions.hearing_time import end_exclusion
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import (
    CAPACITY_NAMES,
    OF_THE_ORGAN,
    Capacity,
    HearingClock,
    HearingState,
    Paper,
    PartyRole,
    SittingState,
    Wish,
)
from zhengwu.cases.events import HearingHeld, HearingReopened, MinutesClosed, NobodyAttended
from zhengwu.cases.models import Attendance, Case, Challenge, Hearing, Party, Sitting
from zhengwu.cases.queries import hearing as readings
from zhengwu.cases.rules import hearing as law
from zhengwu.documents.models import Document
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere
from zhengwu.kernel.text import clean

_SAID = {"opinion": "审查意见及理由", "evidence": "出示的证据", "defence": "申辩和质证",
         "closing": "最后陈述"}  # fmt: skip


class MinutesIncomplete(InvalidInput):
    """听证笔录要写明审查意见和理由、证据、申辩和质证、最后陈述，以及未到场的原因。"""

    law = "行政许可法 第48条第1款第4项、第5项"


class NotThePresenter(InvalidInput):
    """审查意见的证据、理由由审查该申请的工作人员提供，{name}没有审查此件，或者是主持人、记录人。"""

    law = "行政许可法 第48条第1款第4项"


@dataclass(frozen=True, slots=True)
class Came:
    """Whether a party came; the reason where not; who came for it, where an agent did."""

    party_id: str
    present: bool
    absence: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What happened at a sitting: opinion, evidence, defence and cross-examination, last words."""

    presenter_id: str
    opinion: str
    evidence: str
    defence: str
    closing: str
    ended_at: datetime
    came: Sequence[Came]
    witnesses: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether a participant signed the minutes, and why not."""

    signed: bool
    refusal: str = ""


@action
def hold_sitting(case: Case, *, held: Proceedings, by: Actor, at: datetime) -> Sitting:
    """Record the sitting: who came, what was presented, objected and answered.

    Refused before its time, while a challenge is open, where a party's notice came too late,
    where nobody of those came who had asked for it. The period to organise the hearing is kept.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    sitting = set_of(hearing)
    _check_may_begin(case, sitting, at)
    _check_written(case, sitting, held, at)
    parties = {str(one.pk): one for one in Party.objects.filter(case=case)}
    _check_came(hearing, parties, held)
    rows = _attendances(sitting, parties, held)
    Attendance.objects.bulk_create(rows)
    sitting.answers = {name: clean(getattr(held, name)) for name in _SAID}
    sitting.state, sitting.ended_at = SittingState.HELD, held.ended_at
    sitting.save(update_fields=["form", "state", "ended_at"])
    hearing.state = HearingState.HELD
    hearing.save(update_fields=["state"])
    stop_clock(opened, HearingClock.ORGANISE, "met", "", by, at)
    event = HearingHeld(
        sitting=str(sitting.pk),
        present=[one.name for one in rows if one.present],
        absent=[one.name for one in rows if not one.present],
    )
    record(case, event, by=by, at=at)
    return sitting


def _check_may_begin(case: Case, sitting: Sitting, at: datetime) -> None:
    law.check_time_come(sitting.held_at, at, shown(sitting.held_at))
    open_challenge = Challenge.objects.filter(sitting=sitting, granted=None).first()
    if open_challenge is not None:
        raise law.ChallengeOpen(name=open_challenge.party.name)
    check_candidate(case, sitting.chair_id)
    for notice in sitting.notices.select_related("party"):
        law.check_served(notice.party.name, notice.served_on, sitting.notify_by)


def _check_written(case: Case, sitting: Sitting, held: Proceedings, at: datetime) -> None:
    absent = {
        name: [f"请写明{what}"] for name, what in _SAID.items() if not getattr(held, name).strip()
    }
    if held.ended_at < sitting.held_at or held.ended_at > at:
        absent["ended_at"] = ["结束时间应当在听证时间以后、现在以前"]
    if absent:
        raise MinutesIncomplete(fields=absent)
    reviewers = {*queries.reviewers(case), case.undertaker_id} - {""}
    others = {sitting.chair_id, sitting.recorder_id}
    if held.presenter_id not in reviewers or held.presenter_id in others:
        name = name_of(held.presenter_id) if held.presenter_id else "—"
        raise NotThePresenter(name=name, fields={"presenter_id": ["请选择审查该申请的工作人员"]})


def _check_came(hearing: Hearing, parties: Mapping[str, Party], held: Proceedings) -> None:
    told = {one.party_id for one in held.came}
    if told != set(parties):
        raise NotThere(party="、".join(told ^ set(parties)))
    silent = [one for one in held.came if not one.present and not one.absence.strip()]
    if silent:
        raise MinutesIncomplete(fields={"came": ["请写明未到场的原因"]})
    asked = [key for key, one in parties.items() if one.wish == Wish.REQUESTED]
    present = {one.party_id for one in held.came if one.present}
    if not hearing.ex_officio and not present & set(asked):
        raise law.NobodyCame


def _attendances(
    sitting: Sitting, parties: Mapping[str, Party], held: Proceedings
) -> list[Attendance]:
    rows = [
        Attendance(sitting=sitting, capacity=capacity, name=name, present=True)
        for capacity, name in (
            (Capacity.CHAIR, sitting.chair_name),
            (Capacity.RECORDER, sitting.recorder_name),
            (Capacity.PRESENTER, name_of(held.presenter_id)),
        )
    ]
    for one in held.came:
        party = parties[one.party_id]
        mine = Capacity.APPLICANT if party.role == PartyRole.APPLICANT else Capacity.INTERESTED
        if one.present and one.agent.strip():
            name = f"{clean(one.agent).strip()}（代理{party.name}）"[:120]
            rows.append(Attendance(sitting=sitting, capacity=Capacity.AGENT, name=name,
                                   party=party, present=True))  # fmt: skip
            continue
        rows.append(
            Attendance(sitting=sitting, capacity=mine, name=party.name[:120], party=party,
                       present=one.present, absence=clean(one.absence)[:300])
        )  # fmt: skip
    rows += [
        Attendance(sitting=sitting, capacity=Capacity.WITNESS, name=clean(name)[:120], present=True)
        for name in held.witnesses
        if name.strip()
    ]
    return rows


@action
def note_nobody_came(case: Case, *, reason: str, by: Actor, at: datetime) -> Sitting:
    """None of those who asked came, without a good reason: their requests count as taken back.

    The act says nothing of this; what the organ found is written down with its reason, and the
    head of the organ answers for it (docs/decisions/0018). Never for a hearing ex officio.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_extend(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    sitting = set_of(hearing)
    _check_may_begin(case, sitting, at)
    if hearing.ex_officio or not reason.strip():
        raise MinutesIncomplete(fields={"reason": ["请写明核实到场情况的经过和理由"]})
    asked = Party.objects.filter(case=case, wish=Wish.REQUESTED)
    names = [one.name for one in asked]
    asked.update(wish=Wish.WITHDRAWN, wish_at=at, wish_text="无正当理由不参加听证")
    record(case, NobodyAttended(sitting=str(sitting.pk), absent=names), by=by, at=at, reason=reason)
    take_back(opened, hearing, "申请听证的当事人无正当理由不参加", by, at)
    sitting.refresh_from_db()
    return sitting


@action
def close_minutes(
    case: Case, *, signatures: Mapping[str, Signature], by: Actor, at: datetime
) -> Document:
    """The minutes were shown to all who took part; each signed, or why not is noted (48(1)(5)).

    The paper is issued with the signatures on it; with it the hearing ends, and its time.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    if hearing.state != HearingState.HELD:
        raise law.MinutesNotConfirmed
    sitting = hearing.sittings.filter(state=SittingState.HELD).latest("held_at")
    rows = in_order(sitting.attendances.all())
    _sign(rows, signatures)
    Attendance.objects.bulk_update(rows, ["signed", "refusal"])
    document = issue(
        Desk(case, opened.terms, by, at), Paper.HEARING_RECORD, _minutes(hearing, sitting, rows)
    )
    hearing.state, hearing.closed_at = HearingState.CLOSED, at
    hearing.minutes_id, hearing.minutes_number = str(document.pk), document.number
    hearing.save(update_fields=["state", "closed_at", "minutes_id", "minutes_number"])
    event = MinutesClosed(
        document=str(document.pk),
        number=document.number,
        signed=[one.name for one in rows if one.signed],
        refused=[one.name for one in rows if one.signed is False],
    )
    record(case, event, by=by, at=at)
    end_exclusion(opened, f"已举行听证，笔录 {document.number}", by, at)
    return document


@action
def reopen_hearing(case: Case, *, reason: str, by: Actor, at: datetime) -> Hearing:
    """Hold another sitting: evidence that came to light after the minutes is heard, not slipped in.

    By the head of the organ, with the reason. The minutes there are stay; the next sitting has its
    own notice, its own days and its own minutes, and the decision rests on all of them.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_extend(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    if hearing.state != HearingState.CLOSED:
        raise law.MinutesNotConfirmed
    if not reason.strip():
        raise MinutesIncomplete(fields={"reason": ["请写明再次举行听证的理由"]})
    hearing.state = HearingState.CALLED
    hearing.save(update_fields=["state"])
    record(case, HearingReopened(minutes=hearing.minutes_number), by=by, at=at, reason=reason)
    return hearing


def _sign(rows: Sequence[Attendance], signatures: Mapping[str, Signature]) -> None:
    wrong: dict[str, list[str]] = {}
    for row in rows:
        if not row.present:
            continue
        given = signatures.get(str(row.pk))
        if given is None:
            wrong[f"sign_{row.pk}"] = [f"请记明{row.name}是否签字"]
        elif not given.signed and row.capacity in OF_THE_ORGAN:
            wrong[f"sign_{row.pk}"] = [f"{row.capacity_name}应当签字"]
        elif not given.signed and not given.refusal.strip():
            wrong[f"why_{row.pk}"] = [f"请写明{row.name}拒绝签字的理由"]
        else:
            row.signed, row.refusal = given.signed, clean(given.refusal)[:300]
    if wrong:
        raise law.SignatureMissing(fields=wrong)


def _minutes(hearing: Hearing, sitting: Sitting, rows: Sequence[Attendance]) -> dict[str, Any]:
    presenter = next(one.name for one in rows if one.capacity == Capacity.PRESENTER)
    openness = "公开举行" if sitting.public else f"不公开举行：{sitting.secrecy}"
    return {
        "matter_text": hearing.matter_text,
        "started_at": sitting.held_at,
        "ended_at": sitting.ended_at,
        "place": sitting.place,
        "openness": openness,
        "chair": sitting.chair_name,
        "recorder": sitting.recorder_name,
        "presenter": presenter,
        **sitting.answers,
        "participants": [
            {
                "capacity": CAPACITY_NAMES[Capacity(one.capacity)],
                "name": one.name,
                "attended": "到场" if one.present else f"未到场：{one.absence}",
                "signature": _signature(one),
            }
            for one in rows
        ],
    }


def in_order(rows: Iterable[Attendance]) -> list[Attendance]:
    """Those of the organ first, then the parties, then witnesses."""
    order = list(Capacity)
    return sorted(rows, key=lambda one: (order.index(Capacity(one.capacity)), one.name))


def _signature(row: Attendance) -> str:
    if row.signed is None:
        return "—"
    return "确认无误，签字" if row.signed else f"拒绝签字：{row.refusal}"


def check_hearing(opened: Opened, heard: str, at: datetime) -> None:
    """Whether the hearing lets the decision be taken, and the decision rests on its minutes."""
    case, required = opened.case, opened.terms.hearing
    facts = readings.hearing_facts(case, required=required, at=at)
    law.check_decidable(facts)
    if facts.state == HearingState.CLOSED and not heard.strip():
        raise law.NotOnTheMinutes(fields={"heard": ["请写明根据听证笔录采纳了哪些事实和意见"]})


def check_step(opened: Opened, outcome: str, at: datetime) -> None:
    """The flow's hearing step ends with the hearing, or where none is to be held (46, 47)."""
    if outcome == "waived" and not opened.terms.hearing:
        check_hearing(opened, "—", at)
        return
    hearing = Hearing.objects.filter(case=opened.case).first()
    state = hearing.state if hearing else ""
    if state == HearingState.HELD:
        raise law.MinutesNotConfirmed
    if state != HearingState.CLOSED:
        raise law.HearingNotHeld if state else rules.HearingMissing


def heard_text(case: Case, heard: str) -> str:
    """The sentence of the decision that names the minutes (48(2)) and the statements heard."""
    hearing = Hearing.objects.filter(case=case, state=HearingState.CLOSED).first()
    lines = []
    if hearing is not None:
        held = hearing.sittings.filter(state=SittingState.HELD).order_by("held_at")
        when = "、".join(shown(one.held_at) for one in held)
        rows = Document.objects.filter(matter=case.matter_id, template_code=Paper.HEARING_RECORD)
        numbers = "、".join(rows.order_by("issued_at").values_list("number", flat=True))
        lines.append(
            f"本单位于{when}举行听证，制作听证笔录（{numbers}）。根据听证笔录：{clean(heard)}"
        )
    for one in case.statements.exclude(adopted=None).select_related("party").order_by("made_at"):
        what = "予以采纳" if one.adopted else "不予采纳"
        lines.append(f"{one.party.role_name}{one.party.name}的陈述申辩{what}，理由：{one.answer}")
    return " ".join(lines)


def party_named(case: Case, party_id: str) -> Party:
    """One party of a case; 404 for another case's."""
    found = Party.objects.filter(pk=UUID(party_id), case=case).first()
    if found is None:
        raise NotThere(party=party_id)
    found.case = case
    return found
