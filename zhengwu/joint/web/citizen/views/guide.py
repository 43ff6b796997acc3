"""Joint services: what there is, what one of them takes, and beginning to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.identity import actions as identity
from zhengwu.identity import queries as people
from zhengwu.identity.models import Firm, Person
from zhengwu.joint import actions, queries
from zhengwu.joint.models import ServiceEdition, Stage
from zhengwu.joint.rules.document import ServiceDocument
from zhengwu.joint.rules.projection import papers_of, taking_part
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, anyone, citizen
from zhengwu.web.once import once


@dataclass(frozen=True, slots=True)
class Capacity:
    """One name in which the visitor may apply."""

    value: str
    label: str
    person: Person
    firm: Firm | None


def capacities(actor: Actor, document: ServiceDocument, day: date) -> list[Capacity]:
    """Oneself, and firms one speaks for; by whom the service may be applied for."""
    me = Person.objects.get(pk=actor.id)
    subjects = set(document.subjects)
    found = []
    if not subjects or "1" in subjects:
        found.append(Capacity("", f"我自己（{me.name}）", me, None))
    if not subjects or subjects - {"1"}:
        for member in people.memberships(me, day):
            firm = member.firm
            found.append(Capacity(f"firm:{firm.pk}", firm.name, me, firm))
    return found


@access(anyone)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Every joint service that has an edition."""
    rows = [(one, one.live.document) for one in queries.open_services() if one.live]
    return render(request, "joint/citizen/services.html", {"rows": rows})


def edition_of(code: str) -> ServiceEdition:
    """The live edition; 404 where there is none."""
    edition = queries.live(code)
    if edition is None:
        raise Http404
    return edition


@access(anyone)
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """办事指南: who takes part, in which order, what is brought once, by which day."""
    edition = edition_of(code)
    document = edition.document
    names = {one.item: one.name for one in document.members}
    members = [
        {"member": one, "after": [names[item] for item in one.after if item in names]}
        for one in document.members
    ]
    always = set(taking_part(document, {}))
    made: dict[str, str] = {one.name: names.get(one.by, "") for one in document.produced}
    context = {
        "edition": edition,
        "document": document,
        "members": members,
        "closed": queries.closed_because(edition, local_day(now())),
        "produced": made,
        "papers": papers_of(document, always),
        "sometimes": [one for one in document.papers if not always & {u.item for u in one.uses}],
        "questions": len(document.asked),
        "needs": {"required": "必交", "optional": "选交", "deferrable": "可以后补"},
    }
    return render(request, "joint/citizen/guide.html", context)


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """One question: for whom? A stage of a project is named by the project's number."""
    edition = edition_of(code)
    actor, at = actor_of(request), now()
    choices = capacities(actor, edition.document, local_day(at))
    stages = _stages(choices, code)
    errors: dict[str, str] = {}
    if request.method == "POST":
        chosen = next((c for c in choices if c.value == request.POST.get("behalf", "")), None)
        picked = request.POST.get("stage", "")
        stage = next((s for s in stages if str(s.pk) == picked), None)
        if chosen is None:
            errors["behalf"] = "请选择您为谁申请"
        elif picked and stage is None:
            errors["stage"] = "请选择本单位的项目"
        elif not queries.closed_because(edition, local_day(at)):
            identity.choose_behalf(request, chosen.value)
            draft = actions.start_draft(
                edition, person=chosen.person, firm=chosen.firm, stage=stage, by=actor, at=at
            )
            return redirect("joint_citizen:resume", draft_id=draft.pk)
    context: dict[str, Any] = {
        "document": edition.document,
        "choices": choices,
        "stages": stages,
        "errors": errors,
        "closed": queries.closed_because(edition, local_day(at)),
    }
    return render(request, "joint/citizen/begin.html", context, status=422 if errors else 200)


def _stages(choices: list[Capacity], code: str) -> list[Stage]:
    """Stages of the firms' own projects that this service does and that are not done."""
    firms = [one.firm for one in choices if one.firm is not None]
    rows = Stage.objects.filter(service_code=code, project__firm__in=firms)
    return list(rows.exclude(state="done").select_related("project__matter"))
