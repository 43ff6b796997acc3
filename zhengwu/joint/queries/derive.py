"""What follows from a plan of members: the merged form, the merged papers, what lint says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.enums import Verb
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.registry import regime_of
from zhengwu.catalogue.rules.document import Reference
from zhengwu.clock.queries import known
from zhengwu.forms import queries as forms
from zhengwu.forms import rules as form_rules
from zhengwu.joint.enums import KIND_NAMES
from zhengwu.joint.rules.document import Member, ServiceDocument
from zhengwu.joint.rules.lint import Finding, Known, lint
from zhengwu.joint.rules.merge import MemberForm, Merged, merge
from zhengwu.joint.rules.papers import MemberPapers, MergedPapers, merge_papers
from zhengwu.joint.rules.situation import (
    PREFIX,
    MemberGuide,
    MergedGuide,
    conditions,
    guide_findings,
    merge_questions,
)
from zhengwu.org.models import Delegation, Organ
from zhengwu.org.queries import on_day, open_windows

# Facts a condition may ask for beside the answers of the form.
EXTRA_FACTS = ("project_kind", "project_major", "applicant")


@dataclass(frozen=True, slots=True)
class Derived:
    """A plan with everything that follows from it on a day."""

    document: ServiceDocument
    editions: dict[str, Edition]
    form: Merged
    papers: MergedPapers
    findings: list[Finding]

    @property
    def errors(self) -> list[str]:
        """Why it cannot be published."""
        return [one.text for one in self.findings if one.error]


def derive(document: ServiceDocument, *, day: date) -> Derived:
    """Fill members from their live editions, merge form and papers, and lint."""
    editions = {
        member.item: edition
        for member in document.members
        if (edition := catalogue.live_edition(member.item)) is not None
    }
    names = _organ_names(editions)
    members = tuple(_filled(one, editions.get(one.item), names) for one in document.members)
    there = [one for one in members if one.item in editions]
    form = merge(
        [_form_of(one, editions[one.item]) for one in there],
        document.same_fields,
        document.choices,
    )
    papers = merge_papers([_papers_of(one, editions[one.item]) for one in there],
                          document.same_papers)  # fmt: skip
    guide = _guide(replace(document, members=members), editions)
    filled = replace(
        document,
        members=members,
        joint_rule=_joint_rule(editions),
        results=tuple(r.name for e in editions.values() for r in e.document.results[:1]),
        asked=tuple(form.asked),
        papers=tuple(papers.papers),
        produced=tuple(papers.produced),
        posed=tuple(guide.posed),
    )
    findings = lint(filled, known_of(filled, editions, form, papers, day=day))
    findings += [Finding(text) for text in guide_findings(filled, guide)]
    findings += [Finding(text) for text in _other_forms(filled, editions)]
    return Derived(filled, editions, form, papers, findings)


def _guide(document: ServiceDocument, editions: dict[str, Edition]) -> MergedGuide:
    """The questions of all members' guides and of the service itself, each once."""
    when = conditions(document.members, document.questions)
    guides = [
        MemberGuide(one.item, one.name, editions[one.item].document.questions, when[one.item])
        for one in document.members
        if one.item in editions
    ]
    return merge_questions(document.questions, guides, document.same_questions)


def _other_forms(document: ServiceDocument, editions: dict[str, Edition]) -> list[str]:
    """Forms that a member's guide may choose instead have to fit the others' as well."""
    found: dict[str, None] = {}
    there = [one for one in document.members if one.item in editions]
    for member in there:
        for effect in editions[member.item].document.effects:
            if effect.verb is not Verb.FORM:
                continue
            other = Reference(effect.target, effect.digest)
            forms_of = [
                _form_of(one, editions[one.item], other if one is member else None) for one in there
            ]
            merged = merge(forms_of, document.same_fields, document.choices)
            found |= dict.fromkeys(
                f"换用申请表的情形下（{member.name}）：{one.text}" for one in merged.conflicts
            )
    return list(found)


def _organ_names(editions: dict[str, Edition]) -> dict[str, str]:
    codes = {edition.document.organ_code for edition in editions.values()}
    return {one.pk: one.short_name or one.name for one in Organ.objects.filter(pk__in=codes)}


def _filled(member: Member, edition: Edition | None, names: dict[str, str]) -> Member:
    if edition is None:
        return member
    document = edition.document
    return replace(
        member,
        name=document.name,
        organ_code=document.organ_code,
        organ_name=names.get(document.organ_code, document.organ_name),
        edition=str(edition.pk),
        digest=edition.digest,
    )


def _form_of(member: Member, edition: Edition, other: Reference | None = None) -> MemberForm:
    reference = other or edition.document.form
    version = forms.by_digest(reference.code, reference.digest)
    return MemberForm(member.item, member.name, version.schema if version else {"components": []})


def _papers_of(member: Member, edition: Edition) -> MemberPapers:
    document = edition.document
    results = [result.name for result in document.results]
    return MemberPapers(member.item, member.name, document.materials, results, member.after)


def _joint_rule(editions: dict[str, Edition]) -> str:
    """The clock of joint handling that a statute sets for one of the members (许可法 42(2))."""
    rules = (
        regime_of(edition.document.kind, edition.document.area_code).joint_rule
        for edition in editions.values()
    )
    return next((rule for rule in sorted(rules, reverse=True) if rule), "")


def known_of(
    document: ServiceDocument,
    editions: dict[str, Edition],
    form: Merged,
    papers: MergedPapers,
    *,
    day: date,
) -> Known:
    """What lint has to know of the world on a day."""
    closed: dict[str, list[str]] = {}
    for member in document.members:
        edition = editions.get(member.item)
        missing = catalogue.open_for_application(edition) if edition else ["没有现行实施清单"]
        if missing:
            closed[member.item] = missing
    rule = known().rule(document.joint_rule, day) if document.joint_rule else None
    return Known(
        closed=closed,
        windows=organs_at_windows(day),
        names={*_names(form), *EXTRA_FACTS, *(PREFIX + q.code for q in document.questions)},
        conflicts=form.conflicts,
        remarks=[*form.remarks, *papers.remarks],
        rule_days=rule.amount if rule else None,
    )


def organs_at_windows(day: date) -> set[str]:
    """Organs one can turn to at a window: their own, or one that receives for them."""
    windows = open_windows(day)
    delegated = Delegation.objects.filter(on_day(day), window__in=windows)
    return {
        *windows.values_list("organ_id", flat=True),
        *delegated.values_list("organ_id", flat=True),
    }


def _names(form: Merged) -> set[str]:
    if not form.components:
        return set()
    try:
        return {leaf.key for leaf in form_rules.parse(form.schema("joint")).leaves()}
    except form_rules.SchemaRefused:
        return set()


def project_facts(project: Any) -> dict[str, Any]:
    """What a project adds to the facts of an application."""
    if project is None:
        return {"project_kind": "", "project_major": False}
    return {"project_kind": str(project.kind), "project_major": bool(project.major)}


def kind_words() -> list[tuple[str, str]]:
    """Values of `project_kind`, for the editor of conditions."""
    return [(kind.value, name) for kind, name in KIND_NAMES.items()]
