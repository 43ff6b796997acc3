"""Readings of hearings: what stands in the way of a decision, what pages show, what is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from zhengwu.cases.enums import (
    Capacity,
    CaseState,
    HearingClock,
    HearingState,
    PartyRole,
    SittingState,
    Wish,
)
from zhengwu.cases.models import Case, Challenge, Hearing, Notified, Party, Sitting
from zhengwu.cases.policy import applicant_keys
from zhengwu.cases.rules import hearing as law
from zhengwu.clock import queries as clock
from zhengwu.clock.queries import Bar
from zhengwu.documents.models import Document
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day

LICENSING = "xk"


def hearing_facts(case: Case, *, required: bool, at: datetime) -> law.HearingFacts:
    """What the rule that blocks the decision asks for. Two queries."""
    hearing = Hearing.objects.filter(case=case).first()
    parties = [
        law.PartyFacts(one.name, one.role, one.told_on, one.apply_by, one.wish)
        for one in Party.objects.filter(case=case).order_by("pk")
    ]
    return law.HearingFacts(required, hearing.state if hearing else "", parties, local_day(at))


def hearing_obstacle(case: Case, *, required: bool, at: datetime) -> str:
    """Why nothing can be decided yet, with the article; empty where the hearing lets it be."""
    try:
        law.check_decidable(hearing_facts(case, required=required, at=at))
    except Refusal as refusal:
        return f"{refusal.message}（{refusal.article}）"
    return ""


def check_record_open(case: Case) -> None:
    """Refuse what would be added to the file beside the minutes of a hearing (48(2))."""
    found = Hearing.objects.filter(case=case).first()
    if found is not None and case.state == CaseState.ACCEPTED:
        law.check_record_open(found.state, found.state_name)


def heard(case: Case) -> bool:
    """Whether a hearing was held and its minutes confirmed: the decision must rest on them."""
    return Hearing.objects.filter(case=case, state=HearingState.CLOSED).exists()


def hearing_bars(case: Case, at: datetime) -> list[Bar]:
    """The hearing's clocks: days to apply, days to organise, last day of notice."""
    labels = [kind.label for kind in HearingClock]
    rows = clock.of_matter(case.matter_id).filter(label__in=labels)
    return clock.bars(list(rows), at)


def papers_of_hearing(case: Case) -> dict[str, Document]:
    """Papers of the matter by id, with how they were served."""
    rows = Document.objects.filter(matter=case.matter_id).prefetch_related("services")
    return {str(one.pk): one for one in rows}


def sitting_set(case: Case) -> Sitting | None:
    """The sitting that is to be held."""
    rows = Sitting.objects.filter(hearing__case=case, state=SittingState.SET)
    return rows.select_related("hearing").first()


@dataclass(frozen=True, slots=True)
class Rights:
    """What the applicant may do about a hearing now."""

    hearing: Hearing | None
    party: Party | None
    sitting: Sitting | None
    may_state: bool
    may_ask: bool
    may_waive: bool
    may_take_back: bool
    may_challenge: bool
    until: date | None

    @property
    def concerned(self) -> bool:
        """Whether the page has anything to offer or to show."""
        return self.hearing is not None or self.may_state

    @property
    def waiting(self) -> bool:
        """The applicant has not said yet whether a hearing is wanted, and the days run."""
        return self.may_ask and self.party is not None and self.party.wish == Wish.NONE


def rights_of_applicant(case: Case, at: datetime) -> Rights:
    """The applicant's rights before the decision (许可法 36, 47, 48)."""
    party = Party.objects.filter(case=case, role=PartyRole.APPLICANT).first()
    return rights_of(case, party, at)


def rights_of(case: Case, party: Party | None, at: datetime) -> Rights:
    """What one of the parties may do now; None is an applicant without a row among them yet."""
    hearing = Hearing.objects.filter(case=case).first()
    running = case.state == CaseState.ACCEPTED
    sitting = sitting_set(case) if running else None
    open_days = bool(
        running
        and hearing
        and not hearing.ex_officio
        and party
        and party.told_on
        and party.apply_by
        and local_day(at) <= party.apply_by
    )
    wish = party.wish if party else Wish.NONE
    over = hearing is not None and hearing.state in (HearingState.HELD, HearingState.CLOSED)
    return Rights(
        hearing=hearing,
        party=party,
        sitting=sitting,
        may_state=running and case.matter.kind == "case" and _licensing(case) and not over,
        may_ask=open_days and wish != Wish.REQUESTED,
        may_waive=open_days and wish in (Wish.NONE, Wish.WITHDRAWN),
        may_take_back=bool(
            running and hearing and wish == Wish.REQUESTED
            and hearing.state in (HearingState.CALLED, HearingState.SET)
        ),
        may_challenge=sitting is not None,
        until=party.apply_by if party else None,
    )  # fmt: skip


def _licensing(case: Case) -> bool:
    from zhengwu.cases.queries import terms_of

    return terms_of(case.edition_id).law == LICENSING


def announced() -> QuerySet[Sitting]:
    """Hearings announced to the public (46, 48), the next one first among those of today on."""
    rows = Sitting.objects.filter(announced_on__isnull=False).exclude(state=SittingState.CANCELLED)
    return rows.select_related("hearing__case__matter")


def page_of_hearing(case: Case, at: datetime) -> dict[str, Any]:
    """Everything the desk's page of a hearing shows."""
    hearing = Hearing.objects.filter(case=case).first()
    sittings = list(hearing.sittings.order_by("-set_at", "-pk")) if hearing else []
    return {
        "hearing": hearing,
        "parties": list(Party.objects.filter(case=case).order_by("role", "pk")),
        "statements": list(case.statements.select_related("party").order_by("made_at")),
        "sittings": [
            {
                "sitting": one,
                "notices": list(one.notices.select_related("party").order_by("pk")),
                "challenges": list(one.challenges.select_related("party").order_by("filed_at")),
                "attendances": sorted(
                    one.attendances.all(),
                    key=lambda row: list(Capacity).index(Capacity(row.capacity)),
                ),
            }
            for one in sittings
        ],
        "bars": hearing_bars(case, at),
        "documents": papers_of_hearing(case),
    }


def parties_of(actor: Actor) -> QuerySet[Party]:
    """Hearings this person or firm takes part in as an interested party, the newest first."""
    rows = Party.objects.filter(party_key__in=[key for key in applicant_keys(actor) if key])
    return rows.select_related("case__matter").order_by("-joined_at", "pk")


def papers_of_party(party: Party) -> list[Document]:
    """The papers that are this party's: notices, decisions on challenges, statements, minutes."""
    sittings = Sitting.objects.filter(hearing__case=party.case_id)
    ids = {party.right_document_id}
    ids |= set(
        Notified.objects.filter(sitting__in=sittings, party=party).values_list(
            "document_id", flat=True
        )
    )
    ids |= set(party.statements.values_list("document_id", flat=True))
    ids |= set(
        Challenge.objects.filter(sitting__in=sittings, party=party).values_list(
            "document_id", flat=True
        )
    )
    hearing = Hearing.objects.filter(case=party.case_id).first()
    ids.add(hearing.minutes_id if hearing else "")
    rows = Document.objects.filter(matter=party.case_id, pk__in=ids - {""})
    return list(rows.order_by("issued_at").prefetch_related("services"))
