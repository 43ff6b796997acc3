"""Readings of cases with more than one caller. What an actor may not see is not in the query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from zhengwu.cases import policy, rules
from zhengwu.cases.enums import (
    DECISION_PAPERS,
    IN_TRAY,
    RUNNING,
    CaseState,
    MaterialRound,
    Paper,
    TaskKind,
    Verdict,
)
from zhengwu.cases.models import Ban, Case, CasePaper, Check, Supplement
from zhengwu.cases.rules.terms import Limit, MaterialTerm, ProcedureTerm, Terms
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.enums import Handling, ItemState, Kind, Need, Unit
from zhengwu.catalogue.models import Edition, Item
from zhengwu.catalogue.registry import regime_of
from zhengwu.catalogue.rules.document import EditionDocument, Reference
from zhengwu.catalogue.rules.document import Limit as EditionLimit
from zhengwu.clock.queries import UnknownRule, end_of_period
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task, Version
from zhengwu.flow.queries import desks_of
from zhengwu.forms import queries as forms
from zhengwu.forms import rules as form_rules
from zhengwu.identity import queries as identity
from zhengwu.identity.models import Firm, Mandate, Person
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.models import Organ

LICENSING_LAW = "xk"
# Letters of a case number by kind of item (local practice; see docs/decisions).
NUMBER_KINDS = {
    Kind.LICENCE: "XK", Kind.CONFIRMATION: "QR", Kind.PAYMENT: "JF", Kind.REWARD: "JL",
    Kind.ADJUDICATION: "CJ", Kind.SERVICE: "FW",
}  # fmt: skip


def terms_of(edition_id: Any) -> Terms:
    """The terms an edition sets. A published edition never changes, so they are kept.

    Except where something was still missing when they were read: it may have come since.
    """
    terms = _terms(str(edition_id))
    return _read_terms(terms.edition_id) if terms.missing else terms


def closed_since(edition_id: Any) -> tuple[str, ...]:
    """Why nobody may apply any more, whatever is remembered of the edition: its item's state."""
    state = ItemState(Item.objects.values_list("state", flat=True).get(editions=edition_id))
    return () if state is ItemState.ACTIVE else (f"事项{state.label}",)


@lru_cache(maxsize=2000)
def _terms(edition_id: str) -> Terms:
    return _read_terms(edition_id)


def _read_terms(edition_id: str) -> Terms:
    edition = Edition.objects.select_related("item").get(pk=edition_id)
    document = edition.document
    organ = Organ.objects.filter(pk=document.organ_code).first()
    regime = regime_of(document.kind, document.area_code)
    result = document.results[0] if document.results else None
    statutory = _limit(document.statutory, "item")
    return Terms(
        edition_id=edition_id,
        item_code=document.code,
        item_name=document.name,
        law=document.law.regime,
        law_name=document.law.name,
        organ_code=document.organ_code,
        region_code=organ.region_id if organ else "",
        number_prefix=settings.CASE_PREFIX,
        number_kind=NUMBER_KINDS.get(document.kind, "QT"),
        immediate=document.handling is Handling.IMMEDIATE,
        identity_level=str(document.identity_level),
        supplement_rule=document.supplement_rule,
        supplement_basis=document.law.name,
        statutory=statutory,
        promised=_limit(document.promised, "promised"),
        delivery_rule=document.delivery_rule,
        refusal_delivery_rule=regime.refusal_delivery_rule,
        materials=tuple(
            MaterialTerm(
                one.code,
                one.name,
                one.required is Need.REQUIRED and not one.shared,
                one.criterion,
                one.sample_note,
            )
            for one in document.materials
        ),
        procedures=tuple(
            ProcedureTerm(one.kind, one.basis, one.days) for one in document.special_procedures
        ),
        flow_version_id=_flow_version(document.flow),
        form_code=document.form.code,
        form_digest=document.form.digest,
        two_persons=document.two_person_review,
        inspection=document.inspection.required,
        hearing=document.hearing.required,
        quota=document.quantity.amount if document.quantity.limited else None,
        delivery_ways=document.delivery_ways or ("direct", "electronic"),
        contact_person=document.accepting_person,
        contact_phone=document.phone,
        place="；".join(f"{place.name} {place.address}".strip() for place in document.places),
        fees=_fees(document),
        result_template=result.template if result else "",
        result_name=result.name if result else "",
        validity_years=_years(document),
        decides=not document.no_decision,
        legal_basis="；".join(f"《{one.law}》{one.article}" for one in document.basis),
        public_safety=False,
        missing=tuple(catalogue.open_for_application(edition)),
    )


def _flow_version(flow: Reference) -> str:
    """The published version the edition names; an edition being drafted has none yet."""
    versions = Version.objects.filter(definition__code=flow.code)
    if flow.digest:
        versions = versions.filter(digest=flow.digest)
    newest = versions.order_by("-number").values_list("pk", flat=True).first()
    return str(newest) if newest else ""


def schema_of(terms: Terms) -> dict[str, Any]:
    """The form-js schema of the application form; empty where the item needs none."""
    if not terms.form_code:
        return {"components": []}
    version = forms.by_digest(terms.form_code, terms.form_digest) or forms.latest(terms.form_code)
    schema: dict[str, Any] = version.schema if version else {"components": []}
    return schema


def _limit(limit: EditionLimit, fallback: str) -> Limit | None:
    if limit.unit is Unit.IMMEDIATE or limit.amount is None:
        return None
    return Limit(limit.rule or fallback, limit.amount, str(limit.unit), limit.basis)


def _fees(document: EditionDocument) -> str:
    if not document.charged:
        return "不收费"
    return "；".join(f"{fee.name}：{fee.rate}（{fee.basis}）" for fee in document.fees)


def _years(document: EditionDocument) -> int | None:
    result = document.results[0] if document.results else None
    if result is None or result.validity_unit is not Unit.YEAR:
        return None
    return result.validity_amount


def validity_end(terms: Terms, day: date) -> date | None:
    """Last day of a result valid for so many years from `day` (民法典 202)."""
    if terms.validity_years is None:
        return None
    year = day.year + terms.validity_years
    try:
        anniversary = day.replace(year=year)
    except ValueError:  # 29 February in a common year
        anniversary = day.replace(year=year, day=28)
    return date.fromordinal(anniversary.toordinal() - 1)


def _seen_by(actor: Actor) -> Q:
    """One condition on one index wherever possible: lists of a million cases rest on it."""
    organs = sorted(policy.seen_organs(actor))
    seen = Q(organ_code=organs[0]) if len(organs) == 1 else Q(organ_code__in=organs)
    if not policy.may_act_as_agent(actor):
        return seen
    handed_in = Q(agent_id=actor.id, agent_id__gt="")
    return seen | handed_in if organs else handed_in


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Cases this actor may see; for everybody else they do not exist."""
    cases = Case.objects.select_related("matter")
    if policy.oversees(actor):
        return cases
    if actor.is_staff:
        return cases.filter(_seen_by(actor))
    own = Q(applicant_key__in=policy.applicant_keys(actor))
    if mandate := policy.mandate_of(actor):
        own |= Q(mandate_id=mandate)
    return cases.filter(own)


def speaks_for(
    actor: Actor, person: Person | None, firm: Firm | None, mandate: Mandate | None, day: date
) -> bool:
    """Whether a citizen may apply in this name on this day: oneself, a firm one belongs to, or a
    principal whose power of attorney one holds."""
    me = Person.objects.get(pk=actor.id)
    if mandate is not None:
        if not identity.mandates_held(me, day).filter(pk=mandate.pk).exists():
            return False
        return given_by(mandate, person, firm)
    if firm is not None:
        return identity.memberships(me, day).filter(firm=firm).exists()
    return person == me


def given_by(mandate: Mandate, person: Person | None, firm: Firm | None) -> bool:
    """Whether the power of attorney was given by this applicant."""
    principal = (mandate.principal_id, mandate.principal_firm_id)
    return (None if firm else person and person.pk, firm and firm.pk) == principal


def case_for(actor: Actor, number: str) -> Case | None:
    """One case by its number, if this actor may see it."""
    return visible_to(actor).select_related("edition").filter(matter__number=number).first()


def likely_duplicates(applicant_key: str, item_code: str) -> list[Case]:
    """Running cases of the same applicant for the same item."""
    return list(
        Case.objects.select_related("matter")
        .filter(
            applicant_key=applicant_key,
            item_code=item_code,
            state__in=[
                CaseState.RECEIVED, CaseState.SUPPLEMENTING, CaseState.ACCEPTED, CaseState.DECIDED,
            ],
        )
        .order_by("-matter")[:5]
    )  # fmt: skip


def ban_on(applicant_key: str, item_code: str, day: date) -> Ban | None:
    """A ban in force: its last day counts."""
    return Ban.objects.filter(
        applicant_key=applicant_key, item_code=item_code, until__gte=day
    ).first()


def handed_in(case: Case, *rounds: MaterialRound) -> set[str]:
    """Codes of materials of which something was handed in."""
    papers = CasePaper.objects.filter(case=case)
    if rounds:
        papers = papers.filter(round__in=rounds)
    return set(papers.values_list("code", flat=True))


def outstanding_facts(case: Case, terms: Terms) -> dict[str, Any]:
    """How many and which papers of the notice are still owed."""
    supplement = Supplement.objects.get(case=case)
    names = {**terms.material_names, "form": "申请书"}
    left = rules.outstanding(supplement.lines, handed_in(case, MaterialRound.SUPPLEMENT))
    return {"count": len(left), "missing": "、".join(names.get(code, code) for code in left)}


def open_tasks(case: Case) -> list[Task]:
    """Steps of this case that wait for somebody."""
    return list(Task.objects.filter(matter=case.matter_id, state__in=PENDING).order_by("pk"))


def deciding_task(case: Case) -> Task | None:
    """The open step at which the decision is taken."""
    return next((task for task in open_tasks(case) if task.kind == TaskKind.DECIDE), None)


def delivery_tasks(case: Case) -> tuple[list[Task], list[str]]:
    """Open delivery steps, and the names of other steps still open."""
    waiting = open_tasks(case)
    delivering = [task for task in waiting if task.kind == TaskKind.DELIVER]
    return delivering, [task.name for task in waiting if task.kind != TaskKind.DELIVER]


def _review_steps(case: Case) -> QuerySet[Task]:
    kinds = [TaskKind.REVIEW, TaskKind.CHECK]
    return Task.objects.filter(matter=case.matter_id, kind__in=kinds, state="done")


def reviewers(case: Case) -> set[str]:
    """Ids of those who reviewed or checked."""
    return {str(one) for one in _review_steps(case).values_list("done_by_id", flat=True) if one}


def reviewer_names(case: Case) -> list[str]:
    """Names of those who reviewed or checked, in order."""
    names = _review_steps(case).order_by("done_at").values_list("done_by_name", flat=True)
    return list(dict.fromkeys(name for name in names if name))


def inspector_pairs(case: Case) -> list[list[str]]:
    """Ids of the persons of each check on the spot."""
    return [
        [one["id"] for one in inspectors]
        for inspectors in Check.objects.filter(case=case).values_list("inspectors", flat=True)
    ]


def facts_of(case: Case, terms: Terms) -> dict[str, Any]:
    """What conditions of a flow may ask for: answers of the form, and facts of the case."""
    return {
        **case.answers,
        "channel": case.channel,
        "organ": case.organ_code,
        "immediate": case.immediate,
        "deemed": case.acceptance == "deemed",
        "item": terms.item_code,
    }


def facts_text(case: Case) -> str:
    """The facts a decision rests on: what was applied for and what was found."""
    lines = [f"{local_day(case.received_at):%Y年%m月%d日}收到申请，材料齐全。"]
    for check in Check.objects.filter(case=case).order_by("started_at"):
        names = "、".join(one["name"] for one in check.inspectors)
        lines.append(f"{names}于{local_day(check.started_at):%m月%d日}现场核查：{check.findings}")
    return "".join(lines)


def decision_paper(terms: Terms, verdict: Verdict) -> Paper:
    """Which paper the decision leaves: by the law that governs the item, never a licence's words
    for what is no licence."""
    granted, refused = DECISION_PAPERS.get(terms.law, (Paper.DONE, Paper.NOT_DONE))
    return refused if verdict is Verdict.REFUSED else granted


def field_names(case: Case) -> dict[str, str]:
    """Labels of the form's fields by key."""
    schema = form_rules.parse(schema_of(terms_of(case.edition_id)))
    return {leaf.key: leaf.label for leaf in schema.leaves()}


def answers_of(case: Case) -> list[tuple[str, str]]:
    """(label, words) of what the applicant filled in."""
    return forms.answers(schema_of(terms_of(case.edition_id)), case.answers)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Short names of organs by code."""
    organs = Organ.objects.filter(pk__in=set(codes))
    return {organ.pk: organ.short_name or organ.name for organ in organs}


# What a desk shows by itself; each is one filter over `visible_to`.
OPEN = IN_TRAY | RUNNING
REMINDER = "jc.reminder"  # the row of the clocks' table that says when a due day is near
_LOOKS_LIKE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*\Z")
_ITEMS = 100
_AT_HAND = 5000


def _waiting_for(actor: Actor, **more: Any) -> Q:
    """Cases whose step lies with this person. No desk is read further than anybody can work.

    The bound also makes the database begin with the steps, of which there are few, and not with
    the cases of the organ, of which there are hundreds of thousands; the order is their index's.
    """
    tasks = Task.objects.filter(desk__in=desks_of(actor), state__in=PENDING, **more)
    return Q(pk__in=tasks.order_by("desk", "opened_at", "id").values("matter")[:_AT_HAND])


def near_day(at: datetime) -> date:
    """Until this day a due day counts as near: the reminder of the clocks' table from today."""
    today = local_day(at)
    try:
        return end_of_period(REMINDER, today)[0]
    except UnknownRule:
        return today


DESK_VIEWS: Mapping[str, Callable[[Actor, datetime], Q]] = {
    "mine": lambda actor, at: _waiting_for(actor) & Q(state__in=OPEN),
    "received": lambda actor, at: Q(state=CaseState.RECEIVED),
    "supplementing": lambda actor, at: Q(state=CaseState.SUPPLEMENTING),
    "handling": lambda actor, at: Q(state=CaseState.ACCEPTED),
    "decide": lambda actor, at: _waiting_for(actor, kind=TaskKind.DECIDE) & Q(state__in=OPEN),
    "paused": lambda actor, at: Q(state__in=OPEN, suspended=True),
    "deliver": lambda actor, at: Q(state=CaseState.DECIDED),
    "today": lambda actor, at: Q(completed_at__gte=midnight(local_day(at))),
    "late": lambda actor, at: Q(state__in=OPEN, due_on__lt=local_day(at)),
    "soon": lambda actor, at: Q(
        state__in=OPEN, due_on__gte=local_day(at), due_on__lte=near_day(at)
    ),
    "open": lambda actor, at: Q(state__in=OPEN),
    "all": lambda actor, at: Q(),
}


def desk_view(actor: Actor, view: str, at: datetime) -> QuerySet[Case]:
    """Cases of one of the desk's own views, as far as the actor may see them."""
    return visible_to(actor).filter(DESK_VIEWS[view](actor, at))


def matching(text: str) -> Q:
    """Cases by the beginning of their number, of the applicant's name, or a piece of the item's.

    What looks like a number is looked for among numbers only, so that each search is one index.
    """
    text = text.strip()
    if _LOOKS_LIKE_NUMBER.match(text):
        return Q(matter__number__startswith=text.upper())
    items = Item.objects.filter(name__contains=text).order_by("code")
    codes = list(items.values_list("code", flat=True)[:_ITEMS])
    return Q(applicant_name__startswith=text) | Q(item_code__in=codes)
