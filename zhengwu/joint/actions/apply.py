"""One application for several organs: one form, one set of papers, one number to remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from zhengwu.cases.actions import Applicant, HandedIn
from zhengwu.cases.enums import FORM_PAPER, Channel
from zhengwu.forms.rules import validate
from zhengwu.forms.rules.transport import put_at, value_at
from zhengwu.identity.models import Mandate
from zhengwu.joint import policy, queries
from zhengwu.joint.actions import papers as paper_work
from zhengwu.joint.actions.opening import Whole
from zhengwu.joint.actions.parts import open_part
from zhengwu.joint.enums import JointState, PartState
from zhengwu.joint.events import JointReceived
from zhengwu.joint.models import Joint, JointPaper, Part, Serial, ServiceEdition, Stage
from zhengwu.joint.registry import NUMBERED
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.projection import lead_of, papers_of, taking_part
from zhengwu.joint.rules.situation import SITUATION
from zhengwu.journal.actions import action, record, remember
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.time import local_day
from zhengwu.matters.actions import open_matter
from zhengwu.org.models import Organ
from zhengwu.parameters.queries import write_number

# A paper handed in: merged code, file, form.
Sheet = HandedIn


@dataclass(frozen=True, slots=True)
class JointApplication:
    """All that is handed in at once, for all organs."""

    edition: ServiceEdition
    applicant: Applicant
    answers: dict[str, Any]
    papers: Sequence[Sheet]
    channel: Channel
    truth_declared: bool
    delivery_way: str = ""
    delivery_detail: dict[str, Any] = field(default_factory=dict)
    mandate: Mandate | None = None
    window_id: str = ""
    stage: Stage | None = None
    simulated: bool = False
    # Answers to the merged guide, by merged code; only where the service asks for a situation.
    situation: Mapping[str, Any] | None = None


@action
def receive(application: JointApplication, *, by: Actor, at: datetime) -> Joint:
    """Register one application: its joint matter and one case for each organ that can begin.

    Which members take part and which window leads follow from the answers. Parts that need the
    result of another wait for it. Whatever one member refuses refuses the whole, by its name.
    """
    edition = application.edition
    if missing := queries.closed_because(edition, local_day(at)):
        raise refusals.NotOpen(name=edition.service.name, missing="、".join(missing))
    made = _situated(application)
    known = _facts(application, made, at)
    items = taking_part(made.document, known)
    if not items:
        raise refusals.NobodyTakesPart
    lead = lead_of(edition.document, known)
    if not lead:
        raise refusals.NoLead
    policy.require(policy.may_take_in(by, lead))
    joint = _register(application, made, lead, by, at)
    papers = _keep_papers(joint, application, made, items, by, at)
    parts = _keep_parts(joint, made, items)
    whole = Whole(joint, [], parts)
    remember(("joint.joint", joint.pk), joint)
    for part in parts:
        if not part.after:
            open_part(whole, part, papers=papers, mandate=application.mandate, by=by, at=at)
    Part.objects.bulk_update(parts, ["case", "state", "due_on"])
    joint.due_on = min(part.due_on for part in parts)
    joint.save(update_fields=["due_on"])
    event = JointReceived(
        number=joint.matter.number,
        service=edition.service.code,
        edition=str(edition.pk),
        lead=lead,
        parts=items,
        content_digest=digest(canonical(joint.answers)),
    )
    entry = record(
        joint, event, by=by, at=at,
        personal={"applicant": joint.applicant_name, **_said(made)},
        personal_subject=joint.applicant_key,
    )  # fmt: skip
    paper_work.receipt(paper_work.Desk(joint, by, at), papers, entry.digest)
    return joint


def _situated(application: JointApplication) -> queries.Outlook:
    """The service as the answers of the guide leave it; refused while one is missing."""
    made = queries.outlook(application.edition, application.situation)
    if made.nobody:
        raise refusals.NothingDoneHere(why=made.dead)
    if (question := made.walk.next) is not None:
        raise refusals.SituationOpen(
            question=question.text, fields={"situation": [f"请先回答：{question.text}"]}
        )
    return made


def _answers(application: JointApplication, made: queries.Outlook) -> dict[str, Any]:
    """What is kept: of a guided form only what this situation asks, and how it was told."""
    if not made.guided:
        return application.answers
    kept: dict[str, Any] = {}
    for asked in made.document.asked:
        if (value := value_at(application.answers, asked.key)) is not None:
            put_at(kept, asked.key, value)
    return {**kept, SITUATION: {"answers": made.walk.answers, **_said(made)}}


def _said(made: queries.Outlook) -> dict[str, Any]:
    words = [[one.question.text, one.words] for one in made.walk.said]
    return {"said": words} if words else {}


def _facts(application: JointApplication, made: queries.Outlook, at: datetime) -> dict[str, Any]:
    checked = validate(made.schema, application.answers, today=local_day(at))
    if checked.errors:
        raise refusals.FormIncomplete(
            count=len(checked.errors),
            what="；".join(text.rstrip("。") for text in checked.errors.values()),
            fields={path: [message] for path, message in checked.errors.items()},
        )
    project = application.stage.project if application.stage else None
    firm = application.applicant.firm is not None
    return queries.facts_for(made, application.answers, firm=firm, project=project)


def _register(
    application: JointApplication, made: queries.Outlook, lead: str, by: Actor, at: datetime
) -> Joint:
    applicant, edition = application.applicant, application.edition
    organ = Organ.objects.get(pk=lead)
    matter = open_matter(
        kind="joint",
        number=next_number("LB", local_day(at)),
        title=edition.service.name,
        organ_code=lead,
        region_code=organ.region_id or settings.REGION_CODE,
        by=by,
        at=at,
    )
    joint = Joint(
        matter=matter,
        edition=edition,
        state=JointState.RECEIVED,
        lead_code=lead,
        channel=application.channel,
        window_id=application.window_id,
        applicant_key=applicant.key,
        applicant_name=applicant.name,
        person=applicant.person,
        firm=applicant.firm,
        mandate_id=str(application.mandate.pk) if application.mandate else "",
        agent_name=by.name if application.mandate else "",
        delivery_way=application.delivery_way,
        delivery_detail=application.delivery_detail,
        stage=application.stage,
        received_at=at,
        received_by=by.name if by.is_staff else "网上系统",
        simulated=application.simulated,
    )
    joint.answers = _answers(application, made)
    joint.save(force_insert=True)
    return joint


def _keep_papers(
    joint: Joint,
    application: JointApplication,
    made: queries.Outlook,
    items: Sequence[str],
    by: Actor,
    at: datetime,
) -> list[JointPaper]:
    """What members that take part use; what serves none of them is not kept."""
    names = {paper.code: paper.name for paper in application.edition.document.papers}
    names[FORM_PAPER] = "申请表附件"
    for sheet in application.papers:
        if sheet.code not in names:
            raise refusals.OutsideTheList(material=sheet.code)
    used = {paper.code for paper in papers_of(made.document, items)}
    used.add(FORM_PAPER)
    return JointPaper.objects.bulk_create(
        [
            JointPaper(
                joint=joint,
                code=sheet.code,
                name=sheet.name or names[sheet.code],
                file=sheet.kept(by=by, at=at),
                form=sheet.form,
                received_at=at,
                received_by=joint.received_by,
            )
            for sheet in application.papers
            if sheet.code in used
        ]
    )


def _keep_parts(joint: Joint, made: queries.Outlook, items: Sequence[str]) -> list[Part]:
    members = [one for one in made.document.members if one.item in items]
    return Part.objects.bulk_create(
        [
            Part(
                joint=joint,
                position=place,
                item_code=member.item,
                name=member.name,
                organ_code=member.organ_code,
                after=[item for item in member.after if item in items],
                edition_id=member.edition,
                effects=None if (held := made.effects[member.item]) is None else list(held),
                state=PartState.WAITING,
            )
            for place, member in enumerate(members)
        ]
    )


def next_number(kind: str, day: date) -> str:
    """The next number of a scheme (LB, XM): gap-free within its year; a refused act takes none."""
    key = f"{settings.CASE_PREFIX}-{kind}-{day.year}"
    Serial.objects.bulk_create([Serial(key=key)], ignore_conflicts=True)
    Serial.objects.filter(key=key).update(last=F("last") + 1)
    serial = Serial.objects.values_list("last", flat=True).get(key=key)
    scheme = next(name for name, (code, _) in NUMBERED.items() if code == kind)
    return write_number(scheme, day, serial, place=settings.CASE_PREFIX, kind=kind)
