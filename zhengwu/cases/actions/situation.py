"""The situation guide in an application: told, frozen with the case, changed before acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.enums import CaseState
from zhengwu.cases.events import SituationTold
from zhengwu.cases.models import Case, Draft, Situation
from zhengwu.cases.rules import situation as law
from zhengwu.cases.rules.terms import Terms
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.rules.situation import Walk
from zhengwu.catalogue.rules.situations import walked
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import NotThere


@action
def tell_situation(draft: Draft, *, answers: Mapping[str, Any], by: Actor, at: datetime) -> Draft:
    """Keep answers of the guide with an application being written, laid over those before.

    Answers that the changed way does not ask for any more are dropped; papers and form stay.
    """
    # A cycle: drafts are submitted with what is told here.
    from zhengwu.cases.actions.draft import locked_draft

    draft = locked_draft(draft.pk, by=by)
    document = draft.edition.document
    if not document.questions:
        raise NotThere
    kept = draft.answers
    made = walked(document, {**queries.draft_walk(draft).answers, **answers})
    draft.answers = {**kept, law.SITUATION: made.answers}
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["form", "version", "saved_at"])
    return draft


def finished(walk: Walk) -> Walk:
    """A way that was walked to its end, and ends here; refused otherwise."""
    if walk.away:
        raise law.ApplyElsewhere(say="；".join(one.say for one in walk.away))
    if walk.next is not None:
        question = walk.next
        raise law.SituationOpen(
            question=question.text, fields={"situation": [f"请先回答：{question.text}"]}
        )
    return walk


def terms_told(edition_id: Any, answers: Mapping[str, Any] | None) -> tuple[Terms, Walk | None]:
    """The terms of an application, and the way its answers lead.

    Without answers the published list stands: nothing is taken off, and what is only asked in a
    certain situation is asked of nobody.
    """
    terms = queries.terms_of(edition_id)
    if not terms.guided or answers is None:
        return terms, None
    walk = finished(walked(Edition.objects.get(pk=edition_id).document, answers))
    return queries.situated(edition_id, walk.codes), walk


def freeze(case: Case, walk: Walk, *, number: int, reason: str, by: Actor, at: datetime) -> None:
    """A row of answers with the case; earlier ones stay."""
    row = Situation(
        case=case,
        number=number,
        effects=list(walk.codes),
        digest=digest(canonical(walk.answers)),
        reason=reason,
        answered_at=at,
        answered_by=by.name,
    )
    row.answers = {
        "answers": walk.answers,
        "said": [[one.question.text, one.words] for one in walk.said],
    }
    row.save(force_insert=True)
    terms = queries.situated(case.edition_id, walk.codes)
    record(
        case,
        SituationTold(
            number=number,
            effects=list(walk.codes),
            dropped=[code for code, _ in terms.dropped],
            digest=row.digest,
        ),
        by=by,
        at=at,
        reason=reason,
        personal={"said": row.answers["said"]},
        personal_subject=case.applicant_key,
    )


def _check_changeable(case: Case) -> None:
    if case.part_of_id is not None:
        raise law.PartOfAWhole
    if not case.in_tray:
        raise law.SituationClosed(state=case.state_name)


@action
def change_situation(
    case: Case, *, answers: Mapping[str, Any], reason: str = "", by: Actor, at: datetime
) -> Case:
    """Other answers before acceptance: what is needed is worked out anew, honestly both ways.

    What is not needed any more is not owed any more, be it asked for in the supplement notice;
    what the new situation needs of the published list is handed in with the supplement. Refused
    after acceptance, where another form would have to be filled in, and where it belongs
    elsewhere.
    """
    # A cycle: a supplement is complete when the situation says so.
    from zhengwu.cases.actions.supplement import complete_if_all_came

    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_act_for_applicant(by, case) or policy.may_receive(by, case))
    _check_changeable(case)
    before, earlier = opened.terms, queries.situation_of(case)
    if not before.guided:
        raise NotThere
    walk = finished(walked(case.edition.document, answers))
    if earlier is not None and earlier.answers.get("answers") == walk.answers:
        raise law.NothingChanged(fields={"situation": ["回答没有变化"]})
    terms = queries.situated(case.edition_id, walk.codes)
    if (terms.form_code, terms.form_digest) != (before.form_code, before.form_digest):
        raise law.AnotherForm
    if case.state == CaseState.RECEIVED and case.supplemented_at is not None:
        missing = rules.missing_materials(terms.required_materials, queries.handed_in(case))
        if missing:
            raise law.SupplementedAlready(missing="、".join(missing))
    number = earlier.number + 1 if earlier else 1
    freeze(case, walk, number=number, reason=reason, by=by, at=at)
    opened.terms = terms
    if case.state == CaseState.SUPPLEMENTING:
        complete_if_all_came(opened, by=by, at=at)
    return case
