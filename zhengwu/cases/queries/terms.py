"""The terms an edition sets for its cases, and what is read from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from zhengwu.cases.models import Case, Draft, Situation
from zhengwu.cases.registry import NUMBER_KINDS, OTHER_KIND
from zhengwu.cases.rules.situation import SITUATION
from zhengwu.cases.rules.terms import (
    ChargeTerm,
    Limit,
    MaterialTerm,
    ProcedureTerm,
    Terms,
    UpwardTerm,
)
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.enums import EditionState, Handling, ItemState, Level, Need, Unit
from zhengwu.catalogue.models import Edition, Item
from zhengwu.catalogue.registry import regime_of
from zhengwu.catalogue.rules.document import EditionDocument, Reference
from zhengwu.catalogue.rules.document import Limit as EditionLimit
from zhengwu.catalogue.rules.situation import Walk
from zhengwu.catalogue.rules.situations import dropped, reduced, walked
from zhengwu.fees.enums import Gate
from zhengwu.flow.models import Version
from zhengwu.forms import queries as forms
from zhengwu.org.models import Organ


def terms_of(edition_id: Any) -> Terms:
    """The terms an edition sets. A published edition never changes, so they are kept.

    Except where something was still missing when they were read: it may have come since.
    """
    terms = _terms(str(edition_id))
    return _read_terms(terms.edition_id) if terms.missing else terms


def situated(edition_id: Any, effects: Collection[str]) -> Terms:
    """The terms of one situation: the edition's, reduced by the effects that hold."""
    return _situated(str(edition_id), tuple(sorted(effects)))


def terms_for(case: Case) -> Terms:
    """The terms of this very case: those of its edition, in the situation its applicant told.

    One statement more where the edition asks for a situation, none where it does not.
    """
    terms = terms_of(case.edition_id)
    if not terms.guided:
        return terms
    told = situation_of(case)
    return terms if told is None else situated(case.edition_id, told.effects)


def situation_of(case: Case) -> Situation | None:
    """The answers that count: the last ones."""
    return Situation.objects.filter(case=case).order_by("-number").first()


def draft_walk(draft: Draft) -> Walk:
    """How far the situation guide has been answered in an application being written."""
    told = draft.answers.get(SITUATION)
    return walked(draft.edition.document, told if isinstance(told, dict) else {})


def terms_for_draft(draft: Draft) -> Terms:
    """What an application being written will be sent under."""
    terms = terms_of(draft.edition_id)
    if not terms.guided:
        return terms
    made = draft_walk(draft)
    return situated(draft.edition_id, made.codes) if made.complete else terms


def closed_since(edition_id: Any) -> tuple[str, ...]:
    """Why nobody may apply any more, whatever is remembered of the edition: its item's state."""
    state = ItemState(Item.objects.values_list("state", flat=True).get(editions=edition_id))
    return () if state is ItemState.ACTIVE else (f"事项{state.label}",)


def replaced_by(edition_id: Any) -> Edition | None:
    """The edition in force now where this one has been superseded; None while it is in force.

    A new application is taken under the edition of the day it is filed.
    """
    edition = Edition.objects.select_related("item__live").get(pk=edition_id)
    return edition.item.live if edition.state == EditionState.SUPERSEDED else None


@lru_cache(maxsize=2000)
def _terms(edition_id: str) -> Terms:
    return _read_terms(edition_id)


@lru_cache(maxsize=2000)
def _situated(edition_id: str, effects: tuple[str, ...]) -> Terms:
    return _read_terms(edition_id, effects)


def _read_terms(edition_id: str, effects: tuple[str, ...] | None = None) -> Terms:
    edition = Edition.objects.select_related("item").get(pk=edition_id)
    whole = edition.document
    document = reduced(whole, effects)
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
        number_kind=NUMBER_KINDS.get(document.kind, OTHER_KIND),
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
                one.required is Need.REQUIRED and one.to_bring,
                one.criterion,
                one.sample_note,
                str(one.free_by),
                one.free_code,
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
        public_safety=document.public_safety.applies,
        safety_basis=document.public_safety.basis,
        missing=(*catalogue.open_for_application(edition), *_closed_above(document)),
        upward=_upward(document),
        basic_code=document.basic_code,
        local=document.level in (Level.TOWN, Level.VILLAGE),
        charges=tuple(
            ChargeTerm(fee.standard, fee.name, fee.gate or Gate.DELIVER)
            for fee in document.fees
            if fee.standard and document.charged
        ),
        renews=document.renewal.of,
        guided=bool(whole.questions),
        dropped=tuple((one.code, one.name) for one in dropped(whole, effects or ()))
        if effects is not None
        else (),
    )


def _upward(document: EditionDocument) -> UpwardTerm | None:
    above = document.upward
    if not above.item:
        return None
    return UpwardTerm(above.item, above.organ_name, above.basis, above.review)


def _closed_above(document: EditionDocument) -> list[str]:
    """Nobody is asked to apply here for what the organ above does not take in."""
    if not document.upward.item or catalogue.live_edition(document.upward.item):
        return []
    return ["上级机关没有公布对应事项"]


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
    lines = [f"{fee.name}：{fee.rate}（{fee.basis}）" for fee in document.fees]
    # Everything this item charges may fall away in one situation; papers have to say so.
    return "；".join(lines) or "按申请人的情形不收费"


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
