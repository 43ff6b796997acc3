"""What cases do when something was announced: deem, tell the applicant, close, archive."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from zhengwu.cases import actions, queries
from zhengwu.cases.enums import IN_TRAY, Acceptance, Channel, PartyRole, ReferralState
from zhengwu.cases.events import (
    AboveUrged,
    AnswerBrought,
    BanImposed,
    BanLifted,
    CaseAccepted,
    CaseCompleted,
    CaseDecided,
    CaseDeclined,
    CaseDelivered,
    CaseExtended,
    CaseReceived,
    CaseSentBack,
    CaseSentUp,
    CaseWithdrawn,
    LicenceChanged,
    LicenceEndsSoon,
    ProcedureEnded,
    ProcedureStarted,
    QuestionAsked,
    RightsTold,
    SittingPostponed,
    SittingSet,
    SupplementRequested,
)
from zhengwu.cases.models import Archive, Case, Licence, Party, Referral, Verification
from zhengwu.clock.enums import Consequence
from zhengwu.clock.events import ClockExpired
from zhengwu.jobs import actions as jobs
from zhengwu.jobs.events import JobEnded
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import format_day, local_day, now
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty


@reaction(ClockExpired, name="cases.deem")
def deem(entry: Entry) -> None:
    """The notice period ran out and no act has opened the case since: deem it accepted now."""
    if entry.payload["consequence"] != Consequence.DEEMED_ACCEPTED:
        return
    case = Case.objects.filter(pk=entry.matter_id).first()
    if case is not None:
        actions.deem_accepted(case, by=SYSTEM, at=now())


def _tell(entry: Entry, code: str, **facts: Any) -> None:
    _write(entry, Case.objects.select_related("matter", "person", "firm").get(pk=entry.matter_id),
           code, **facts)  # fmt: skip


def _write(entry: Entry, case: Case, code: str, **facts: Any) -> None:
    # Who stands at the window holds the papers; a simulated applicant has no telephone.
    # Of one part of several nobody writes: the window that leads them tells about all at once.
    if case.acceptance == Acceptance.ON_THE_SPOT or case.simulated or case.part_of_id is not None:
        return
    # What was sent up is told by the organ below, where the applicant applied.
    if case.channel == Channel.UPWARD and code in ("received", "decided", "withdrawn"):
        return
    person = case.person
    kind, _, key = case.applicant_key.partition(":")
    notices.send_template(
        to=notices.Address(
            kind=kind, key=key, name=case.applicant_name, phone=person.phone if person else ""
        ),
        code=code,
        facts={
            "number": case.matter.number,
            "query_code": case.matter.query_code,
            "item": case.matter.title,
            **facts,
        },
        matter=case.matter,
        dedupe=f"{code}/{entry.pk}",
        by=SYSTEM,
        at=now(),
    )


def _day(entry: Entry, field: str) -> str:
    value = entry.payload.get(field)
    return format_day(date.fromisoformat(value)) if value else "法律未规定期限"


@reaction(CaseReceived, name="cases.tell_received")
def tell_received(entry: Entry) -> None:
    """The applicant has number and query code at hand."""
    _tell(entry, "received")


@reaction(SupplementRequested, name="cases.tell_supplement")
def tell_supplement(entry: Entry) -> None:
    """What is missing, all at once."""
    _tell(entry, "supplement", count=len(entry.payload["lines"]))


@reaction(CaseAccepted, name="cases.tell_accepted")
def tell_accepted(entry: Entry) -> None:
    """By which day the answer comes."""
    deemed = entry.payload["acceptance"] == Acceptance.DEEMED
    _tell(entry, "deemed_accepted" if deemed else "accepted", due_on=_day(entry, "due_on"))


@reaction(CaseAccepted, name="cases.fill_sheet")
def fill_sheet(entry: Entry) -> None:
    """The case passes to the unit that handles it: its undertaking form is filled in."""
    case = Case.objects.get(pk=entry.matter_id)
    actions.fill_sheet(case, by=SYSTEM, at=entry.occurred_at)


@reaction(CaseDeclined, name="cases.tell_declined")
def tell_declined(entry: Entry) -> None:
    """Not accepted, and where the written decision is."""
    _tell(entry, "declined")


def _below(entry: Entry) -> Case | None:
    """The case below of one that was sent up."""
    row = Referral.objects.filter(upper=entry.matter_id).select_related("lower").first()
    return row.lower if row else None


@reaction(CaseDecided, name="cases.bring_back")
def bring_back(entry: Entry) -> None:
    """A decision above reaches the organ below."""
    if (lower := _below(entry)) is not None:
        actions.take_answer(lower, by=SYSTEM, at=now())


@reaction(AnswerBrought, name="cases.bring_on")
def bring_on(entry: Entry) -> None:
    """What came from above goes on down to the organ that had sent it here."""
    if (lower := _below(entry)) is not None:
        actions.take_answer(lower, by=SYSTEM, at=now())


@reaction(CaseSentBack, name="cases.review_again")
def review_again(entry: Entry) -> None:
    """A faulty first review reaches the organ below."""
    if (lower := _below(entry)) is not None:
        actions.take_answer(lower, by=SYSTEM, at=now())


@reaction(CaseDelivered, name="cases.finish_above")
def finish_above(entry: Entry) -> None:
    """What the organ below delivered is finished above."""
    row = Referral.objects.filter(lower=entry.matter_id, state=ReferralState.ANSWERED)
    if (found := row.select_related("upper").first()) is not None:
        served = date.fromisoformat(entry.payload["served_on"])
        way = entry.payload["way"]
        actions.finish_above(found.upper, served_on=served, way=way, by=SYSTEM, at=now())


@reaction(CaseSentUp, name="cases.tell_sent_up")
def tell_sent_up(entry: Entry) -> None:
    """Who decides it now."""
    case = Case.objects.select_related("matter", "person", "firm").get(pk=entry.matter_id)
    organ = queries.organ_name(entry.payload["organ"])
    # Told under the number the applicant knows, however far up it goes.
    below = queries.first_below(case)
    _write(entry, below, "sent_up", organ=organ, above=entry.payload["above"])


@reaction(AnswerBrought, name="cases.tell_answer_brought")
def tell_answer_brought(entry: Entry) -> None:
    """The decision from above is there."""
    _tell(entry, "decided")


@reaction(AboveUrged, name="cases.tell_above")
def tell_above(entry: Entry) -> None:
    """Those who handle it above, or else the window there, read who asks for haste."""
    case = Case.objects.get(matter__number=entry.payload["above"])
    below = Case.objects.select_related("matter").get(pk=entry.matter_id)
    tasks = queries.open_tasks(case)
    people = {task.assignee_id: task.assignee_name for task in tasks if task.assignee_id}
    if not people:
        day = local_day(now())
        clerks = org.holders(Duty.WINDOW_CLERK, case.organ_code, day)
        people = {str(one.pk): one.name for one in clerks}
    for key, name in people.items():
        notices.send(
            to=notices.Address(kind="staff", key=key, name=name),
            subject=f"催办：{case.matter.title}",
            text=f"{queries.organ_name(below.organ_code)}催办 {case.matter.number}（第"
            f" {entry.payload['times']} 次）：{entry.reason or '请尽快办理。'}",
            matter=case.matter,
            link=f"/desk/cases/{case.matter.number}/",
            dedupe=f"above_urged/{entry.pk}/{key}",
            by=SYSTEM,
            at=now(),
        )


@reaction(CaseWithdrawn, name="cases.tell_withdrawn")
def tell_withdrawn(entry: Entry) -> None:
    """The withdrawal is confirmed."""
    _tell(entry, "withdrawn")


@reaction(ProcedureStarted, name="cases.tell_procedure")
def tell_procedure(entry: Entry) -> None:
    """A special procedure began, and how long it takes."""
    _tell(entry, "suspended", procedure=entry.payload["kind"], due_on=_day(entry, "due_on"))


@reaction(ProcedureEnded, name="cases.tell_resumed")
def tell_resumed(entry: Entry) -> None:
    """The result came in, the time counts again."""
    _tell(entry, "resumed", procedure=entry.payload["kind"], due_on=_day(entry, "due_on"))


@reaction(CaseExtended, name="cases.tell_extended")
def tell_extended(entry: Entry) -> None:
    """The limit was extended, and why is in the notice."""
    _tell(entry, "extended", due_on=_day(entry, "due_on"))


@reaction(CaseDecided, name="cases.tell_decided")
def tell_decided(entry: Entry) -> None:
    """The decision is there."""
    _tell(entry, "decided")


@reaction(BanImposed, name="cases.tell_banned")
def tell_banned(entry: Entry) -> None:
    """No new application until a day; why, and what can be done against it, is in the paper."""
    _tell(entry, "banned", until=_day(entry, "until"))


@reaction(BanLifted, name="cases.tell_ban_lifted")
def tell_ban_lifted(entry: Entry) -> None:
    """The applicant may apply again."""
    _tell(entry, "ban_lifted")


@reaction(QuestionAsked, name="cases.tell_answer")
def tell_answer(entry: Entry) -> None:
    """The unit answered a question."""
    if not entry.payload["from_applicant"]:
        _tell(entry, "replied")


@reaction(RightsTold, name="cases.tell_hearing_right")
def tell_hearing_right(entry: Entry) -> None:
    """The applicant may ask for a hearing."""
    _tell(entry, "hearing_right")


@reaction(SittingSet, name="cases.tell_hearing_set")
def tell_hearing_set(entry: Entry) -> None:
    """When and where the hearing is held."""
    facts = {name: entry.payload[name] for name in ("shown", "place", "chair")}
    _tell(entry, "hearing_set", **facts)


def _tell_parties(entry: Entry, code: str, documents: list[str], **facts: Any) -> None:
    """Interested parties: to their inbox once they came in online, and to the telephone given."""
    case = Case.objects.select_related("matter").get(pk=entry.matter_id)
    if case.simulated:
        return
    rows = Party.objects.filter(case=case, role=PartyRole.INTERESTED)
    rows = rows.filter(Q(right_document_id__in=documents) | ~Q(party_key=""))
    for party in rows:
        kind, _, key = (party.party_key or f"party:{party.pk}").partition(":")
        phone = str(party.answers.get("phone") or "")
        if not (party.party_key or phone):
            continue
        own = f"/my-hearings/{party.pk}/" if party.party_key else "/my-hearings/join/"
        notices.send_template(
            to=notices.Address(kind=kind, key=key, name=party.name, phone=phone),
            code=code,
            facts={"number": case.matter.number, "item": case.matter.title, **facts},
            matter=case.matter,
            link=own,
            dedupe=f"{code}/{entry.pk}/{party.pk}",
            by=SYSTEM,
            at=now(),
        )


@reaction(RightsTold, name="cases.tell_party_right")
def tell_party_right(entry: Entry) -> None:
    """An interested party may ask for a hearing; the code itself is on the paper only."""
    _tell_parties(entry, "party_right", entry.payload["documents"])


@reaction(SittingSet, name="cases.tell_party_set")
def tell_party_set(entry: Entry) -> None:
    """When and where: interested parties read it, too."""
    facts = {name: entry.payload[name] for name in ("shown", "place", "chair")}
    _tell_parties(entry, "party_set", [], **facts)


@reaction(SittingPostponed, name="cases.tell_hearing_postponed")
def tell_hearing_postponed(entry: Entry) -> None:
    """It is put off."""
    _tell(entry, "hearing_postponed")


@reaction(SittingPostponed, name="cases.tell_party_postponed")
def tell_party_postponed(entry: Entry) -> None:
    """Those who were invited with the applicant hear of it with him."""
    _tell_parties(entry, "party_postponed", _right_papers(entry))


@reaction(CaseWithdrawn, name="cases.tell_party_withdrawn")
def tell_party_withdrawn(entry: Entry) -> None:
    """No hearing is held any more: who was told of the right to it is told of that as well."""
    _tell_parties(entry, "party_withdrawn", _right_papers(entry))


def _right_papers(entry: Entry) -> list[str]:
    rows = Party.objects.filter(case=entry.matter_id, role=PartyRole.INTERESTED)
    return list(rows.exclude(right_document_id="").values_list("right_document_id", flat=True))


@reaction(CaseDecided, name="cases.register_licence")
def register_licence(entry: Entry) -> None:
    """A granted licence enters the register."""
    case = Case.objects.select_related("matter").get(pk=entry.matter_id)
    actions.register_licence(case, by=SYSTEM, at=now())


def _tell_holder(entry: Entry, code: str) -> None:
    licence = Licence.objects.select_related("case__person").get(pk=entry.matter_id)
    if licence.simulated:
        return
    kind, _, key = licence.holder_key.partition(":")
    person = licence.case.person
    notices.send_template(
        to=notices.Address(
            kind=kind, key=key, name=licence.holder_name, phone=person.phone if person else ""
        ),
        code=code,
        facts={"name": licence.name, "number": licence.number, **entry.payload},
        matter=licence.matter,
        dedupe=f"{code}/{entry.pk}",
        by=SYSTEM,
        at=now(),
    )


@reaction(LicenceEndsSoon, name="cases.tell_licence_ends")
def tell_licence_ends(entry: Entry) -> None:
    """The holder may ask for renewal before the last day."""
    _tell_holder(entry, "licence_ends")


@reaction(LicenceChanged, name="cases.tell_licence_changed")
def tell_licence_changed(entry: Entry) -> None:
    """What happened to the licence."""
    _tell_holder(entry, "licence_changed")


@reaction(LicenceChanged, name="cases.evidence_falls")
def evidence_falls(entry: Entry) -> None:
    """A licence that stood for a paper stands no longer: cases in the tray learn it."""
    rows = Verification.objects.filter(
        licence=UUID(str(entry.object_id)), lapsed_at=None, case__state__in=sorted(IN_TRAY)
    )
    for row in rows:
        actions.note_fallen(row, by=SYSTEM, at=now())


@reaction(CaseCompleted, name="cases.archive")
def archive(entry: Entry) -> None:
    """The archive is long work: a job of its own; asked for again it is the same archive."""
    case = Case.objects.select_related("matter").get(pk=entry.matter_id)
    if case.simulated:
        return  # archives of simulated cases are composed when somebody asks
    jobs.enqueue(
        "cases.archive",
        {"case": str(case.pk)},
        title=f"归档 {case.matter.number}",
        by=SYSTEM,
        at=now(),
    )


@reaction(BanImposed, BanLifted, name="cases.archive_again")
def archive_again(entry: Entry) -> None:
    """A paper that came after the archive belongs into it."""
    if Archive.objects.filter(case=entry.matter_id).exists():
        archive(entry)


@reaction(JobEnded, name="cases.settle_dues")
def settle_dues(entry: Entry) -> None:
    """A notice moved clocks: the copies of their days in the lists follow, all at once."""
    if entry.payload["kind"] in ("clock.rederive", "clock.resettle"):
        actions.settle_dues(by=SYSTEM, at=now())
