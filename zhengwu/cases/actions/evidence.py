"""Verified instead of handed in (免提交): every look is kept; it is made outside of any act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zhengwu.cases import policy, queries, registry, rules
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.events import EvidenceFell, EvidenceLooked
from zhengwu.cases.models import Case, CasePaper, Draft, Verification
from zhengwu.cases.rules import situation as law
from zhengwu.cases.rules.looks import LOOK_WORDS, VERIFIED, LookOutcome
from zhengwu.cases.rules.terms import MaterialTerm, Terms
from zhengwu.identity.enums import Level
from zhengwu.identity.models import Firm, Person
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import format_day, local_day


class ProveYourselfFirst(law.NotFree):
    """还没有实名核验，系统不能替您查询“{material}”；请先核验身份，或者上传这份材料。"""


def wanted(
    terms: Terms, code: str, person: Person | None, firm: Firm | None, day: date
) -> tuple[MaterialTerm, registry.Wanted]:
    """What is to be asked for a material of this applicant; nothing is asked yet.

    Only for somebody whose identity is proven: nobody looks up a stranger by a typed number.
    """
    material = terms.free_materials.get(code)
    if material is None:
        raise law.NotFree(material=terms.material_names.get(code, code))
    party = firm or person
    if party is None or Level(party.level) is not Level.VERIFIED:
        raise ProveYourselfFirst(material=material.name)
    number = firm.uscc if firm is not None else person.id_number if person is not None else ""
    key = f"firm:{party.pk}" if firm is not None else f"person:{party.pk}"
    return material, registry.Wanted(material.free_code, number, party.name, (key,), day)


def _kept(
    material: MaterialTerm, look: registry.Look, terms: Terms, consent: str, subject: str,
    by: Actor, at: datetime, **where: Any,
) -> Verification:  # fmt: skip
    content = {
        **look.content, "outcome": look.outcome, "source": look.source, "at": at.isoformat(),
        "material": material.code, "subject": subject,
    }  # fmt: skip
    return Verification.objects.create(
        item_code=terms.item_code,
        code=material.code,
        name=material.name,
        free_by=material.free_by,
        free_code=material.free_code,
        source=look.source,
        subject=subject,
        outcome=look.outcome,
        title=look.title,
        number=look.number,
        holder_name=look.holder_name,
        valid_to=look.valid_to,
        licence_id=look.licence_id or None,
        digest=digest(canonical(content)),
        consent=consent,
        asked_by_id=by.id,
        asked_by=by.name,
        looked_at=at,
        **where,
    )


def _looked(row: Verification) -> EvidenceLooked:
    return EvidenceLooked(
        material=row.code, name=row.name, source=row.source, outcome=row.outcome,
        said=row.words, digest=row.digest,
    )  # fmt: skip


@action
def keep_look(
    draft: Draft, *, material: MaterialTerm, look: registry.Look, consent: str, by: Actor,
    at: datetime,
) -> Verification:  # fmt: skip
    """Keep what a source said for an application being written, found or not."""
    # A cycle: drafts are submitted with what is verified here.
    from zhengwu.cases.actions.draft import locked_draft

    draft = locked_draft(draft.pk, by=by)
    if not consent.strip():
        raise law.ConsentMissing(fields={f"consent_{material.code}": ["请先勾选同意"]})
    terms = queries.terms_of(draft.edition_id)
    subject = queries.subject_of(draft.person, draft.firm)
    row = _kept(material, look, terms, consent, subject, by, at, draft=draft)
    record(draft, _looked(row), by=by, at=at)
    return row


@action
def keep_counter_look(
    terms: Terms, *, material: MaterialTerm, look: registry.Look, person: Person | None,
    firm: Firm | None, consent: str, by: Actor, at: datetime,
) -> Verification:  # fmt: skip
    """Keep what a source said at the counter; it goes on record with the case it is used for."""
    policy.require(policy.may_use_window(by))
    subject = queries.subject_of(person, firm)
    return _kept(material, look, terms, consent, subject, by, at)


@action
def look_again(
    case: Case, *, material: MaterialTerm, look: registry.Look, by: Actor, at: datetime
) -> Verification:
    """The clerk asked the source again: what it denies now, falls. Silence changes nothing."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_receive(by, case))
    rules.check_in_tray(case.state, case.state_name)
    old = queries.verifications_of(case).filter(code=material.code).last()
    if old is None:
        raise NotThere
    subject = queries.subject_of(case.person, case.firm)
    row = _kept(material, look, opened.terms, old.consent, subject, by, at, case=case)
    record(case, _looked(row), by=by, at=at)
    silent = (LookOutcome.ABSENT, LookOutcome.SILENT)
    if look.outcome is not LookOutcome.FOUND and look.outcome not in silent:
        for one in queries.verifications_of(case).filter(
            code=material.code, outcome=LookOutcome.FOUND, lapsed_at=None
        ):
            _fall(one, look.outcome, by, at)
    return row


def use_look(
    case: Case, identity: Any, code: str, terms: Terms, *, by: Actor, at: datetime
) -> Verification:
    """Take a look into a case instead of a paper. Refused: another's, used, failed, too old."""
    row = Verification.objects.select_for_update(of=("self",)).filter(pk=identity).first()
    names = terms.material_names
    name = names.get(code, code)
    subject = queries.subject_of(case.person, case.firm)
    if row is None or row.case_id is not None or (row.code, row.item_code) != (
        code, terms.item_code
    ) or row.subject != subject or row.asked_by_id != by.id:  # fmt: skip
        raise law.NotThisVerification(material=name)
    outcome = queries.evidence_outcome(row, local_day(at))
    hours = registry.parameters(at).hours
    if outcome is not LookOutcome.FOUND:
        why = LOOK_WORDS[outcome]
    elif row.looked_at < queries.fresh_since(at, hours):
        why = f"已超过 {hours} 小时"
    else:
        row.case = case
        row.save(update_fields=["case"])
        record(case, _looked(row), by=by, at=at)
        return row
    raise law.EvidenceStale(
        material=name, why=why, fields={code: [f"“{name}”请重新核验或者上传（{why}）"]}
    )


def check_standing(case: Case, terms: Terms, *, at: datetime) -> None:
    """Before acceptance: what was verified at submission still holds today."""
    if not terms.free_materials:
        return
    for row, outcome in queries.fallen_evidence(case, local_day(at)):
        if row.code in terms.required_materials:
            raise law.EvidenceLapsed(material=row.name, why=LOOK_WORDS[outcome])


def check_not_verified(case: Case, terms: Terms, codes: list[str], *, at: datetime) -> None:
    """What the system has verified is not asked of the applicant (若干规定 7)."""
    if not terms.free_materials:
        return
    standing = queries.standing_evidence(case, local_day(at))
    for code in codes:
        if (row := standing.get(code)) is not None:
            raise law.AlreadyVerified(
                material=row.name, source=row.source, on=format_day(local_day(row.looked_at))
            )


@action
def note_fallen(row: Verification, *, by: Actor, at: datetime) -> Verification:
    """The register changed between submission and acceptance: the case is told."""
    assert row.case_id is not None
    opened = open_case(str(row.case_id), at=at)
    fresh = Verification.objects.select_related("licence").get(pk=row.pk)
    outcome = queries.evidence_outcome(fresh, local_day(at))
    if opened.case.in_tray and outcome is not LookOutcome.FOUND and fresh.lapsed_at is None:
        fresh.case = opened.case
        _fall(fresh, outcome, by, at)
    return fresh


def _fall(row: Verification, why: LookOutcome, by: Actor, at: datetime) -> None:
    row.lapsed_at, row.lapsed_why = at, why
    row.save(update_fields=["lapsed_at", "lapsed_why"])
    assert row.case is not None
    event = EvidenceFell(material=row.code, name=row.name, source=row.source, why=LOOK_WORDS[why])
    record(row.case, event, by=by, at=at)


def verified_paper(case: Case, row: Verification, received_by: str, at: datetime) -> CasePaper:
    """The line of the file that stands for the paper."""
    return CasePaper(
        case=case, code=row.code, name=row.name, form=VERIFIED, verification=row,
        received_at=at, received_by=received_by,
    )  # fmt: skip
