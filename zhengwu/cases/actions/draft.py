"""Drafts: saved as they are typed, resumed on any device, submitted once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.cases import queries, registry
from zhengwu.cases.actions.receive import Applicant, Application, HandedIn, receive
from zhengwu.cases.actions.situation import finished
from zhengwu.cases.enums import FORM_PAPER, Channel
from zhengwu.cases.events import DraftCarried, DraftStarted
from zhengwu.cases.models import Case, Draft, DraftPaper
from zhengwu.cases.rules import carrying, checks
from zhengwu.cases.rules.looks import VERIFIED
from zhengwu.cases.rules.situation import SITUATION
from zhengwu.cases.rules.terms import Terms
from zhengwu.catalogue.models import Edition
from zhengwu.files.models import StoredFile
from zhengwu.forms import queries as form_queries
from zhengwu.forms import rules as forms
from zhengwu.forms.enums import FieldType
from zhengwu.forms.rules.editing import compare
from zhengwu.identity.models import Firm, Mandate, Person
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere, Outdated
from zhengwu.kernel.time import local_day

# The field of the declaration of truth, in every shipped form.
TRUTH = "truth"
# Beside the answers: what was typed under questions that a newer form asks no longer.
GONE = "_gone"


class FormIncomplete(InvalidInput):
    """申请表还有 {count} 处需要填写或更正。"""


class AlreadySubmitted(Outdated):
    """这份申请已经提交。"""


@action
def start_draft(
    *,
    edition_id: Any,
    person: Person | None,
    firm: Firm | None,
    channel: Channel,
    by: Actor,
    at: datetime,
) -> Draft:
    """Begin an application; a draft of the same person and edition is taken up again."""
    old = Draft.objects.filter(
        owner=by.id, edition_id=edition_id, person=person, firm=firm, submitted=None
    ).first()
    if old is not None:
        return old
    draft = Draft(
        owner=by.id, edition_id=edition_id, person=person, firm=firm, channel=channel, saved_at=at
    )
    draft.answers = {}
    draft.save(force_insert=True)
    record(draft, DraftStarted(item=queries.terms_of(edition_id).item_code), by=by, at=at)
    return draft


def locked_draft(draft_id: Any, *, by: Actor) -> Draft:
    """The actor's own unsubmitted draft, locked; somebody else's does not exist for them."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, owner=by.id).first()
    if draft is None:
        raise NotThere
    if draft.submitted_id is not None:
        raise AlreadySubmitted
    return draft


@action
def save_draft(
    draft: Draft, *, answers: dict[str, Any], version: int | None, by: Actor, at: datetime
) -> Draft:
    """Keep what was typed. With `version`, a save from another device in between is refused."""
    draft = locked_draft(draft.pk, by=by)
    if version is not None and version != draft.version:
        raise Outdated
    draft.answers = {**draft.answers, **answers}
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["form", "version", "saved_at"])
    return draft


@action
def carry_over(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """Take a draft of a superseded edition to the one in force; one that is in force stays.

    Every answer and paper that is still asked for is kept; what was typed under a question asked
    no longer is kept to be shown. What is new and what is asked differently is kept with the
    draft, for its pages; the declaration of truth was made for other contents and is made again.
    """
    draft = locked_draft(draft.pk, by=by)
    newer = queries.replaced_by(draft.edition_id)
    if newer is None:
        return draft
    old, new = _asked(draft.edition), _asked(newer)
    since = newer.effective_on.isoformat() if newer.effective_on else ""
    before, after = _schema(draft.edition), _schema(newer)
    changed = [one for one in compare(before, after) if not one.startswith(("新增", "取消"))]
    draft.carried = carrying.carried(old, new, since=since, changed=changed)
    told = form_queries.answers(before, draft.answers) if before["components"] else []
    gone = carrying.gone_answers(told, draft.carried["gone_fields"])
    answers = carrying.kept_answers(draft.answers, new.fields)
    draft.answers = {key: value for key, value in answers.items() if key != TRUTH}
    if gone:
        draft.answers = {**draft.answers, GONE: [*draft.answers.get(GONE, []), *gone]}
    draft.papers.exclude(code__in=[*new.materials, FORM_PAPER]).delete()
    draft.edition = newer
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["carried", "form", "edition", "version", "saved_at"])
    record(draft, DraftCarried(old=old.number, number=new.number), by=by, at=at)
    return draft


def _schema(edition: Edition) -> dict[str, Any]:
    return queries.schema_of(queries.terms_of(edition.pk))


def _asked(edition: Edition) -> carrying.Asked:
    terms = queries.terms_of(edition.pk)
    schema = _schema(edition)
    fields = forms.names_of(schema) if schema["components"] else {}
    return carrying.Asked(edition.number, fields, terms.material_names)


def _has_files(terms: Terms) -> bool:
    schema = queries.schema_of(terms)
    leaves = forms.parse(schema).leaves() if schema["components"] else ()
    return any(leaf.kind is FieldType.FILE for leaf in leaves)


@action
def attach(draft: Draft, *, code: str, file: StoredFile, by: Actor, at: datetime) -> DraftPaper:
    """Put a file under a material of the item's list; the same file twice is one."""
    draft = locked_draft(draft.pk, by=by)
    terms = queries.terms_for_draft(draft)
    if code not in terms.material_names and not (code == FORM_PAPER and _has_files(terms)):
        raise checks.OutsideTheList(material=code)
    same = DraftPaper.objects.filter(
        draft=draft, code=code, file__digest=file.digest, file__name=file.name
    )
    paper = same.first() or DraftPaper.objects.create(draft=draft, code=code, file=file)
    draft.saved_at = at
    draft.save(update_fields=["saved_at"])
    return paper


@action
def detach(draft: Draft, *, paper_id: int, by: Actor, at: datetime) -> None:
    """Take a file off the draft again."""
    draft = locked_draft(draft.pk, by=by)
    DraftPaper.objects.filter(pk=paper_id, draft=draft).delete()


@action
def discard(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Throw a draft away, its answers with it; the record that one was begun stays."""
    draft = locked_draft(draft.pk, by=by)
    draft.papers.all().delete()
    draft.delete()


def _papers(
    draft: Draft, schema: dict[str, Any], answers: dict[str, Any], terms: Terms, by: Actor,
    at: datetime,
) -> list[HandedIn]:  # fmt: skip
    """Materials of this situation, what was verified instead of them, and the files that stand in
    the form under the name of their place there.

    Files of what the situation does not ask for stay with the draft and are not sent.
    """
    papers = list(draft.papers.select_related("file").order_by("pk"))
    files = {str(paper.file_id): paper.file for paper in papers if paper.code == FORM_PAPER}
    names = terms.material_names
    handed = [HandedIn(one.code, one.file) for one in papers if one.code in names]
    handed += _verified(draft, terms, {one.code for one in handed}, by, at)
    for _, name, rows in forms.files_of(schema, answers) if files else ():
        handed += [
            HandedIn(FORM_PAPER, files[row["file"]], name=name)
            for row in rows
            if row["file"] in files
        ]
    return handed


@action
def submit(
    draft: Draft,
    *,
    truth_declared: bool,
    delivery_way: str = "",
    delivery_detail: dict[str, Any] | None = None,
    mandate: Mandate | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Hand the draft in. A second submission of the same draft is answered with the same case."""
    again = Draft.objects.select_for_update().filter(pk=draft.pk, owner=by.id).first()
    if again is None:
        raise NotThere
    if again.submitted_id is not None:
        return Case.objects.select_related("matter").get(pk=again.submitted_id)
    told, terms = _situation(again), queries.terms_for_draft(again)
    schema = queries.schema_of(terms)
    checked = forms.validate(schema, again.answers, today=local_day(at))
    if checked.errors:
        raise FormIncomplete(
            count=len(checked.errors),
            fields={path: [message] for path, message in checked.errors.items()},
        )
    case = receive(
        Application(
            edition_id=again.edition_id,
            applicant=Applicant(person=again.person, firm=again.firm),
            answers=checked.cleaned,
            papers=_papers(again, schema, checked.cleaned, terms, by, at),
            situation=told,
            channel=Channel(again.channel),
            truth_declared=truth_declared,
            delivery_way=delivery_way,
            delivery_detail=delivery_detail or {},
            mandate=mandate,
        ),
        by=by,
        at=at,
    )
    again.submitted = case
    again.save(update_fields=["submitted"])
    return case


def _situation(draft: Draft) -> dict[str, Any] | None:
    """Answers to the guide, walked to their end; None where the item asks for no situation, or
    where another system sends without asking: then the published list stands."""
    if not queries.terms_of(draft.edition_id).guided:
        return None
    if draft.channel == Channel.MACHINE and SITUATION not in draft.answers:
        return None
    return dict(finished(queries.draft_walk(draft)).answers)


def _verified(
    draft: Draft, terms: Terms, given: set[str], by: Actor, at: datetime
) -> list[HandedIn]:
    """What the system found instead of a paper, where none was handed in."""
    if not terms.free_materials:
        return []
    since = queries.fresh_since(at, registry.parameters(at).hours)
    return [
        HandedIn(code, form=VERIFIED, verification=look.pk)
        for code, look in queries.looks_for(by.id, draft.pk, since).items()
        if look.found and code in terms.free_materials and code not in given
    ]
