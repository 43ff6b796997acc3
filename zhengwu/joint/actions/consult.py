"""征求意见 and 超时默认: an organ is asked; silence may count as consent, never as a licence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from zhengwu.clock import actions as clock
from zhengwu.clock.models import Clock
from zhengwu.joint import policy, queries
from zhengwu.joint.actions.copies import send_copy
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.enums import AnswerState, Label, Purpose, Silence
from zhengwu.joint.events import (
    ConsentDeemed,
    OpinionAsked,
    OpinionGiven,
    SilenceReported,
    SilenceRuleSet,
)
from zhengwu.joint.models import Consultation, Joint, SilenceRule
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day, local_day
from zhengwu.org.models import Organ

ASKED = "joint.consult"  # the row of the clocks' table: how long an organ has to answer
OWED = "jc.deemed_consent_sign"  # after deemed consent: the opinion to be issued


@action
def consult(
    joint: Joint, *, organ_code: str, question: str, by: Actor, at: datetime
) -> Consultation:
    """Ask an organ for its opinion, in writing, until a day."""
    whole = open_joint(joint, at=at)
    policy.require(policy.may_lead(by, whole.joint) or policy.may_manage(by))
    if whole.joint.over:
        raise refusals.Over(state=whole.joint.state_name)
    return ask(whole, organ_code, question, by=by, at=at)


def ask(whole: Whole, organ_code: str, question: str, *, by: Actor, at: datetime) -> Consultation:
    """The question itself, on an opened joint matter."""
    joint, day = whole.joint, local_day(at)
    words = clean(question).strip()
    if not words:
        raise refusals.NothingAsked(fields={"question": ["请写明需要对方答复的问题"]})
    organ = Organ.objects.get(pk=organ_code)
    standing = Consultation.objects.filter(
        joint=joint, organ_code=organ_code, state=AnswerState.OPEN
    )
    if standing.exists():
        raise refusals.AskedAlready(organ=organ.short_name or organ.name)
    asked = Consultation(
        joint=joint, organ_code=organ_code, question=words, asked_by=by.name, asked_at=at,
        due_on=day,
    )  # fmt: skip
    running = clock.start(
        joint.matter, ASKED, label=Label.CONSULT, on=day, subject=str(asked.pk), by=by, at=at
    )
    whole.clocks.append(running)
    asked.due_on = running.due_on
    asked.save(force_insert=True)
    send_copy(whole, organ_code, Purpose.CONSULT, ask=words, due_on=asked.due_on, by=by, at=at)
    event = OpinionAsked(
        consultation=str(asked.pk), organ=organ_code, due_on=asked.due_on.isoformat()
    )
    record(joint, event, by=by, at=at)
    return asked


@action
def answer(
    joint: Joint,
    *,
    consultation_id: str,
    consent: bool,
    opinion: str,
    basis: str = "",
    by: Actor,
    at: datetime,
) -> Consultation:
    """Answer in time; or, after silence counted as consent, issue the opinion that is owed.

    After the day an objection does not undo the consent (超时默认): what stands in the way is a
    matter for the decision of the organ that handles, on the law. Without a rule of silence a late
    answer is taken as it is, and marked.
    """
    whole = open_joint(joint, at=at)
    asked = Consultation.objects.select_for_update().get(pk=consultation_id, joint=whole.joint)
    policy.require(policy.may_answer(by, asked))
    words, article = clean(opinion).strip(), clean(basis).strip()
    if not words or (not consent and not article):
        raise refusals.OpinionMissing(fields={"opinion": ["请写明意见；不同意的写明法律依据"]})
    late = asked.state != AnswerState.OPEN
    if asked.state == AnswerState.DEEMED:
        if not consent:
            raise refusals.AnswerLate(due_on=format_day(asked.due_on), law=_words(asked))
        asked.state = AnswerState.CONFIRMED
    elif asked.state in (AnswerState.OPEN, AnswerState.SILENT):
        asked.state, asked.consent = AnswerState.ANSWERED, consent
    else:
        raise refusals.AnsweredAlready(state=asked.state_name)
    asked.opinion, asked.basis = words, article
    asked.answered_by, asked.answered_at = by.name, at
    asked.save()
    for label in (Label.CONSULT, Label.OPINION):
        if running := whole.clock(label, str(asked.pk)):
            clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
    event = OpinionGiven(
        consultation=str(asked.pk), organ=asked.organ_code, consent=bool(asked.consent), late=late
    )
    record(whole.joint, event, by=by, at=at, reason=words)
    return asked


def _words(asked: Consultation) -> str:
    return asked.silence.basis if asked.silence else ""


def let_silence_count(whole: Whole, overdue: Sequence[Clock], *, at: datetime) -> None:
    """Days that passed without an answer: what this county chose follows, recorded as default.

    Consent of the asked organ to what the handling organ proposes – it decides nothing, grants
    nothing and starts no licence; whoever handles the part still has to decide.
    """
    joint = whole.joint
    by_id = {one.subject: one for one in overdue}
    rows = Consultation.objects.select_for_update().filter(
        joint=joint, pk__in=[UUID(key) for key in by_id], state=AnswerState.OPEN
    )
    for asked in rows:
        rule = queries.silence_on(asked.due_on)
        running = by_id[str(asked.pk)]
        clock.stop(running, outcome="met", on=local_day(at), by=SYSTEM, at=at)
        asked.silence = rule
        if rule is not None and rule.effect == Silence.DEEMED_CONSENT:
            _deem(whole, asked, rule, running, at)
        else:
            asked.state = AnswerState.SILENT
            event = SilenceReported(
                consultation=str(asked.pk),
                organ=asked.organ_code,
                due_on=asked.due_on.isoformat(),
            )
            record(joint, event, by=SYSTEM, at=at)
        asked.save()


def _deem(
    whole: Whole, asked: Consultation, rule: SilenceRule, passed: Clock, at: datetime
) -> None:
    owed = clock.start(
        whole.joint.matter, OWED, label=Label.OPINION, on=local_day(passed.due_at),
        subject=str(asked.pk), by=SYSTEM, at=at,
    )  # fmt: skip
    whole.clocks.append(owed)
    asked.state, asked.consent = AnswerState.DEEMED, True
    asked.opinion_due_on = owed.due_on
    event = ConsentDeemed(
        consultation=str(asked.pk),
        organ=asked.organ_code,
        due_on=passed.due_on.isoformat(),
        opinion_due_on=owed.due_on.isoformat(),
        basis=rule.basis,
    )
    record(whole.joint, event, by=SYSTEM, at=at, reason=f"超时默认：{rule.basis}")


@action
def apply_silence(joint: Joint | UUID | str, *, by: Actor = SYSTEM, at: datetime) -> Joint:
    """What the sweep calls: opening the joint matter does it."""
    return open_joint(joint, at=at).joint


@action
def set_silence(
    *,
    effect: Silence,
    basis: str,
    reason: str,
    effective_on: date,
    confirmed: bool = True,
    by: Actor,
    at: datetime,
) -> SilenceRule:
    """Choose what silence between organs means from a day on; earlier ones stay on record."""
    policy.require(policy.may_set_rules(by))
    if not basis.strip() or not reason.strip():
        raise refusals.ReasonMissing(fields={"basis": ["请写明依据和理由"]})
    if effective_on < local_day(at) and by is not SYSTEM:
        raise refusals.ReasonMissing(fields={"effective_on": ["生效日期不能早于今天"]})
    rule = SilenceRule.objects.create(
        effect=Silence(effect),
        basis=clean(basis).strip(),
        reason=clean(reason).strip(),
        confirmed=confirmed,
        effective_on=effective_on,
        set_by=by.name,
        set_at=at,
    )
    event = SilenceRuleSet(
        effect=rule.effect, effective_on=effective_on.isoformat(), basis=rule.basis
    )
    record(rule, event, by=by, at=at, reason=rule.reason)
    return rule
