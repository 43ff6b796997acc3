"""The situation of a case in words, and what was verified for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from zhengwu.cases.models import Case, CasePaper, Situation, Supplement, Verification
from zhengwu.cases.queries.terms import situated, situation_of, terms_of
from zhengwu.cases.rules.looks import VERIFIED, LookOutcome
from zhengwu.cases.rules.situation import licence_outcome
from zhengwu.cases.rules.terms import Terms
from zhengwu.catalogue.rules.situations import Dropped, dropped, effects_named
from zhengwu.identity.models import Firm, Person
from zhengwu.identity.queries import number_digest


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered and what follows, for whoever reads the file."""

    row: Situation
    said: Sequence[Sequence[str]]
    follows: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    changed: int


def told_of(case: Case) -> Told | None:
    """The situation of a case in words; None where its edition asks for none."""
    if not terms_of(case.edition_id).guided:
        return None
    row = situation_of(case)
    if row is None:
        return None
    document = case.edition.document
    return Told(
        row,
        row.answers.get("said", []),
        tuple(one.say for one in effects_named(document, row.effects) if one.say),
        dropped(document, row.effects),
        row.number - 1,
    )


def subject_of(person: Person | None, firm: Firm | None) -> str:
    """By what a look is tied to its applicant without the number being readable."""
    if firm is not None:
        return number_digest("uscc", firm.uscc)
    return person.id_digest if person is not None else ""


def evidence_outcome(one: Verification, day: date) -> LookOutcome:
    """What a look is worth on this day: licences of our own are looked at again."""
    if one.lapsed_why:
        return LookOutcome(one.lapsed_why)
    outcome = LookOutcome(one.outcome)
    if outcome is not LookOutcome.FOUND:
        return outcome
    if one.licence is not None:
        licence = one.licence
        return licence_outcome(licence.state, licence.valid_from, licence.valid_to, day)
    if one.valid_to is not None and one.valid_to < day:
        return LookOutcome.EXPIRED
    return outcome


def verifications_of(case: Case) -> QuerySet[Verification]:
    """Every look for this case, oldest first."""
    return (
        Verification.objects.filter(case=case).select_related("licence").order_by("looked_at", "pk")
    )


def standing_evidence(case: Case, day: date) -> dict[str, Verification]:
    """Code → the look that stands for the paper on this day."""
    return {
        one.code: one
        for one in verifications_of(case)
        if evidence_outcome(one, day) is LookOutcome.FOUND
    }


def fallen_evidence(case: Case, day: date) -> list[tuple[Verification, LookOutcome]]:
    """What was verified, holds no longer, and was neither verified anew nor handed in since."""
    standing = standing_evidence(case, day)
    papers = set(
        CasePaper.objects.filter(case=case).exclude(form=VERIFIED).values_list("code", flat=True)
    )
    last = {one.code: one for one in verifications_of(case).filter(outcome=LookOutcome.FOUND)}
    return [
        (one, evidence_outcome(one, day))
        for code, one in last.items()
        if code not in standing and code not in papers
    ]


def looks_for(by_id: str, draft_id: Any, since: datetime) -> dict[str, Verification]:
    """Code → the last look made for an application being written."""
    rows = Verification.objects.filter(draft=draft_id, asked_by_id=by_id, looked_at__gte=since)
    return {one.code: one for one in rows.select_related("licence").order_by("looked_at", "pk")}


def fresh_since(at: datetime, hours: int) -> datetime:
    """Looks made before this are made again."""
    return at - timedelta(hours=hours)


def asked_lines(case: Case, supplement: Supplement, terms: Terms) -> list[dict[str, str]]:
    """What is still to be handed in by the notice, in the situation as it is told now.

    Lines the situation does not need fall away; what a changed situation needs of the published
    list comes to it. What the notice forgot is not asked for later (32(1)(4)).
    """
    gone = {code for code, _ in terms.dropped}
    lines = [dict(line) for line in supplement.lines if line["code"] not in gone]
    if not terms.guided:
        return lines
    then = (
        Situation.objects.filter(case=case, answered_at__lte=supplement.told_at)
        .order_by("-number")
        .first()
    )
    before = situated(case.edition_id, then.effects) if then else terms_of(case.edition_id)
    handed = set(
        CasePaper.objects.filter(case=case, received_at__lte=supplement.told_at)
        .values_list("code", flat=True)
    )  # fmt: skip
    known = {line["code"] for line in lines} | handed | set(before.required_materials)
    return lines + [
        {"code": one.code, "problem": "办理情形改变后需要", "requirement": f"请提交：{one.name}"}
        for one in terms.materials
        if one.required and one.code not in known
    ]
