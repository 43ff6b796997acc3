"""What the acts of a hearing share: who seals, how a paper reaches a party, which clocks run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhengwu.authority import queries as authority
from zhengwu.cases import policy
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, addressee_of, issue
from zhengwu.cases.enums import HearingClock, Paper, PartyRole, SittingState
from zhengwu.cases.events import HearingPaperServed
from zhengwu.cases.models import Case, Hearing, Notified, Party, Sitting
from zhengwu.clock import actions as clock
from zhengwu.clock.enums import OPEN_STATES
from zhengwu.clock.models import Clock
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document, Service
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day

INBOX = "本系统“我的办件”"
PARTY_INBOX = "本系统“我的听证”"


class SealMissing(Refusal):
    """听证文书要加盖单位公章，请由本机关负责人或者有用印权限的首席代表办理。"""

    law = "行政许可法 第46条至第48条"


class NoHearing(Refusal):
    """此件没有听证。"""


class NotThisPaper(Refusal):
    """这份文书不是待送达的听证文书。"""


@dataclass(frozen=True, slots=True)
class Serving:
    """How a paper was handed to a party by other than electronic ways (see documents.serve)."""

    way: str
    on: date
    detail: Mapping[str, Any] = field(default_factory=dict)


def hearing_of(case: Case) -> Hearing:
    """The hearing of a case, locked; refused where there is none."""
    found = Hearing.objects.select_for_update().filter(case=case).first()
    if found is None:
        raise NoHearing
    found.case = case
    return found


def call_off(case: Case, why: str, at: datetime) -> None:
    """The case ended before its sitting: nobody is kept waiting for it, nor invited any more."""
    Sitting.objects.filter(hearing__case=case, state=SittingState.SET).update(
        state=SittingState.CANCELLED, reason=why, ended_at=at
    )


def sealing(desk: Desk) -> documents.Sealing:
    """The organ's head approves and seals; so does who holds a letter that lets him seal."""
    case, by = desk.case, desk.by
    if policy.may_extend(by, case):
        return documents.Sealing(case.organ_code, by.id, by.name, "本行政机关负责人批准")
    letter = None
    if by.is_staff:
        letter = authority.covering(
            UUID(by.id), case.item_code, case.organ_code, "seal", desk.today
        )
    if letter is None:
        raise SealMissing
    basis = f"授权委托书 {letter.number}"
    return documents.Sealing(case.organ_code, by.id, by.name, basis)


def addressee(case: Case, party: Party) -> documents.Addressee:
    """A party as papers name it."""
    if party.role == PartyRole.APPLICANT:
        return addressee_of(case)
    return documents.Addressee(name=party.name, role=party.role_name)


def paper_for(desk: Desk, paper: Paper, fields: Mapping[str, Any], party: Party) -> Document:
    """One paper addressed to a party; sealed by the organ where its form asks for that."""
    sealed = paper not in (Paper.HEARING_WISH, Paper.STATEMENT, Paper.HEARING_RECORD)
    return issue(
        desk, paper, fields, sealing=sealing(desk) if sealed else None,
        addressee=addressee(desk.case, party),
    )  # fmt: skip


def electronic(case: Case, party: Party, at: datetime, by: Actor) -> Serving | None:
    """Who agreed to electronic service is served at once; nobody else is."""
    consent, address = party.consent, PARTY_INBOX
    if party.role == PartyRole.APPLICANT:
        consent = str(case.delivery_detail.get("electronic_consent") or "")
        address = case.delivery_detail.get("electronic_address") or INBOX
    if not consent:
        return None
    detail = {
        "consent": consent,
        "electronic_address": address,
        "reached_at": at,
        "deliverer": by.name if by.is_staff else "网上系统",
    }
    return Serving("electronic", local_day(at), detail)


def hand_to(
    document: Document, party: Party, serving: Serving | None, *, by: Actor, at: datetime
) -> date | None:
    """Serve now if it is known how; the day of service, None while it is owed."""
    serving = serving or electronic(party.case, party, at, by)
    if serving is None:
        return None
    service = documents.serve(
        document, way=serving.way, on=serving.on, detail=serving.detail, by=by, at=at
    )
    return service.served_on


def start_clock(
    case: Case, kind: HearingClock, on: date, subject: str, by: Actor, at: datetime
) -> Clock:
    """One of the hearing's clocks; `subject` tells which party or sitting it belongs to."""
    return clock.start(case.matter, kind, label=kind.label, on=on, subject=subject, by=by, at=at)


def stop_clock(
    opened: Opened, kind: HearingClock, outcome: str, subject: str, by: Actor, at: datetime
) -> None:
    """Stop the open clocks of this kind, of one party or sitting, or all (empty subject)."""
    rows = Clock.objects.filter(
        matter=opened.case.matter_id, label=kind.label, state__in=OPEN_STATES
    )
    if subject:
        rows = rows.filter(subject=subject)
    for one in rows.order_by("pk"):
        one.matter = opened.case.matter
        clock.stop(one, outcome=outcome, on=local_day(at), by=by, at=at)


def told(party: Party, served_on: date, by: Actor, at: datetime) -> None:
    """The right was told on this day: the party's days begin (47)."""
    running = start_clock(party.case, HearingClock.APPLY, served_on, str(party.pk), by, at)
    party.told_on, party.apply_by = served_on, running.due_on
    party.save(update_fields=["told_on", "apply_by"])


def record_service(
    party: Party, document: Document, served_on: date, by: Actor, at: datetime
) -> None:
    """Write down that a paper of the hearing reached a party."""
    event = HearingPaperServed(
        party=party.name,
        document=str(document.pk),
        paper=document.title,
        served_on=served_on.isoformat(),
        apply_by=party.apply_by.isoformat() if party.apply_by else "",
    )
    record(party.case, event, by=by, at=at)


@action
def serve_hearing_paper(
    case: Case, *, document_id: str, serving: Serving, by: Actor, at: datetime
) -> date | None:
    """Enter how and when a party got a notice of right or of a sitting; the day of service.

    A posted paper without its receipt has none; entering it again with the day on the receipt
    completes it. Clocks start and stop from the day of service, never from the day of issue.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    document = Document.objects.filter(pk=document_id, matter=case.matter_id).first()
    if document is None:
        raise NotThere(document=document_id)
    party = Party.objects.filter(case=case, right_document_id=document_id, told_on=None).first()
    notice = (
        Notified.objects.select_related("party", "sitting")
        .filter(document_id=document_id, served_on=None)
        .first()
    )
    target = party or (notice.party if notice else None)
    if target is None:
        raise NotThisPaper
    target.case = case
    served_on = _served(document, target, serving, by, at)
    if served_on is None:
        return None
    if notice is not None:
        note_served(opened, notice, served_on, by, at)
    else:
        told(target, served_on, by, at)
    record_service(target, document, served_on, by, at)
    return served_on


def _served(
    document: Document, party: Party, serving: Serving, by: Actor, at: datetime
) -> date | None:
    posted = Service.objects.filter(document=document, way="post", served_on=None).first()
    if posted is None:
        return hand_to(document, party, serving, by=by, at=at)
    return documents.confirm_receipt(posted, receipt_on=serving.on, by=by, at=at).served_on


def note_served(opened: Opened, notice: Notified, served_on: date, by: Actor, at: datetime) -> None:
    """A sitting's notice reached its party; with the last one the duty of notice is met."""
    notice.served_on = served_on
    notice.save(update_fields=["served_on"])
    if not Notified.objects.filter(sitting=notice.sitting_id, served_on=None).exists():
        stop_clock(opened, HearingClock.NOTICE, "met", str(notice.sitting_id), by, at)
