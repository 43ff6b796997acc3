"""The register of licences: entered, asked about, renewed, changed, replaced, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from zhengwu.cases import policy, queries
from zhengwu.cases.actions.hearing_desk import Serving, sealing
from zhengwu.cases.actions.papers import Desk, addressee_of
from zhengwu.cases.actions.quota import free_place
from zhengwu.cases.enums import (
    ACT_NAMES,
    REQUEST_NAMES,
    REQUESTABLE,
    LicenceAct,
    LicenceState,
    Verdict,
)
from zhengwu.cases.events import (
    LicenceChanged,
    LicenceEndsSoon,
    LicenceRegistered,
    LicenceRequested,
)
from zhengwu.cases.models import (
    Case,
    Decision,
    Licence,
    LicenceChange,
    LicenceRequest,
    Quota,
    Series,
)
from zhengwu.cases.queries.licences import open_renewal
from zhengwu.cases.registry import LICENCE_KIND
from zhengwu.cases.rules import licences as law
from zhengwu.clock import queries as clock
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import NotPermitted, NotThere
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.parameters.queries import write_number

REMINDER = "xk.renewal.apply"
_KIND, _PAPER, _ACT = "licence", "licence", "licence_act"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a licence ends: a lawful ground, the facts, and what follows for the holder."""

    act: LicenceAct
    ground: str
    facts: str
    compensation: str = ""


def locked(licence: Licence, *, at: datetime) -> Licence:
    """The licence with its matter, both locked, as it stands at `at`: a last day that passed
    counts although no sweep has come, as with the deadlines of a case (50(2), 70(1))."""
    found = _held(licence)
    _settle(found, at)
    return found


def _held(licence: Licence) -> Licence:
    matter = matters.lock(licence.matter_id)
    found = (
        Licence.objects.select_for_update(of=("self",))
        .select_related("case")
        .get(pk=licence.matter_id)
    )
    found.matter = matter
    return found


@action
def register_licence(case: Case, *, by: Actor, at: datetime) -> Licence | None:
    """Enter the licence of a granted case; once, however often it is asked."""
    found = Licence.objects.filter(case=case).first()
    decision = Decision.objects.filter(case=case, verdict=Verdict.GRANTED).first()
    if found is not None or decision is None or not decision.result_document_id:
        return found
    if LicenceRequest.objects.filter(case=case).exists():
        return None  # a renewal: the licence there is goes on (actions/renewal.py)
    paper = Document.objects.get(pk=decision.result_document_id)
    if paper.template_code != _PAPER:
        return None
    terms = queries.terms_of(case.edition_id)
    day = local_day(at)
    matter = matters.open_matter(
        kind=_KIND, number=_number(day), title=paper.title, organ_code=case.organ_code,
        region_code=case.matter.region_code, by=by, at=at,
    )  # fmt: skip
    licence = Licence.objects.create(
        matter=matter,
        case=case,
        number=paper.number,
        name=terms.result_name or terms.item_name,
        holder_key=case.applicant_key,
        holder_name=case.applicant_name,
        item_code=case.item_code,
        organ_code=case.organ_code,
        content=decision.content or terms.result_name or terms.item_name,
        document_id=str(paper.pk),
        valid_from=decision.valid_from or day,
        valid_to=decision.valid_to,
        warn_on=reminder_day(decision.valid_to),
        granted_at=decision.decided_at,
        simulated=case.simulated,
    )
    note(
        licence, LicenceAct.GRANT, "第三十八条第一款", "", {}, decision.document_id,
        str(paper.pk), decision.decided_by, decision.decided_at,
    )  # fmt: skip
    event = LicenceRegistered(
        number=licence.number,
        case=case.matter.number,
        valid_to=licence.valid_to.isoformat() if licence.valid_to else "",
    )
    record(matter, event, by=by, at=at)
    return licence


def _number(day: date) -> str:
    key = f"{settings.CASE_PREFIX}-{LICENCE_KIND}-{day.year}"
    Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
    Series.objects.filter(key=key).update(last=F("last") + 1)
    serial = Series.objects.values_list("last", flat=True).get(key=key)
    return write_number("licence", day, serial, place=settings.CASE_PREFIX, kind=LICENCE_KIND)


def reminder_day(valid_to: date | None) -> date | None:
    """When the holder is reminded: the row of the table that says when to apply (50(1))."""
    return clock.due_if_started(REMINDER, valid_to).on if valid_to else None


def note(
    licence: Licence, act: LicenceAct, article: str, reason: str, before: dict[str, Any],
    document: str, paper: str, name: str, at: datetime,
) -> LicenceChange:  # fmt: skip
    """The row of one change."""
    return LicenceChange.objects.create(
        licence=licence, act=act, article=article, reason=reason, before=before,
        after=shown_now(licence), document_id=document, licence_document_id=paper, done_by=name,
        done_at=at,
    )  # fmt: skip


def shown_now(licence: Licence) -> dict[str, Any]:
    """What a change is told by: state, content, last day."""
    return {
        "state": str(licence.state),
        "content": licence.content,
        "valid_to": licence.valid_to.isoformat() if licence.valid_to else "",
    }


@action
def request_licence(
    licence: Licence, *, kind: LicenceAct, text: str, by: Actor, at: datetime
) -> LicenceRequest:
    """The holder asks – himself, or at the counter of the organ.

    A renewal is asked for before the last day; later than the law's days before it is noted and
    bars nobody (docs/decisions/0018).
    """
    licence = locked(licence, at=at)
    himself = licence.holder_key in policy.applicant_keys(by)
    policy.require(himself or policy.may_handle(by, licence.case))
    if kind not in REQUESTABLE:
        raise NotThere(kind=kind)
    if licence.state != LicenceState.VALID:
        raise law.LicenceNotValid(state=licence.state_name, act=REQUEST_NAMES[kind])
    if kind == LicenceAct.RENEW:
        law.check_renewal(licence.valid_to, local_day(at))
    if not text.strip():
        raise law.ReasonsMissing(fields={"text": ["请写明申请的内容和理由"]})
    there = LicenceRequest.objects.filter(licence=licence, kind=kind, outcome="").first()
    if there is not None:
        return there
    late = kind == LicenceAct.RENEW and bool(licence.warn_on and local_day(at) > licence.warn_on)
    asked = LicenceRequest.objects.create(
        licence=licence, kind=kind, text=clean(text)[:2000], filed_at=at,
        filed_by=by.name or licence.holder_name, late=late,
    )  # fmt: skip
    event = LicenceRequested(
        number=licence.number, request=str(asked.pk), kind=REQUEST_NAMES[kind], late=late
    )
    record(licence.matter, event, by=by, at=at, reason=text)
    return asked


@action
def answer_request(
    licence: Licence, *, asked: LicenceRequest, granted: bool, reasons: str, content: str = "",
    valid_to: date | None = None, by: Actor, at: datetime,
) -> LicenceChange:  # fmt: skip
    """Decide what the holder asked for: in writing, a refusal with its reasons and remedies."""
    licence = locked(licence, at=at)
    asked = LicenceRequest.objects.select_for_update().get(pk=asked.pk, licence=licence)
    if asked.outcome == "deemed" and not granted:
        raise law.DeemedAlready
    if asked.outcome:
        return licence.changes.latest("done_at")
    if asked.case is not None:
        raise law.DecidedInItsCase(number=asked.case.matter.number)
    if not reasons.strip():
        raise law.ReasonsMissing(fields={"reasons": ["请写明审查查明的事实和理由"]})
    if licence.state != LicenceState.VALID:
        raise law.LicenceNotValid(state=licence.state_name, act=asked.kind_name)
    kind = LicenceAct(asked.kind)
    asked.outcome, asked.answered_at = ("granted" if granted else "refused"), at
    asked.save(update_fields=["outcome", "answered_at"])
    if granted and kind == LicenceAct.CANCEL:
        ending = Ending(LicenceAct.CANCEL, "70.6", reasons, "请交回证件原件")
        return _end(licence, ending, by, at)
    before = shown_now(licence)
    act = kind if granted else LicenceAct.REFUSE
    article = law.ARTICLES.get(kind, "第七十条")
    if granted:
        _apply(licence, kind, content, valid_to, at)
    said = f"{'准予' if granted else '不予'}{asked.kind_name}"
    heading = f"{said}行政许可决定书"
    decision = _decision(licence, heading, reasons, article, said, "", by, at)
    paper = _reissue(licence, decision, by, at) if granted else ""
    return _done(licence, act, article, reasons, before, decision, paper, by, at)


def _apply(
    licence: Licence, kind: LicenceAct, content: str, valid_to: date | None, at: datetime
) -> None:
    if kind == LicenceAct.RENEW and licence.valid_to is not None:
        law.check_term(date.fromordinal(licence.valid_to.toordinal() + 1), valid_to)
        licence.valid_to = valid_to or _next_term(licence)
        licence.warn_on, licence.warned_at = reminder_day(licence.valid_to), None
    if kind == LicenceAct.CHANGE:
        if not content.strip():
            raise law.ReasonsMissing(fields={"content": ["请写明变更后的许可内容"]})
        licence.content = clean(content)
    licence.save()


def _next_term(licence: Licence) -> date:
    """The next term begins the day after the last one: as long as the item says, or as the last
    one was where the item says nothing. A renewal never makes a licence one without end."""
    terms = queries.terms_of(licence.case.edition_id)
    assert licence.valid_to is not None
    first = date.fromordinal(licence.valid_to.toordinal() + 1)
    return queries.validity_end(terms, first) or law.as_long_again(
        _term_began(licence), licence.valid_to
    )


def _term_began(licence: Licence) -> date:
    """The first day of the term that runs: the day after the one the last renewal found."""
    renewals = licence.changes.filter(act__in=(LicenceAct.RENEW, LicenceAct.DEEM_RENEWED))
    ends = [one.before.get("valid_to") for one in renewals.order_by("-done_at")]
    earlier = [date.fromisoformat(day) for day in ends if day and day < str(licence.valid_to)]
    return date.fromordinal(earlier[0].toordinal() + 1) if earlier else licence.valid_from


def _desk(licence: Licence, by: Actor, at: datetime) -> Desk:
    return Desk(licence.case, queries.terms_of(licence.case.edition_id), by, at)


def _decision(
    licence: Licence, heading: str, facts: str, article: str, decision: str, compensation: str,
    by: Actor, at: datetime,
) -> Document:  # fmt: skip
    desk = _desk(licence, by, at)
    fields = {
        "heading": heading,
        "licence_name": licence.name,
        "licence_number": licence.number,
        "holder": licence.holder_name,
        "facts": clean(facts),
        "articles": article,
        "decision": decision,
        "valid_to": licence.valid_to if licence.state == LicenceState.VALID else None,
        "compensation": clean(compensation),
        "item_name": desk.terms.item_name,
        "item_code": desk.terms.item_code,
        "contact_person": desk.terms.contact_person,
        "contact_phone": desk.terms.contact_phone,
    }
    return _issue(licence, _ACT, fields, by, at)


def _issue(
    licence: Licence, template: str, fields: dict[str, Any], by: Actor, at: datetime
) -> Document:
    return documents.issue(
        licence.matter,
        template,
        fields={code: value for code, value in fields.items() if value not in ("", None)},
        organ_code=licence.organ_code,
        addressee=addressee_of(licence.case),
        law="xk",
        sealing=sealing(_desk(licence, by, at)),
        on_demand=licence.simulated,
        by=by,
        at=at,
    )


def _reissue(licence: Licence, decision: Document, by: Actor, at: datetime) -> str:
    """The licence anew, naming the decision it rests on; the old paper stays in the record."""
    old = Document.objects.get(pk=licence.document_id).values
    kept = {code: old.get(code) for code in ("holder_code", "representative", "address", "scope")}
    desk = _desk(licence, by, at)
    validity: dict[str, Any] = {"valid_from": licence.valid_from}
    validity |= {"valid_to": licence.valid_to} if licence.valid_to else {"valid_text": "长期有效"}
    fields = {
        **kept,
        **validity,
        "licence_name": licence.name,
        "holder": licence.holder_name,
        "content": licence.content,
        "decision_number": decision.number,
        "item_name": desk.terms.item_name,
        "item_code": desk.terms.item_code,
    }
    paper = _issue(licence, _PAPER, fields, by, at)
    licence.document_id = str(paper.pk)
    licence.save(update_fields=["document_id"])
    return licence.document_id


def _done(
    licence: Licence, act: LicenceAct, article: str, reason: str, before: dict[str, Any],
    decision: Document | None, paper: str, by: Actor, at: datetime,
) -> LicenceChange:  # fmt: skip
    document = str(decision.pk) if decision else ""
    change = note(licence, act, article, clean(reason), before, document, paper, by.name, at)
    event = LicenceChanged(
        number=licence.number, act=act, said=ACT_NAMES[act], article=article,
        valid_to=licence.valid_to.isoformat() if licence.valid_to else "", document=document,
    )  # fmt: skip
    record(licence.matter, event, by=by, at=at, reason=reason)
    if decision is not None:
        _serve_at_once(licence, decision, by, at)
    return change


def _serve_at_once(licence: Licence, document: Document, by: Actor, at: datetime) -> None:
    consent = licence.case.delivery_detail
    if not consent.get("electronic_consent"):
        return
    detail = {
        "consent": consent["electronic_consent"],
        "electronic_address": consent.get("electronic_address") or "本系统“我的证件”",
        "reached_at": at,
        "deliverer": by.name,
    }
    documents.serve(document, way="electronic", on=local_day(at), detail=detail, by=by, at=at)


@action
def serve_licence_paper(
    licence: Licence, *, document_id: str, serving: Serving, by: Actor, at: datetime
) -> None:
    """Enter how the holder got a decision on the licence."""
    licence = locked(licence, at=at)
    policy.require(policy.may_handle(by, licence.case))
    document = Document.objects.filter(pk=document_id, matter=licence.matter_id).first()
    if document is None:
        raise NotThere(document=document_id)
    documents.serve(document, way=serving.way, on=serving.on, detail=serving.detail, by=by, at=at)


@action
def end_licence(licence: Licence, *, ending: Ending, by: Actor, at: datetime) -> LicenceChange:
    """Revoke (69), withdraw (8) or cancel (70): only on a ground of the law, in writing."""
    return _end(locked(licence, at=at), ending, by, at)


def _end(licence: Licence, ending: Ending, by: Actor, at: datetime) -> LicenceChange:
    article, words = law.ground(ending.act, ending.ground)
    needs_word = ending.act == LicenceAct.WITHDRAW and not ending.compensation.strip()
    if not ending.facts.strip() or needs_word:
        absent = {} if ending.facts.strip() else {"facts": ["请写明事实"]}
        if needs_word:
            absent["compensation"] = ["撤回造成财产损失的应当依法补偿，请写明补偿的安排"]
        raise law.NoGround(fields=absent)
    state = law.check_end(ending.act, ending.ground, licence.state, licence.state_name)
    before, was_valid = shown_now(licence), licence.state == LicenceState.VALID
    licence.state, licence.ended_on = state, licence.ended_on or local_day(at)
    licence.save(update_fields=["state", "ended_on"])
    if was_valid and Quota.objects.filter(key=licence.item_code).exists():
        free_place(licence.item_code)
    said = ACT_NAMES[ending.act]
    facts = f"{words}。{ending.facts}"
    decision = _decision(licence, f"{said}行政许可决定书", facts, article, said,
                         ending.compensation, by, at)  # fmt: skip
    return _done(licence, ending.act, article, facts, before, decision, "", by, at)


@action
def settle_end(licence: Licence, *, by: Actor, at: datetime) -> LicenceChange | None:
    """The last day is over: deemed renewed where renewal was asked for and not decided (50(2)),
    else expired. Never anything but renewals is deemed granted."""
    if by is not SYSTEM:
        raise NotPermitted
    return _settle(_held(licence), at)


def _settle(licence: Licence, at: datetime) -> LicenceChange | None:
    """What the law attached to the last day, on a locked licence; nothing before it is over."""
    by, today = SYSTEM, local_day(at)
    if licence.state != LicenceState.VALID or not licence.valid_to or licence.valid_to >= today:
        return None
    before, asked = shown_now(licence), open_renewal(licence)
    if asked is None:
        licence.state, licence.ended_on = LicenceState.EXPIRED, licence.valid_to
        licence.save(update_fields=["state", "ended_on"])
        if Quota.objects.filter(key=licence.item_code).exists():
            free_place(licence.item_code)
        return _done(licence, LicenceAct.EXPIRE, "第七十条第一项", "", before, None, "", by, at)
    asked.outcome, asked.answered_at = "deemed", at
    asked.save(update_fields=["outcome", "answered_at"])
    _apply(licence, LicenceAct.RENEW, "", None, at)
    reason = f"{before['valid_to']}届满前申请延续，本机关逾期未作决定"
    return _done(
        licence, LicenceAct.DEEM_RENEWED, "第五十条第二款", reason, before, None, "", by, at
    )


@action
def warn_holder(licence: Licence, *, by: Actor, at: datetime) -> None:
    """Remind the holder, once a term, that renewal is due."""
    licence = locked(licence, at=at)
    due = licence.warn_on is not None and licence.warn_on <= local_day(at)
    if licence.warned_at is not None or licence.valid_to is None or not due:
        return
    if licence.state != LicenceState.VALID:
        return
    licence.warned_at = at
    licence.save(update_fields=["warned_at"])
    event = LicenceEndsSoon(number=licence.number, valid_to=licence.valid_to.isoformat())
    record(licence.matter, event, by=by, at=at)
