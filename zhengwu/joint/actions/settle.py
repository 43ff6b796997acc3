"""Gathering: what the parts have become is learnt, and the whole moves on – exactly once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from zhengwu.cases import actions as cases
from zhengwu.clock import actions as clock
from zhengwu.clock.enums import UNIT_ZH, ClockState, Unit
from zhengwu.clock.models import Clock
from zhengwu.clock.queries import known
from zhengwu.fees import actions as fees
from zhengwu.identity.models import Mandate
from zhengwu.joint import policy, queries
from zhengwu.joint.actions import papers as paper_work
from zhengwu.joint.actions.consult import ask
from zhengwu.joint.actions.copies import send_copy
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.actions.parts import open_part
from zhengwu.joint.enums import (
    DONE,
    IN_TRAY,
    WITHOUT_RESULT,
    JointState,
    Label,
    PartState,
    Purpose,
)
from zhengwu.joint.events import (
    JointAccepted,
    JointCollected,
    JointCompleted,
    JointEnded,
    PartLapsed,
    PartMoved,
)
from zhengwu.joint.models import Joint, JointPaper, Part
from zhengwu.joint.rules.progress import Standing, standing
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters

_PART_COLUMNS = ["case", "state", "verdict", "due_on", "arrived_at", "note"]
_WHOLE_COLUMNS = [
    "state", "accepted_at", "accepted_on", "accepted_by", "collected_at", "completed_at", "due_on",
]  # fmt: skip


@action
def gather(joint: Joint | UUID | str, *, by: Actor = SYSTEM, at: datetime) -> Joint:
    """Learn what became of the parts. Called for every announcement of a part, at least once.

    The joint matter is locked, all parts are read as they stand now, and the state of the whole
    is told from them alone: it does not matter who came first, or how often somebody comes.
    """
    whole = open_joint(joint, at=at)
    settle(whole, by=by, at=at)
    return whole.joint


def settle(whole: Whole, *, by: Actor, at: datetime) -> None:
    """Bring parts and whole up to what the cases say; the caller holds the joint matter's lock."""
    joint = whole.joint
    if joint.over:
        return
    changed = [part for part in whole.parts if _learn(part)]
    before = joint.state
    found = _follow(whole, changed, by, at)
    taken = found.state in (JointState.ACCEPTED, JointState.COLLECTED)
    if taken and joint.accepted_at is None:
        take_up(whole, by=by, at=at)
    state = found.state
    if joint.accepted_at is not None and state == JointState.RECEIVED:
        state = JointState.ACCEPTED  # a later part was just opened; the whole stays accepted
    joint.state = state
    _arrived(whole, changed, by, at)
    if changed:
        Part.objects.bulk_update(changed, _PART_COLUMNS)
    if joint.state != before:
        _moved(whole, by, at)
        joint.save(update_fields=_WHOLE_COLUMNS)
    if changed and any(queries.terms_of_part(part).charges for part in whole.parts):
        _tell_charges(whole, by, at)


def _tell_charges(whole: Whole, by: Actor, at: datetime) -> None:
    """The one notice of all departments, once nobody has anything to work out any more."""
    if not queries.still_to_assess(whole.joint.pk):
        _tell(whole.joint, by, at)


def _tell(joint: Joint, by: Actor, at: datetime) -> None:
    payer = fees.Payer(joint.applicant_key, joint.applicant_name, paper_work.addressee_of(joint))
    fees.tell(joint.matter, payer=payer, on_demand=joint.simulated, by=by, at=at)


@action
def tell_charges(joint: Joint, *, by: Actor, at: datetime) -> Joint:
    """Issue the notice now, before every department has worked out its own: what is there so far
    has to be paid because results are handed over early."""
    whole = open_joint(joint, at=at)
    policy.require(policy.may_lead(by, whole.joint))
    _tell(whole.joint, by, at)
    return whole.joint


def _learn(part: Part) -> bool:
    """Take over the state of the case; False when nothing is new."""
    case = part.case
    if case is None or (part.state, part.verdict) == (case.state, case.verdict):
        return False
    part.state, part.verdict = PartState(case.state), case.verdict
    return True


def _follow(whole: Whole, changed: list[Part], by: Actor, at: datetime) -> Standing:
    """Parts whose turn has come are opened, those that fall with another end with the reason."""
    found = standing(queries.facts_of(whole.parts))
    for item, because in found.lapsed.items():
        part = whole.part(item)
        part.state, part.note = PartState.LAPSED, f"“{because}”没有办成，本事项要用它的结果"
        changed.append(part)
        record(whole.joint, PartLapsed(item=item, because=because), by=by, at=at)
    if not found.ready or whole.joint.accepted_at is None:
        return standing(queries.facts_of(whole.parts)) if found.lapsed else found
    papers = list(JointPaper.objects.filter(joint=whole.joint).select_related("file"))
    mandate = Mandate.objects.filter(pk=key).first() if (key := whole.joint.mandate_id) else None
    for item in found.ready:
        part = whole.part(item)
        open_part(whole, part, papers=papers, mandate=mandate, by=SYSTEM, at=at)
        assert part.case is not None
        speaker = policy.speaking(SYSTEM, whole.joint, part.organ_code)
        part.case = cases.accept(part.case, by=speaker, at=at)
        part.state = PartState(part.case.state)
        _begin(whole, [part], by, at)
        changed.append(part)
    return standing(queries.facts_of(whole.parts))


def _begin(whole: Whole, parts: list[Part], by: Actor, at: datetime) -> None:
    """Each organ's share of the promise starts, and it is told by a copy what is asked of it."""
    joint, day = whole.joint, local_day(at)
    members = {one.item: one for one in whole.document.members}
    with_days = [part for part in parts if members[part.item_code].days]
    started = clock.start_many(
        joint.matter,
        [
            clock.Start("joint.part", Label.PART, day, members[part.item_code].days,
                        Unit.WORKING_DAY, subject=str(part.pk))
            for part in with_days
        ],
        by=by,
        at=at,
    ) if with_days else []  # fmt: skip
    for part, running in zip(with_days, started, strict=True):
        part.due_on = running.due_on
    whole.clocks += started
    for part in parts:
        words = f"请办理“{part.name}”（办件编号 {part.case.matter.number if part.case else ''}）"
        send_copy(
            whole, part.organ_code, Purpose.HANDLE, ask=words, due_on=part.due_on, part=part,
            by=by, at=at,
        )  # fmt: skip


def take_up(whole: Whole, *, by: Actor, at: datetime) -> None:
    """Unified acceptance: the joint clocks run, every organ concerned is told (抄告相关).

    The day is that of the last part taken in: on it the one application was complete for all.
    """
    joint = whole.joint
    taken = [one for one in whole.parts if one.case is not None and one.case.accepted_on]
    days = [one.case.accepted_on for one in taken if one.case and one.case.accepted_on]
    joint.accepted_on = max(days, default=local_day(at))
    joint.accepted_at, joint.accepted_by = at, by.name
    started = _start_clocks(whole, by, at)
    joint.due_on = min((one.due_on for one in started), default=joint.due_on)
    due = {str(one.label): one.due_on for one in started}
    _begin(whole, [one for one in taken if one.state not in DONE], by, at)
    for one in whole.document.consulted:
        ask(whole, one.organ_code, one.question, by=by, at=at)
    rule = _rule_words(whole)
    paper_work.acceptance(paper_work.Desk(joint, by, at), taken, due, rule)
    event = JointAccepted(
        number=joint.matter.number,
        accepted_on=joint.accepted_on.isoformat(),
        due_on=joint.due_on.isoformat(),
        by_law=not by.is_staff,
    )
    record(joint, event, by=by, at=at)


def _start_clocks(whole: Whole, by: Actor, at: datetime) -> list[Clock]:
    joint, document = whole.joint, whole.document
    assert joint.accepted_on is not None
    promise = document.promise
    what = []
    if document.joint_rule:
        what.append(clock.Start(document.joint_rule, Label.STATUTORY, joint.accepted_on))
    if promise.amount:
        what.append(
            clock.Start("promised", Label.PROMISED, joint.accepted_on, promise.amount,
                        promise.unit, promise.basis)
        )  # fmt: skip
    started = clock.start_many(joint.matter, what, by=by, at=at) if what else []
    whole.clocks += started
    return started


def _rule_words(whole: Whole) -> str:
    statutory = whole.clock(Label.STATUTORY)
    if statutory is None:
        return ""
    rule = known().by_id[statutory.rule_id]
    return f"{rule.amount}{UNIT_ZH[Unit(rule.unit)]}（{rule.source}）"


def _arrived(whole: Whole, changed: list[Part], by: Actor, at: datetime) -> None:
    """Each part that moved is told once; an answered one stops its share of the clock."""
    for part in changed:
        if part.state in DONE and part.arrived_at is None:
            part.arrived_at = at
            if running := whole.clock(Label.PART, str(part.pk)):
                clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
        event = PartMoved(
            item=part.item_code, organ=part.organ_code, state=part.state, verdict=part.verdict
        )
        record(whole.joint, event, by=by, at=at)


def _moved(whole: Whole, by: Actor, at: datetime) -> None:
    joint = whole.joint
    if joint.state in (JointState.COLLECTED, JointState.COMPLETED) and joint.collected_at is None:
        _collect(whole, by, at)
    if joint.state == JointState.COMPLETED:
        joint.completed_at = at
        record(joint, JointCompleted(number=joint.matter.number, document=""), by=by, at=at)
    elif joint.state in (JointState.DECLINED, JointState.WITHDRAWN):
        joint.completed_at = at
        record(joint, JointEnded(number=joint.matter.number, state=joint.state), by=by, at=at)
    if joint.completed_at is not None:
        _stop(whole, list(Label), "cancelled", by, at)
        matters.close(joint.matter, by=by, at=at)


def _collect(whole: Whole, by: Actor, at: datetime) -> None:
    """The last organ has answered: the joint clocks stop, once."""
    joint = whole.joint
    joint.collected_at = at
    _stop(whole, [Label.STATUTORY, Label.PROMISED], "met", by, at)
    with_result = [one for one in whole.parts if one.state not in WITHOUT_RESULT]
    granted = sum(one.granted for one in with_result)
    event = JointCollected(
        number=joint.matter.number,
        granted=granted,
        refused=len(with_result) - granted,
        in_time=local_day(at) <= joint.due_on,
    )
    record(joint, event, by=by, at=at)


def _stop(whole: Whole, labels: list[Label], outcome: str, by: Actor, at: datetime) -> None:
    live = (ClockState.RUNNING, ClockState.SUSPENDED)
    for running in whole.clocks:
        if running.label in labels and running.state in live:
            clock.stop(running, outcome=outcome, on=local_day(at), by=by, at=at)


def in_tray(whole: Whole) -> list[Part]:
    """Parts still to be taken in."""
    return [one for one in whole.parts if one.state in IN_TRAY]
