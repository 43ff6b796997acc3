"""What cases do when something was announced: deem, tell the applicant, close, archive."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhengwu.cases import actions, policy
from zhengwu.cases.enums import Acceptance
from zhengwu.cases.events import (
    BanImposed,
    CaseAccepted,
    CaseCompleted,
    CaseDecided,
    CaseDeclined,
    CaseExtended,
    CaseReceived,
    CaseWithdrawn,
    ProcedureEnded,
    ProcedureStarted,
    QuestionAsked,
    RightsTold,
    SittingPostponed,
    SittingSet,
    SupplementRequested,
)
from zhengwu.cases.models import Archive, Case
from zhengwu.clock.enums import Consequence
from zhengwu.clock.events import ClockExpired
from zhengwu.documents.registry import register_reader
from zhengwu.jobs import actions as jobs
from zhengwu.jobs.events import JobEnded
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import format_day, now
from zhengwu.matters.models import Matter
from zhengwu.notices import actions as notices


def _is_party(actor: Actor, matter: Matter) -> bool:
    case = Case.objects.filter(pk=matter.pk).first()
    return case is not None and policy.may_act_for_applicant(actor, case)


# The applicant's side may download every paper of the case.
register_reader("case", _is_party)


@reaction(ClockExpired, name="cases.deem")
def deem(entry: Entry) -> None:
    """The notice period ran out and no act has opened the case since: deem it accepted now."""
    if entry.payload["consequence"] != Consequence.DEEMED_ACCEPTED:
        return
    case = Case.objects.filter(pk=entry.matter_id).first()
    if case is not None:
        actions.deem_accepted(case, by=SYSTEM, at=now())


def _tell(entry: Entry, code: str, **facts: Any) -> None:
    case = Case.objects.select_related("matter", "person", "firm").get(pk=entry.matter_id)
    # Who stands at the window holds the papers; a simulated applicant has no telephone.
    # Of one part of several nobody writes: the window that leads them tells about all at once.
    if case.acceptance == Acceptance.ON_THE_SPOT or case.simulated or case.part_of_id is not None:
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


@reaction(SittingPostponed, name="cases.tell_hearing_postponed")
def tell_hearing_postponed(entry: Entry) -> None:
    """It is put off."""
    _tell(entry, "hearing_postponed")


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


@reaction(BanImposed, name="cases.archive_again")
def archive_again(entry: Entry) -> None:
    """A paper that came after the archive belongs into it."""
    if Archive.objects.filter(case=entry.matter_id).exists():
        archive(entry)


@reaction(JobEnded, name="cases.settle_dues")
def settle_dues(entry: Entry) -> None:
    """A notice moved clocks: the copies of their days in the lists follow, all at once."""
    if entry.payload["kind"] in ("clock.rederive", "clock.resettle"):
        actions.settle_dues(by=SYSTEM, at=now())
