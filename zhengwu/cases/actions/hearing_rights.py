"""The right to a hearing told; asked for, given up, taken back; a hearing ex officio (46, 47)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.hearing_desk import (
    electronic,
    hand_to,
    hearing_of,
    paper_for,
    record_service,
    start_clock,
    stop_clock,
    told,
)
from zhengwu.cases.actions.hearing_parties import applicant_party, by_himself
from zhengwu.cases.actions.hearing_time import end_exclusion
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import (
    GROUND_NAMES,
    WISH_NAMES,
    HearingClock,
    HearingGround,
    HearingState,
    Paper,
    PartyRole,
    SittingState,
    Wish,
)
from zhengwu.cases.events import HearingCalled, RightsTold, WishExpressed
from zhengwu.cases.models import Case, Hearing, Party, Sitting
from zhengwu.cases.rules import hearing as law
from zhengwu.clock import queries as clock
from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.documents.models import Document
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere, Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

LICENSING = "xk"
HOW = "登录本系统“我的办件”提出，或者书面、当面向本单位窗口提出"
HOW_PARTY = (
    "登录本系统“我的听证”，凭事项编号{number}和当事人码{code}、经实名核验后提出，"
    "或者书面、当面向本单位窗口提出"
)


class NotALicence(Refusal):
    """听证适用于行政许可，本事项不是行政许可。"""

    law = "行政许可法 第46条、第47条"


class NobodyToTell(Refusal):
    """还没有登记利害关系人；行政许可直接涉及申请人与他人之间重大利益关系的，先登记利害关系人。"""

    law = "行政许可法 第47条第1款"


class AllTold(Refusal):
    """全部当事人都已经出具听证权利告知书。"""

    recorded = False


class HearingBegun(Refusal):
    """听证已经{state}，不能再作这项处理。"""


class WhyMissing(InvalidInput):
    """请写明拟作出的决定和涉及的重大利益。"""


def check_licence(opened: Opened) -> None:
    """Hearings of articles 46 and 47 belong to licences."""
    if opened.terms.law != LICENSING:
        raise NotALicence


@action
def tell_rights(
    case: Case, *, matter_text: str, interests: str, by: Actor, at: datetime
) -> list[Document]:
    """Tell applicant and interested parties of their right, before the decision (47).

    Each gets a notice of his own. Who agreed to electronic service is served at once; for the
    others the day of service is entered later, and their days begin then.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    check_licence(opened)
    if not Party.objects.filter(case=case, role=PartyRole.INTERESTED).exists():
        raise NobodyToTell
    if not (matter_text.strip() and interests.strip()):
        raise WhyMissing(fields={"matter_text": ["请写明"], "interests": ["请写明"]})
    applicant_party(case, by=by, at=at)
    owed = list(Party.objects.filter(case=case, right_document_id="").order_by("role", "pk"))
    if not owed:
        raise AllTold
    _begun(opened, HearingGround.ON_REQUEST, HearingState.TOLD, matter_text, interests, by, at)
    fields = {"matter_text": clean(matter_text), "interests": clean(interests), "how": HOW}
    papers = [_tell(opened, party, fields, by, at) for party in owed]
    event = RightsTold(documents=[str(one.pk) for one in papers], count=len(papers))
    record(case, event, by=by, at=at, reason=interests)
    return papers


def _begun(
    opened: Opened, ground: HearingGround, state: HearingState, matter_text: str, interests: str,
    by: Actor, at: datetime,
) -> Hearing:  # fmt: skip
    case = opened.case
    found = Hearing.objects.select_for_update().filter(case=case).first()
    if found is None:
        return Hearing.objects.create(
            case=case, ground=ground, state=state, matter_text=clean(matter_text),
            interests=clean(interests), opened_at=at, opened_by=by.name,
        )  # fmt: skip
    if found.state != HearingState.TOLD:
        raise HearingBegun(state=found.state_name)
    found.ground, found.state = ground, state
    found.matter_text = clean(matter_text)
    found.interests = clean(interests) or found.interests
    found.save(update_fields=["ground", "state", "matter_text", "interests"])
    return found


def _tell(
    opened: Opened, party: Party, fields: dict[str, Any], by: Actor, at: datetime
) -> Document:
    party.case = opened.case
    rule = clock.known().rule(HearingClock.APPLY, local_day(at))
    limit = f"{rule.amount}{UNIT_ZH[Unit(rule.unit)]}"
    # A last day can be printed only where the notice arrives on the day it is issued.
    by_day = None
    if electronic(opened.case, party, at, by):
        region = opened.case.matter.region_code
        by_day = clock.due_if_started(HearingClock.APPLY, local_day(at), region_code=region).on
    desk = Desk(opened.case, opened.terms, by, at)
    values = {**fields, "apply_limit": limit, "apply_by": by_day}
    if party.role == PartyRole.INTERESTED:
        number = opened.case.matter.number
        values["how"] = HOW_PARTY.format(number=number, code=party.code)
    document = paper_for(desk, Paper.HEARING_RIGHT, values, party)
    party.right_document_id = str(document.pk)
    party.save(update_fields=["right_document_id"])
    served_on = hand_to(document, party, None, by=by, at=at)
    if served_on:
        told(party, served_on, by, at)
        record_service(party, document, served_on, by, at)
    return document


@action
def call_hearing(
    case: Case, *, ground: HearingGround, matter_text: str, why: str, by: Actor, at: datetime
) -> Hearing:
    """Call a hearing ex officio (46): the law says so, or the organ finds public interest."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    check_licence(opened)
    if not (matter_text.strip() and why.strip()) or ground == HearingGround.ON_REQUEST:
        raise WhyMissing(fields={"why": ["请写明应当听证的规定，或者涉及的公共利益"]})
    applicant_party(case, by=by, at=at)
    hearing = _begun(opened, ground, HearingState.CALLED, matter_text, "", by, at)
    event = HearingCalled(ground=GROUND_NAMES[ground], why=clean(why))
    record(case, event, by=by, at=at, reason=why)
    return hearing


@action
def express_wish(
    case: Case, *, party: Party | None, wish: Wish, words: str = "", by: Actor, at: datetime
) -> Party:
    """Ask for a hearing, give the right up, or take the request back.

    The applicant does so himself online (party None); for every party the counter takes it down.
    A request binds the organ: from its day the period to organise the hearing runs (47).
    """
    opened = open_case(case, at=at)
    case = opened.case
    himself = by_himself(case, party, by)
    policy.require(himself or policy.may_handle(by, case))
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    found = party or applicant_party(case, by=by, at=at)
    found = Party.objects.select_for_update().get(pk=found.pk)
    if found.case_id != case.pk:
        raise NotThere
    found.case = case
    if hearing.ex_officio or hearing.state in (HearingState.HELD, HearingState.CLOSED):
        raise HearingBegun(state=hearing.state_name)
    facts = law.PartyFacts(found.name, found.role, found.told_on, found.apply_by, found.wish)
    law.check_wish(facts, wish, local_day(at))
    found.wish, found.wish_at, found.wish_text = wish, at, clean(words)[:2000]
    found.save(update_fields=["wish", "wish_at", "wish_text"])
    _follow(opened, hearing, found, by, at)
    document = _confirmed(opened, found, himself, by, at)
    event = WishExpressed(
        party=found.name, wish=wish, said=WISH_NAMES[wish], way="网上" if himself else "窗口",
        document=str(document.pk),
    )  # fmt: skip
    record(case, event, by=by, at=at, reason=words)
    return found


def _follow(opened: Opened, hearing: Hearing, party: Party, by: Actor, at: datetime) -> None:
    """What a wish does to the clocks and to the hearing."""
    if party.wish == Wish.WITHDRAWN:
        take_back(opened, hearing, "申请听证的当事人撤回申请", by, at)
        return
    stop_clock(opened, HearingClock.APPLY, "met", str(party.pk), by, at)
    if party.wish == Wish.REQUESTED and hearing.state == HearingState.TOLD:
        hearing.state = HearingState.CALLED
        hearing.save(update_fields=["state"])
        day = local_day(at)
        start_clock(opened.case, HearingClock.ORGANISE, day, "", by, at)


def take_back(opened: Opened, hearing: Hearing, why: str, by: Actor, at: datetime) -> None:
    """When nobody asks any more, nothing is owed: sitting and clocks end (not ex officio)."""
    case = opened.case
    if Party.objects.filter(case=case, wish=Wish.REQUESTED).exists():
        return
    Sitting.objects.filter(hearing=hearing, state=SittingState.SET).update(
        state=SittingState.CANCELLED, reason=why, ended_at=at
    )
    for kind in (HearingClock.ORGANISE, HearingClock.NOTICE):
        stop_clock(opened, kind, "cancelled", "", by, at)
    hearing.state = HearingState.TOLD
    hearing.save(update_fields=["state"])
    end_exclusion(opened, why, by, at)


def _confirmed(opened: Opened, party: Party, himself: bool, by: Actor, at: datetime) -> Document:
    organise_by = None
    if party.wish == Wish.REQUESTED:
        region, day = opened.case.matter.region_code, local_day(at)
        organise_by = clock.due_if_started(HearingClock.ORGANISE, day, region_code=region).on
    fields = {
        "party": party.name,
        "role": party.role_name,
        "wish": str(party.wish),
        "said_at": at,
        "way": "网上提出" if himself else f"窗口提出，{by.name}登记",
        "words": party.wish_text,
        "organise_by": organise_by,
    }
    return paper_for(Desk(opened.case, opened.terms, by, at), Paper.HEARING_WISH, fields, party)
