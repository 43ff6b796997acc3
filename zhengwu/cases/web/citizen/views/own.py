"""One's own cases, and in whose name they are looked at: oneself, firms, principals."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhengwu.cases import policy, queries
from zhengwu.cases.models import Case
from zhengwu.identity import queries as people
from zhengwu.identity.models import Person
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import actor_of

_View = Callable[..., HttpResponse]


def my_case(request: HttpRequest, number: str) -> Case:
    """The visitor's own case; anybody else's is not there."""
    found = _seen(actor_of(request), number)
    if found is None:
        raise Http404
    return found


def _seen(actor: Actor, number: str) -> Case | None:
    found = queries.case_for(actor, number)
    if found is None or not policy.may_act_for_applicant(actor, found):
        return None
    return found


def capacities(actor: Actor) -> list[tuple[str, str]]:
    """For whom the visitor may look, where there is a choice: (behalf, words)."""
    if actor.kind is not ActorKind.CITIZEN:
        return []
    me, day = Person.objects.get(pk=actor.id), local_day(now())
    found = [("", f"我自己（{me.name}）")]
    found += [(f"firm:{m.firm_id}", m.firm.name) for m in people.memberships(me, day)]
    found += [
        (f"mandate:{m.pk}", f"受{m.principal_name}委托") for m in people.mandates_held(me, day)
    ]
    return found if len(found) > 1 else []


def in_the_right_name(view: _View) -> _View:
    """A case of one's own in another name is offered by a switch; whoever has no such name sees
    nothing, exactly as if the case were not there."""

    @wraps(view)
    def offering(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
        actor = actor_of(request)
        if actor.kind is ActorKind.CITIZEN and _seen(actor, number) is None:
            for behalf, words in capacities(actor):
                if behalf != actor.behalf and _seen(actor.acting_for(behalf), number):
                    context = {"number": number, "behalf": behalf, "words": words}
                    return render(request, "cases/citizen/switch.html", context)
        return view(request, number, **more)

    return offering
