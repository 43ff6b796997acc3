"""Cases as lists: what an actor may not see is not in the query."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhengwu.cases import policy
from zhengwu.cases.enums import IN_TRAY, RUNNING, CaseState, TaskKind
from zhengwu.cases.models import Case
from zhengwu.catalogue.models import Item
from zhengwu.clock.queries import UnknownRule, end_of_period
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task
from zhengwu.flow.queries import desks_of
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight


def _seen_by(actor: Actor) -> Q:
    """One condition on one index wherever possible: lists of a million cases rest on it."""
    organs = sorted(policy.seen_organs(actor))
    seen = Q(organ_code=organs[0]) if len(organs) == 1 else Q(organ_code__in=organs)
    if not policy.may_act_as_agent(actor):
        return seen
    handed_in = Q(agent_id=actor.id, agent_id__gt="")
    return seen | handed_in if organs else handed_in


def _not_below(actor: Actor, hidden: frozenset[str]) -> Q:
    return Q(organ_code__in=hidden - policy.seen_organs(actor))


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Cases this actor may see; for everybody else they do not exist."""
    cases = Case.objects.select_related("matter")
    if policy.oversees(actor):
        hidden = policy.beyond(actor)
        return cases.exclude(_not_below(actor, hidden)) if hidden else cases
    if actor.is_staff:
        return cases.filter(_seen_by(actor))
    own = Q(applicant_key__in=policy.applicant_keys(actor))
    if mandate := policy.mandate_of(actor):
        own |= Q(mandate_id=mandate)
    return cases.filter(own)


def case_for(actor: Actor, number: str) -> Case | None:
    """One case by its number, if this actor may see it."""
    return visible_to(actor).select_related("edition").filter(matter__number=number).first()


# What a desk shows by itself; each is one filter over `visible_to`.
OPEN = IN_TRAY | RUNNING
REMINDER = "jc.reminder"  # the row of the clocks' table that says when a due day is near
_LOOKS_LIKE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*\Z")
_ITEMS = 100
_AT_HAND = 5000


def _waiting_for(actor: Actor, **more: Any) -> Q:
    """Cases whose step lies with this person.

    Left to the database where it begins: with the steps where they are few, with the cases in the
    order of their due days where a desk is full. A bound on the steps would forbid the second, and
    leave out what lies beyond it.
    """
    tasks = Task.objects.filter(desk__in=desks_of(actor), state__in=PENDING, **more)
    return Q(pk__in=tasks.values("matter"))


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


def announcements_over(at: datetime) -> list[Case]:
    """Cases whose public notice ended before this day; so many as one sweep takes."""
    ended = Case.objects.filter(state=CaseState.DECIDED, serves_on__lt=local_day(at))
    return list(ended.order_by("serves_on", "pk")[:_AT_HAND])


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
