"""Beginning an application: for whom, what is needed, what becomes of personal data; my drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Draft, Licence
from zhengwu.cases.queries.licences import renewable
from zhengwu.cases.rules.terms import Terms
from zhengwu.cases.web.citizen.views.writing import META, TRUTH, Submitted, writing, written
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.enums import Subject
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.rules.situation_form import from_lists, pairs
from zhengwu.catalogue.rules.situations import reduced, walked
from zhengwu.identity import actions as identity
from zhengwu.identity import queries as people
from zhengwu.identity.enums import Level
from zhengwu.identity.models import Firm, Mandate, Person
from zhengwu.identity.rules.parameters import notice
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import once


@dataclass(frozen=True, slots=True)
class Capacity:
    """One way in which the visitor may apply for this item."""

    value: str
    label: str
    note: str
    level: str
    person: Person | None
    firm: Firm | None
    mandate: Mandate | None


def capacities(actor: Actor, edition: Edition, day: date) -> Iterator[Capacity]:
    """For whom this citizen may apply for this item today."""
    me = Person.objects.get(pk=actor.id)
    subjects = set(edition.document.subjects)
    for_people = not subjects or Subject.PERSON in subjects
    for_firms = not subjects or bool(subjects - {Subject.PERSON})
    if for_people:
        yield Capacity("", f"我自己（{me.name}）", "", me.level, me, None, None)
    if for_firms:
        for member in people.memberships(me, day):
            firm = member.firm
            level = people.lower(me.level, firm.level)
            yield Capacity(f"firm:{firm.pk}", firm.name, "企业或单位", level, me, firm, None)
    for mandate in people.mandates_held(me, day):
        fits = for_people if mandate.principal_id else for_firms
        if fits and mandate.covers(edition.item.code, day) and edition.document.agent_allowed:
            party = mandate.principal or mandate.principal_firm
            yield Capacity(
                f"mandate:{mandate.pk}", mandate.principal_name, "受委托代办",
                party.level if party else "", mandate.principal, mandate.principal_firm, mandate,
            )  # fmt: skip


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """One question: for whom? Beside it what is needed, and what becomes of personal data."""
    edition = catalogue.live_edition(code)
    if edition is None:
        raise Http404
    actor, at = actor_of(request), now()
    day = local_day(at)
    choices = list(capacities(actor, edition, day))
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = request.POST.get("behalf", "")
        chosen = next((one for one in choices if one.value == typed), None)
        if chosen is None or "behalf" not in request.POST:
            errors["behalf"] = "请选择您为谁申请"
        elif not queries.terms_of(edition.pk).missing:
            return _started(request, edition, chosen, at)
    told = from_lists(dict((request.POST or request.GET).lists()))
    context = _begin_context(actor, edition, choices, day, told) | {"errors": errors}
    context |= _renewing(request, edition, choices, day)
    return render(request, "cases/citizen/begin.html", context, status=422 if errors else 200)


def _begin_context(
    actor: Actor,
    edition: Edition,
    choices: list[Capacity],
    day: date,
    told: dict[str, list[str]],
) -> dict[str, Any]:
    terms = queries.terms_of(edition.pk)
    return {
        "edition": edition,
        "document": edition.document,
        "terms": terms,
        "choices": choices,
        "chosen": actor.behalf if any(c.value == actor.behalf for c in choices) else "",
        "only": choices[0] if len(choices) == 1 else None,
        "too_low": [c for c in choices if not _reaches(c.level, terms)],
        "notice": notice(),
        "drafts": [written(draft) for draft in _drafts(actor).filter(edition=edition)[:3]],
        **_guided(edition, told),
    }


def _guided(edition: Edition, told: dict[str, list[str]]) -> dict[str, Any]:
    """What is needed: in the situation told by the guide, else the whole list."""
    walk = walked(edition.document, told)
    shown = reduced(edition.document, walk.codes if walk.complete else None)
    guide = bool(edition.document.questions)
    return {
        "guided": guide,
        "walk": walk if guide and walk.complete else None,
        "told": pairs(walk.answers),
        "materials": [one for one in shown.materials if one.to_bring],
    }


def _renewing(
    request: HttpRequest, edition: Edition, choices: list[Capacity], day: date
) -> dict[str, Any]:
    """Licences that an application for a renewal item may renew, and how late it is (50)."""
    of = edition.document.renewal.of
    if not of:
        return {}
    rows = list(renewable([_holder(one) for one in choices], of))
    picked = request.POST.get("licence") or request.GET.get("licence", "")
    return {
        "renewing": True,
        "licences": [
            {"licence": one, "late": bool(one.warn_on and day > one.warn_on)} for one in rows
        ],
        "picked": picked or (rows[0].number if len(rows) == 1 else ""),
    }


def _holder(chosen: Capacity) -> str:
    if chosen.firm is not None:
        return f"firm:{chosen.firm.pk}"
    return f"person:{chosen.person.pk}" if chosen.person is not None else ""


def _picked(request: HttpRequest, edition: Edition, chosen: Capacity) -> Licence | None:
    of, number = edition.document.renewal.of, request.POST.get("licence", "")
    if not (of and number):
        return None
    return renewable([_holder(chosen)], of).filter(number=number).first()


def _reaches(level: str, terms: Terms) -> bool:
    return Level(level or "none").reaches(terms.identity_level)


def _started(
    request: HttpRequest, edition: Edition, chosen: Capacity, at: datetime
) -> HttpResponse:
    actor = actor_of(request)
    identity.choose_behalf(request, chosen.value)
    draft = actions.start_draft(
        edition_id=edition.pk, person=chosen.person, firm=chosen.firm, channel=Channel.ONLINE,
        by=actor, at=at,
    )  # fmt: skip
    fill_in_known(draft, chosen, by=actor, at=at)
    if licence := _picked(request, edition, chosen):
        fields = {leaf.key for leaf in written(draft).schema.leaves()}
        known = {"licence_no": licence.number, "valid_to": str(licence.valid_to)}
        kept = {key: value for key, value in known.items() if key in fields}
        actions.save_draft(draft, answers=kept, version=None, by=actor, at=at)
    told = from_lists(dict(request.POST.lists()))
    if told and edition.document.questions:
        actions.tell_situation(draft, answers=told, by=actor, at=at)
    return redirect(first_page(draft))


def fill_in_known(draft: Draft, chosen: Capacity, *, by: Actor, at: datetime) -> None:
    """What is known of the applicant goes into a new draft, and the mandate it is written under."""
    first: dict[str, Any] = {}
    if not draft.answers:
        first = prefilled(written(draft).schema, chosen.person, chosen.firm)
    if chosen.mandate is not None:
        sending = draft.answers.get(META) or {}
        first[META] = {**sending, "mandate": str(chosen.mandate.pk)}
    if first:
        actions.save_draft(draft, answers=first, version=None, by=by, at=at)


def first_page(draft: Draft) -> str:
    """Where writing begins or goes on: the first page of the form on which something is wrong."""
    made = written(Draft.objects.select_related("edition__item", "person", "firm").get(pk=draft.pk))
    if made.unsaid:
        return made.url("situation")
    steps = [one for one in made.steps("") if one.key != "situation"]
    wrong = made.faults(local_day(now()))
    for step in steps:
        kind, _, number = step.key.partition("-")
        if kind == "form" and int(number) in wrong:
            return step.url
    return next((s.url for s in steps if not s.key.startswith("form")), steps[0].url)


def prefilled(schema: Any, person: Person | None, firm: Firm | None) -> dict[str, Any]:
    """What we know of the applicant already: nobody types it twice."""
    known: dict[str, str] = {}
    if person is not None:
        known |= {
            "applicant.name": person.name, "applicant.id_card": person.id_number,
            "applicant.mobile": person.phone, "contact.name": person.name,
            "contact.mobile": person.phone,
        }  # fmt: skip
    if firm is not None:
        known |= {
            "firm.name": firm.name, "firm.uscc": firm.uscc, "firm.head": firm.legal_representative,
        }  # fmt: skip
    data: dict[str, Any] = {}
    for field in schema.leaves():
        if field.key in known and known[field.key] and field.key != TRUTH:
            group, _, name = field.key.partition(".")
            data.setdefault(group, {})[name] = known[field.key]
    return data


def _drafts(actor: Actor) -> Any:
    return (
        Draft.objects.filter(owner=actor.id, submitted=None)
        .select_related("edition__item", "person", "firm")
        .order_by("-saved_at", "pk")
    )


@access(policy.may_apply)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Applications begun and not sent: taken up again on any device."""
    rows = [written(draft) for draft in _drafts(actor_of(request))[:50]]
    return render(request, "cases/citizen/drafts.html", {"rows": rows})


@access(policy.may_apply)
@require_safe
def resume(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on where something is still to be filled in."""
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    return redirect(first_page(made.draft))


@access(policy.may_apply)
@require_POST
@once
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    actions.discard(made.draft, by=actor_of(request), at=now())
    messages.success(request, f"已删除“{made.terms.item_name}”的草稿。")
    return redirect(reverse("cases_citizen:drafts"))
