"""Village agents: whom they act for, by which letter, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case, Draft
from zhengwu.cases.web.citizen.views.begin import Capacity, fill_in_known, first_page
from zhengwu.cases.web.citizen.views.writing import written
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.enums import Subject
from zhengwu.catalogue.models import Edition, Item
from zhengwu.files import actions as files
from zhengwu.identity import actions as identity
from zhengwu.identity.enums import IdKind, MandateState
from zhengwu.identity.models import Mandate, Person
from zhengwu.identity.rules.registration import PersonDraft
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_NAMES = ("item", "name", "number", "phone", "agent_number", "valid_to")
_PAGE = 20


@access(policy.may_act_as_agent)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My agency cases, what waits for a supplement, what is begun."""
    actor = actor_of(request)
    mine = Case.objects.filter(agent_id=actor.id, channel=Channel.AGENT).select_related("matter")
    drafts = Draft.objects.filter(owner=actor.id, submitted=None).select_related(
        "edition__item", "person", "firm"
    )
    context = {
        "page": paged(mine, ["-matter"], request.GET, _PAGE),
        "drafts": [written(draft) for draft in drafts.order_by("-saved_at", "pk")[:_PAGE]],
    }
    return render(request, "cases/staff/agent.html", context)


@access(policy.may_act_as_agent)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Who, for what, by which letter; then the same pages a citizen fills in."""
    typed = {name: clean(request.POST.get(name, "")).strip()[:120] for name in _NAMES}
    typed["item"] = typed["item"] or request.GET.get("item", "")[:120]
    if request.method != "POST":
        return _page(request, typed, {})
    try:
        return redirect(_begun(request, typed, at=now()))
    except Refusal as refused:
        errors = {name: "；".join(texts) for name, texts in refused.fields.items()}
        return _page(request, typed, errors or {"refused": refused.message}, refused.status)


def _items() -> list[Item]:
    """Items a villager may apply for through an agent."""
    return [item for item in catalogue.open_items() if item.live and _suits(item.live)]


def _suits(edition: Edition) -> bool:
    document = edition.document
    return document.agent_allowed and Subject.PERSON in (document.subjects or (Subject.PERSON,))


def _page(
    request: HttpRequest, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "typed": typed,
        "errors": errors,
        "items": _items(),
        "today": local_day(now()),
        "seen": request.POST.get("seen") == "1",
    }
    return render(request, "cases/staff/agent_new.html", context, status=status)


def _begun(request: HttpRequest, typed: dict[str, str], *, at: datetime) -> str:
    actor, day = actor_of(request), local_day(at)
    edition = catalogue.live_edition(typed["item"])
    if edition is None or not _suits(edition):
        raise InvalidInput(fields={"item": ["请选择要办的事项"]})
    if request.POST.get("seen") != "1":
        raise InvalidInput(fields={"seen": ["请当面核对身份证原件后勾选"]})
    paper = PersonDraft(typed["name"], IdKind.RESIDENT, typed["number"], typed["phone"])
    person = identity.receive_person(paper, by=actor, at=at)
    mandate = _standing(person, edition, actor.id, day) or _letter(
        request, person, edition, typed, at=at
    )
    draft = actions.start_draft(
        edition_id=edition.pk, person=person, firm=None, channel=Channel.AGENT, by=actor, at=at
    )
    who = Capacity("", person.name, "代办", person.level, person, None, mandate)
    fill_in_known(draft, who, by=actor, at=at)
    return first_page(draft)


def _standing(person: Person, edition: Edition, staff_id: str, day: date) -> Mandate | None:
    """A letter to this very agent that still covers the item: nobody signs twice."""
    letters = Mandate.objects.filter(
        principal=person, agent_staff_id=staff_id, paper=True, state=MandateState.ACTIVE
    ).exclude(agent_staff_id="")
    return next((one for one in letters if one.covers(edition.item.code, day)), None)


def _letter(
    request: HttpRequest, person: Person, edition: Edition, typed: dict[str, str], *, at: datetime
) -> Mandate:
    actor, day = actor_of(request), local_day(at)
    scan = request.FILES.get("scan")
    try:
        until = parse_date(typed["valid_to"])
    except ValueError:
        until = None
    wrong = {}
    if until is None or until < day:
        wrong["valid_to"] = ["请选择委托书有效到哪一天（今天或以后）"]
    if scan is None:
        wrong["scan"] = ["请上传村民签字（按手印）的授权委托书"]
    if wrong or scan is None or until is None:
        raise InvalidInput(fields=wrong)
    try:
        received = files.receive(cast("BinaryIO", scan.file), name=scan.name or "授权委托书")
    except Refusal as refused:
        raise InvalidInput(fields={"scan": [refused.message]}) from refused
    kept = files.keep(received, purpose="material", by=actor, at=at)
    terms = identity.Terms(
        agent_name=actor.name,
        agent_number=typed["agent_number"],
        valid_from=day,
        valid_to=until,
        items=(edition.item.code,),
        agent_staff_id=actor.id,
    )
    return identity.record_paper_mandate(person, terms=terms, evidence_id=kept.pk, by=actor, at=at)
