"""One organ's part: its case is opened with its share of the one form and the one set of papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhengwu.cases import actions as cases
from zhengwu.cases import queries as case_queries
from zhengwu.cases.actions import Applicant, Application, HandedIn
from zhengwu.cases.actions.receive import attached
from zhengwu.cases.enums import FORM_PAPER, Channel
from zhengwu.cases.models import Decision
from zhengwu.documents import queries as documents
from zhengwu.documents.models import Document
from zhengwu.files.models import StoredFile
from zhengwu.forms.rules import parse
from zhengwu.identity.models import Mandate
from zhengwu.joint import queries
from zhengwu.joint.actions.opening import Whole
from zhengwu.joint.enums import PartState
from zhengwu.joint.events import PartOpened
from zhengwu.joint.models import JointPaper, Part
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.projection import cleaned_for, papers_for
from zhengwu.joint.rules.situation import own_answers
from zhengwu.journal.actions import record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day


def open_part(
    whole: Whole,
    part: Part,
    *,
    papers: Sequence[JointPaper],
    mandate: Mandate | None,
    by: Actor,
    at: datetime,
) -> None:
    """Make the case of a part: the same answers and papers, in this organ's own words and codes."""
    joint = whole.joint
    terms = queries.terms_of_part(part)
    answers = _answers(whole, part, terms, at)
    way = joint.delivery_way if joint.delivery_way in terms.delivery_ways else ""
    case = cases.receive(
        Application(
            edition_id=part.edition_id,
            applicant=Applicant(person=joint.person, firm=joint.firm),
            answers=answers,
            papers=[
                *handed_in(whole, part, papers),
                *_in_form(answers, papers),
                *_produced(whole, part),
            ],
            channel=Channel(joint.channel),
            truth_declared=True,
            delivery_way=way,
            delivery_detail=joint.delivery_detail,
            mandate=mandate,
            window_id=joint.window_id,
            simulated=joint.simulated,
            part_of=joint.matter,
            situation=_told(whole, part),
        ),
        by=by,
        at=at,
    )
    part.case, part.state, part.due_on = case, PartState.RECEIVED, case.due_on
    event = PartOpened(item=part.item_code, organ=part.organ_code, number=case.matter.number)
    record(joint, event, by=by, at=at)


def _answers(whole: Whole, part: Part, terms: Any, at: datetime) -> dict[str, Any]:
    raw = case_queries.schema_of(terms)
    if not raw["components"]:
        return {}
    cleaned, faults = cleaned_for(
        whole.document, part.item_code, parse(raw), whole.joint.answers, today=local_day(at)
    )
    if faults:
        fields = {path: [f"{part.name}：{message}"] for path, message in faults.items()}
        what = "；".join(text.rstrip("。") for text in faults.values())
        raise refusals.FormIncomplete(count=len(faults), what=what, fields=fields)
    return cleaned


def _told(whole: Whole, part: Part) -> dict[str, Any] | None:
    """What the one set of answers says to this item's own guide; None where it has none."""
    if part.effects is None:
        return None
    return own_answers(whole.document.posed, part.item_code, whole.outlook.walk.answers)


def handed_in(whole: Whole, part: Part, papers: Sequence[JointPaper]) -> list[HandedIn]:
    """The papers of the whole that this part uses, under its own codes."""
    by_code: dict[str, list[JointPaper]] = {}
    for paper in papers:
        by_code.setdefault(paper.code, []).append(paper)
    return [
        HandedIn(own, paper.file, paper.form)
        for code, own in papers_for(whole.document, part.item_code, by_code)
        for paper in by_code[code]
    ]


def _in_form(answers: dict[str, Any], papers: Sequence[JointPaper]) -> list[HandedIn]:
    """Files inside the one form that this part's own questions name."""
    named = set(attached(answers))
    return [
        HandedIn(FORM_PAPER, one.file, one.form, one.name)
        for one in papers
        if one.code == FORM_PAPER and str(one.file_id) in named
    ]


def _produced(whole: Whole, part: Part) -> list[HandedIn]:
    """Results of earlier parts that this part needs: shared between organs, not asked for."""
    made = {one.item_code: one for one in whole.parts}
    return [
        HandedIn(one.code, _result_file(made.get(one.by)), "shared")
        for one in whole.document.produced
        if one.item == part.item_code
    ]


def _result_file(part: Part | None) -> StoredFile | None:
    """The sealed result of a part, where it is typeset already."""
    if part is None or part.case_id is None:
        return None
    decision = Decision.objects.filter(case=part.case_id).first()
    key = decision and (decision.result_document_id or decision.document_id)
    document = Document.objects.filter(pk=key).first() if key else None
    return documents.paper_file(document) if document else None
