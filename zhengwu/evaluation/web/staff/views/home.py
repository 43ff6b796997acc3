"""The first page of evaluation, the local parameters, the terminals of the windows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.enums import CallState, FollowUpState, Publication, Standing
from zhengwu.evaluation.models import Call, Rating
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, now
from zhengwu.org.queries import open_windows
from zhengwu.parameters.queries import standing
from zhengwu.web.access import access, actor_of

_BACK = timedelta(days=89)  # not law: what the first page looks back on
_SHOWN = 12


def context_of(actor: Actor) -> dict[str, Any]:
    """What the row of links needs."""
    return {
        "keeps": policy.keeps_quality(actor),
        "oversees": policy.oversees(actor),
        "may_files": policy.may_read_files(actor),
        "may_terminals": policy.may_see_terminals(actor),
    }


@access(policy.may_use)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, and the sums: of all units for the centre, of the own for everybody else."""
    actor, at = actor_of(request), now()
    today = local_day(at)
    period = (today - _BACK, today)
    oversees = policy.oversees(actor)
    organ = "" if oversees else actor.organ_code
    hidden = policy.lying_beyond(actor) if oversees else ()
    least = registry.number("least_unit", at)
    share: dict[str, Any] = {
        "organ_code": organ, "final_at": None if oversees else at, "hidden": hidden,
    }  # fmt: skip
    context: dict[str, Any] = {
        **context_of(actor),
        "period": period,
        "least": least,
        "units": queries.rates(period, "unit", **share)[:_SHOWN],
        "items": queries.rates(period, "item", **share)[:_SHOWN],
        "figures": queries.followup_figures(period, organ_code=organ, hidden=hidden),
        "waiting": _waiting(actor) if oversees else None,
        "followups": list(
            queries.followups_of(actor)
            .exclude(state=FollowUpState.CLOSED)
            .order_by("opened_at")[:_SHOWN]
        ),
    }
    return render(request, "evaluation/staff/home.html", context)


def _waiting(actor: Actor) -> dict[str, int]:
    at, hidden = now(), policy.lying_beyond(actor)
    comments = queries.comments_waiting(at).filter(publication=Publication.PENDING)
    aside = Rating.objects.filter(standing=Standing.ASIDE)
    calls = Call.objects.filter(state=CallState.WAITING)
    return {
        "followups": queries.followups_of(actor).exclude(state=FollowUpState.CLOSED).count(),
        "aside": aside.exclude(organ_code__in=hidden).count(),
        "comments": comments.exclude(organ_code__in=hidden).count(),
        "calls": calls.exclude(service__organ_code__in=hidden).count(),
    }


@access(policy.may_use)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every local choice with its source; what is not confirmed says so."""
    context = {
        **context_of(actor_of(request)),
        "rows": standing("evaluation", now()).values(),
        "script": registry.script(),
        "surveys": registry.surveys(),
    }
    return render(request, "evaluation/staff/rules.html", context)


@access(policy.may_see_terminals)
@require_safe
def terminals(request: HttpRequest) -> HttpResponse:
    """The address of the terminal of every window: it is opened once on the tablet there."""
    rows = []
    windows = open_windows(local_day(now())).select_related("hall", "organ")
    for window in windows.order_by("hall__name", "code"):
        path = reverse(
            "evaluation_citizen:terminal", args=[window.code, queries.terminal_key(window.pk)]
        )
        rows.append((window, f"{settings.SITE_URL}{path}", path))
    context = {**context_of(actor_of(request)), "rows": rows}
    return render(request, "evaluation/staff/terminals.html", context)
