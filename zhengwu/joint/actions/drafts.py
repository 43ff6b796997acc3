"""Joint drafts: one form for all organs, saved as it is typed, submitted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhengwu.cases.actions import Applicant, HandedIn
from zhengwu.cases.enums import FORM_PAPER, Channel
from zhengwu.files.models import StoredFile
from zhengwu.forms.enums import FieldType
from zhengwu.forms.rules import files_of
from zhengwu.identity.models import Firm, Mandate, Person
from zhengwu.joint import queries
from zhengwu.joint.actions.apply import JointApplication, receive
from zhengwu.joint.events import DraftStarted
from zhengwu.joint.models import Joint, JointDraft, JointDraftPaper, ServiceEdition, Stage
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.situation import SITUATION
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere, Outdated


class AlreadySubmitted(Outdated):
    """这份联办申请已经提交。"""


class TruthNotDeclared(InvalidInput):
    """请先确认所填内容和所交材料真实有效。"""

    law = "行政许可法 第31条"


@action
def start_draft(
    edition: ServiceEdition,
    *,
    person: Person | None,
    firm: Firm | None,
    stage: Stage | None = None,
    channel: Channel = Channel.ONLINE,
    by: Actor,
    at: datetime,
) -> JointDraft:
    """Begin to write; a draft of the same applicant and edition is taken up again."""
    old = JointDraft.objects.filter(
        owner=by.id, edition=edition, person=person, firm=firm, stage=stage, submitted=None
    ).first()
    if old is not None:
        return old
    draft = JointDraft(
        owner=by.id, edition=edition, person=person, firm=firm, stage=stage, channel=channel,
        saved_at=at,
    )  # fmt: skip
    draft.answers = {}
    draft.save(force_insert=True)
    record(draft, DraftStarted(service=edition.service.code), by=by, at=at)
    return draft


def _locked(draft: JointDraft, by: Actor) -> JointDraft:
    rows = JointDraft.objects.select_for_update(of=("self",)).select_related("edition__service")
    found = rows.filter(pk=draft.pk, owner=by.id).first()
    if found is None:
        raise NotThere
    if found.submitted_id is not None:
        raise AlreadySubmitted
    return found


@action
def save_draft(
    draft: JointDraft, *, answers: dict[str, Any], version: int | None, by: Actor, at: datetime
) -> JointDraft:
    """Keep what was typed; a save from another device in between is refused."""
    draft = _locked(draft, by)
    if version is not None and version != draft.version:
        raise Outdated
    draft.answers = {**draft.answers, **answers}
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["form", "version", "saved_at"])
    return draft


@action
def tell_situation(
    draft: JointDraft, *, answers: Mapping[str, Any], by: Actor, at: datetime
) -> JointDraft:
    """Keep answers of the merged guide, laid over those before; what a changed way does not ask
    any more is dropped, papers and form stay."""
    draft = _locked(draft, by)
    if not draft.edition.document.posed:
        raise NotThere
    made = queries.outlook(draft.edition, {**told_in(draft), **answers})
    draft.answers = {**draft.answers, SITUATION: made.walk.answers}
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["form", "version", "saved_at"])
    return draft


def told_in(draft: JointDraft) -> dict[str, Any]:
    """What was answered so far."""
    told = draft.answers.get(SITUATION)
    return dict(told) if isinstance(told, Mapping) else {}


def _has_files(draft: JointDraft) -> bool:
    leaves = queries.outlook(draft.edition, told_in(draft)).schema.leaves()
    return any(leaf.kind is FieldType.FILE for leaf in leaves)


def _papers(draft: JointDraft) -> list[HandedIn]:
    """Papers of the merged list, and the files that stand in the form under the words of their
    place there; a file the form names no more is not sent."""
    rows = list(draft.papers.select_related("file").order_by("pk"))
    files = {str(one.file_id): one.file for one in rows if one.code == FORM_PAPER}
    handed = [HandedIn(one.code, one.file) for one in rows if one.code != FORM_PAPER]
    schema = queries.outlook(draft.edition, told_in(draft)).schema
    places = files_of(schema, draft.answers) if files else []
    return handed + [
        HandedIn(FORM_PAPER, files[row["file"]], name=words)
        for _, words, named in places
        for row in named
        if row["file"] in files
    ]


@action
def attach(
    draft: JointDraft, *, code: str, file: StoredFile, by: Actor, at: datetime
) -> JointDraftPaper:
    """Put a file under a paper of the merged list; the same bytes under one paper are one.

    Inside the form one file may stand at several places, each time as what is asked there.
    """
    draft = _locked(draft, by)
    known = {paper.code for paper in draft.edition.document.papers}
    if code not in known and not (code == FORM_PAPER and _has_files(draft)):
        raise refusals.OutsideTheList(material=code)
    there = draft.papers.filter(code=code, file__digest=file.digest)
    paper = there.first() if code != FORM_PAPER else None
    if paper is None:
        paper, _ = JointDraftPaper.objects.get_or_create(draft=draft, code=code, file=file)
    draft.saved_at = at
    draft.save(update_fields=["saved_at"])
    return paper


@action
def detach(draft: JointDraft, *, paper_id: int, by: Actor, at: datetime) -> None:
    """Take a file off again."""
    draft = _locked(draft, by)
    JointDraftPaper.objects.filter(pk=paper_id, draft=draft).delete()


@action
def discard_draft(draft: JointDraft, *, by: Actor, at: datetime) -> None:
    """Throw a draft away with its answers."""
    draft = _locked(draft, by)
    draft.papers.all().delete()
    draft.delete()


@action
def submit(
    draft: JointDraft,
    *,
    truth_declared: bool,
    delivery_way: str = "",
    delivery_detail: dict[str, Any] | None = None,
    mandate: Mandate | None = None,
    window_id: str = "",
    by: Actor,
    at: datetime,
) -> Joint:
    """Hand it in. A second submission of the same draft is answered with the same matter."""
    rows = JointDraft.objects.select_for_update(of=("self",))
    again = rows.select_related("edition__service", "person", "firm", "stage__project").filter(
        pk=draft.pk, owner=by.id
    )
    found = again.first()
    if found is None:
        raise NotThere
    if found.submitted_id is not None:
        return Joint.objects.select_related("matter").get(pk=found.submitted_id)
    if not truth_declared:
        raise TruthNotDeclared(fields={"truth": ["请先勾选真实性承诺"]})
    joint = receive(
        JointApplication(
            edition=found.edition,
            applicant=Applicant(person=found.person, firm=found.firm),
            answers={key: value for key, value in found.answers.items() if key[:1] != "_"},
            papers=_papers(found),
            channel=Channel(found.channel),
            truth_declared=True,
            delivery_way=delivery_way,
            delivery_detail=delivery_detail or {},
            mandate=mandate,
            window_id=window_id,
            stage=found.stage,
            situation=told_in(found),
        ),
        by=by,
        at=at,
    )
    found.submitted = joint
    found.save(update_fields=["submitted"])
    return joint
