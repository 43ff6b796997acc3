"""A joint service in one situation: who takes part, what is asked and brought, by the guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from zhengwu.cases import queries as case_queries
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.rules.document import EditionDocument, Reference
from zhengwu.catalogue.rules.situation import Walk, walk
from zhengwu.catalogue.rules.situations import Dropped, dropped, reduced, walked
from zhengwu.forms import rules as form_rules
from zhengwu.joint.models import Joint, Part, Project, ServiceEdition
from zhengwu.joint.queries.derive import project_facts
from zhengwu.joint.queries.services import form_schema, schema_of
from zhengwu.joint.rules.document import Asked, Choice, Member, SameField, ServiceDocument
from zhengwu.joint.rules.merge import MemberForm, merge
from zhengwu.joint.rules.projection import facts, taking_part
from zhengwu.joint.rules.situation import (
    SITUATION,
    left_out,
    own_answers,
    papers_in,
    situation_facts,
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a service is for one applicant; as published where it asks for no situation.

    `document` holds only the members, questions and papers of this situation. `effects`: item →
    the codes its own guide arrives at, None where it has none or nobody has finished it. `out`:
    (member, why) of those who take no part; `dropped`: papers this situation does not need.
    """

    document: ServiceDocument
    walk: Walk
    raw: dict[str, Any]
    schema: form_rules.Schema
    effects: Mapping[str, tuple[str, ...] | None]
    out: tuple[tuple[Member, str], ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def guided(self) -> bool:
        """Whether anything is asked first."""
        return bool(self.document.posed)

    @property
    def complete(self) -> bool:
        """Everything is answered, and somebody is left to apply to."""
        return self.walk.next is None and bool(self.document.members)

    @property
    def nobody(self) -> bool:
        """It leads to nothing that is done here."""
        return not self.document.members

    @property
    def dead(self) -> str:
        """Why nothing is done here, in words."""
        return "；".join(f"{one.name}：{why}" for one, why in self.out) if self.nobody else ""


_NOTHING = Walk((), None, ())


def outlook(edition: ServiceEdition, told: Mapping[str, Any] | None) -> Outlook:
    """The service as these answers leave it. Member editions and forms never change: they are kept
    once read, so that a known situation costs no statement."""
    document = edition.document
    if not document.posed:
        everybody = dict.fromkeys(one.item for one in document.members)
        return Outlook(document, _NOTHING, _raw(document), form_schema(edition), everybody)
    members = {one.item: _member(one.edition) for one in document.members}
    made, own, out = _walked(document, members, told or {})
    there = tuple(one for one in document.members if one.item not in out)
    effects = {one.item: _effects(members[one.item], own[one.item]) for one in there}
    shown = {one.item: reduced(members[one.item], effects[one.item]) for one in there}
    raw, asked = _form(document, there, shown)
    whole = replace(
        document,
        members=there,
        asked=asked,
        papers=papers_in(
            document, {item: {m.code: m for m in one.materials} for item, one in shown.items()}
        ),
        produced=tuple(
            one
            for one in document.produced
            if one.item in shown and one.code in {m.code for m in shown[one.item].materials}
        ),
    )
    schema = form_schema(edition)
    if raw is not None:
        schema = form_rules.parse(raw) if raw["components"] else form_rules.Schema(())
    return Outlook(
        whole,
        made,
        _raw(document) if raw is None else raw,
        schema,
        effects,
        tuple((one, out[one.item]) for one in document.members if one.item in out),
        _dropped(document, whole, members, effects) if made.next is None else (),
    )


def outlook_of(joint: Joint) -> Outlook:
    """The service as it stands for a joint matter."""
    told = joint.answers.get(SITUATION) if joint.edition.document.posed else None
    return outlook(joint.edition, told["answers"] if isinstance(told, Mapping) else None)


def terms_of_part(part: Part) -> case_queries.Terms:
    """What governs a part, in the situation its applicant told."""
    if part.effects is None:
        return case_queries.terms_of(part.edition_id)
    return case_queries.situated(part.edition_id, part.effects)


@lru_cache(maxsize=500)
def _member(edition_id: str) -> EditionDocument:
    return Edition.objects.get(pk=edition_id).document


def _raw(document: ServiceDocument) -> dict[str, Any]:
    return schema_of(document.form.code, document.form.digest)


def _walked(
    document: ServiceDocument, members: Mapping[str, EditionDocument], told: Mapping[str, Any]
) -> tuple[Walk, dict[str, dict[str, Any]], dict[str, str]]:
    """The way through the merged guide, each member's own answers, and who is left out.

    Who is led elsewhere is asked nothing more, so it is walked again without its questions.
    """
    out: dict[str, str] = {}
    while True:
        posed = [
            one
            for one in document.posed
            if not one.uses or any(use.item not in out for use in one.uses)
        ]
        made = walk([one.question for one in posed], (), told)
        own = {item: own_answers(posed, item, made.answers) for item in members}
        away = {item: why for item, one in members.items() if (why := _away(one, own[item]))}
        again = left_out(document, made, away)
        if again.keys() <= out.keys():
            return made, own, out
        out = {**again, **out}


def _away(document: EditionDocument, own: Mapping[str, Any]) -> str:
    return "；".join(one.say for one in walked(document, own).away)


def _effects(document: EditionDocument, own: Mapping[str, Any]) -> tuple[str, ...] | None:
    if not document.questions:
        return None
    made = walked(document, own)
    return made.codes if made.complete else None


def _dropped(
    document: ServiceDocument,
    whole: ServiceDocument,
    members: Mapping[str, EditionDocument],
    effects: Mapping[str, tuple[str, ...] | None],
) -> tuple[Dropped, ...]:
    """Papers no member of this situation needs, though one that takes part may ask for them."""
    left = {one.code for one in whole.papers}
    why = {
        (item, one.code): one.why
        for item, codes in effects.items()
        if codes is not None
        for one in dropped(members[item], codes)
    }
    found = []
    for paper in document.papers:
        reasons = [why[use.item, use.key] for use in paper.uses if (use.item, use.key) in why]
        if paper.code not in left and reasons:
            found.append(Dropped(paper.code, paper.name, "；".join(dict.fromkeys(reasons))))
    return tuple(found)


def _form(
    document: ServiceDocument, there: Sequence[Member], shown: Mapping[str, EditionDocument]
) -> tuple[dict[str, Any] | None, tuple[Asked, ...]]:
    """The one form of those who take part, in the version their guides choose; None: as published.

    Merged anew by the same rules, so that what only the others ask is not asked.
    """
    standing = [_member(one.edition).form for one in document.members]
    chosen = tuple((one.item, one.name, shown[one.item].form) for one in there)
    if [one for _, _, one in chosen] == standing:
        return None, document.asked
    return _merged(document.code, chosen, document.same_fields, document.choices)


@lru_cache(maxsize=200)
def _merged(
    code: str,
    chosen: tuple[tuple[str, str, Reference], ...],
    same: tuple[SameField, ...],
    choices: tuple[Choice, ...],
) -> tuple[dict[str, Any], tuple[Asked, ...]]:
    merged = merge(
        [MemberForm(item, name, schema_of(form.code, form.digest)) for item, name, form in chosen],
        same,
        choices,
    )
    return merged.schema(f"joint-{code}"), tuple(merged.asked)


def facts_for(
    made: Outlook, answers: Mapping[str, Any], *, firm: bool, project: Project | None
) -> dict[str, Any]:
    """What conditions of the service may ask for: form, project, applicant, situation."""
    more = {**project_facts(project), "applicant": "firm" if firm else "person"}
    return facts(made.schema, answers, {**more, **situation_facts(made.walk)})


def concerned(
    made: Outlook, answers: Mapping[str, Any], *, firm: bool, project: Project | None
) -> list[str]:
    """Items of the members that take part as far as the answers are known: what is not answered
    yet concerns nobody."""
    return taking_part(made.document, facts_for(made, answers, firm=firm, project=project))
