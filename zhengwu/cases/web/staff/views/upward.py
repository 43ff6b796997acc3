"""上报件: what went up and came from below, with both clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.cases import policy, queries
from zhengwu.cases.enums import REFERRAL_NAMES, CaseState, Channel, ReferralState, Route
from zhengwu.cases.models import NO_LIMIT, Case, Referral
from zhengwu.cases.web.staff.tables import Days, address
from zhengwu.cases.web.staff.views.scene import Scene
from zhengwu.clock import queries as clock
from zhengwu.clock.models import Clock
from zhengwu.clock.queries import Bar
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.tables import Column, Table

_LIMITS = ("acceptance", "promised", "statutory", "delivery")
_WAITING = 50


def between(scene: Scene) -> dict[str, Any]:
    """The other side of this case: what stands above, or what came from below."""
    sent = _sent(scene.case) if scene.terms.upward is not None else []
    came = scene.case.channel == Channel.UPWARD
    return {
        "aboves": [_side(row.upper, row, scene) for row in _upwards(sent[:1])],
        "earlier_above": sent[1:],
        "belows": [_side(row.lower, row, scene) for row in _downwards(scene.case)] if came else [],
    }


def _sent(case: Case) -> list[Referral]:
    rows = Referral.objects.select_related("lower__matter", "upper__matter")
    return list(rows.filter(lower=case).order_by("-submitted_at"))


def _upwards(rows: list[Referral]) -> list[Referral]:
    """The organ above, and whom that one sent it to in turn."""
    found = []
    while rows:
        found.append(rows[0])
        rows = _sent(rows[0].upper)
    return found


def _downwards(case: Case) -> list[Referral]:
    """Who sent it here, and from whom that one had it."""
    rows = Referral.objects.select_related("lower__matter", "upper__matter")
    found = []
    while row := rows.filter(upper=case).first():
        found.append(row)
        case = row.lower
    return found


def _side(other: Case, row: Referral, scene: Scene) -> dict[str, Any]:
    return {
        "row": row,
        "case": other,
        "organ": queries.organ_name(other.organ_code),
        "seen": queries.visible_to(scene.actor).filter(pk=other.pk).exists(),
        "bars": bars_of(other, scene.at),
        "answers": queries.answers_of(other) if other.pk == row.lower_id else [],
    }


def bars_of(case: Case, at: datetime) -> list[Bar]:
    """The clocks of a case that count for the applicant, steps left out."""
    clocks = [one for one in clock.of_matter(case.matter_id) if one.label in _LIMITS]
    return clock.bars([one for one in clocks if one.state != "cancelled"], at)


def _scope(actor: Actor) -> Q:
    if policy.oversees(actor):
        return Q()
    organs = sorted(policy.seen_organs(actor))
    return Q(lower_organ__in=organs) | Q(upper_organ__in=organs)


def _waiting(actor: Actor) -> QuerySet[Case]:
    """Upward cases not yet sent up, of the organs this person sees."""
    states = [CaseState.RECEIVED, CaseState.SUPPLEMENTING, CaseState.ACCEPTED]
    return queries.visible_to(actor).filter(route=Route.UPWARD, state__in=states)


@access(policy.may_use_desk)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits to be sent up, and what was: how long each side took or still has."""
    actor, at = actor_of(request), now()
    rows = Referral.objects.filter(_scope(actor)).select_related("lower__matter", "upper__matter")
    state = request.GET.get("state", "")
    if state in REFERRAL_NAMES:
        rows = rows.filter(state=state)
    days = Days(at)
    table = Table(
        request, rows, columns=_columns(days, _Names()), order="-submitted_at",
        empty_title="没有上报件", empty_text="初审办完、报送上级机关的办件会出现在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("上报件"))
    waiting = list(_waiting(actor).order_by("due_on", "pk")[:_WAITING])
    context = {
        "table": table,
        "waiting": [(case, days.stage(case), address(case)) for case in waiting],
        "state": state,
        "states": [(one.value, name, _count(actor, one)) for one, name in REFERRAL_NAMES.items()],
    }
    return render(request, "cases/staff/upward.html", context)


class _Names(dict[str, str]):
    """Short names of organs, each read once a page."""

    def __missing__(self, code: str) -> str:
        self[code] = queries.organ_name(code)
        return self[code]


def _count(actor: Actor, state: ReferralState) -> int:
    return Referral.objects.filter(_scope(actor), state=state).count()


def _columns(days: Days, organs: dict[str, str]) -> list[Column]:
    return [
        Column("lower", "初审办件", kind="short", value=lambda row: row.lower.matter.number,
               url=lambda row: address(row.lower)),
        Column("title", "事项", value=lambda row: row.lower.matter.title),
        Column("applicant", "申请人", value=lambda row: row.lower.applicant_name),
        Column("lower_organ", "初审机关", kind="short", value=lambda row: organs[row.lower_organ]),
        Column("review", "初审", kind="short", value=_review),
        Column("submitted_at", "上报", kind="day", sort="submitted_at",
               value=lambda row: local_day(row.submitted_at)),
        Column("upper", "上级办件", kind="short", value=lambda row: row.upper.matter.number,
               url=lambda row: address(row.upper)),
        Column("upper_organ", "上级机关", kind="short", value=lambda row: organs[row.upper_organ]),
        Column("state", "情况", kind="short", value=lambda row: row.state_name),
        Column("above", "上级时限", kind="short", value=lambda row: _above(row, days)),
        Column("urged", "催办", kind="number"),
    ]  # fmt: skip


def _review(row: Referral) -> str:
    if row.review_due_on is None:
        return "不计时"
    return "超期上报" if row.review_late else "按期上报"


def _above(row: Referral, days: Days) -> str:
    upper = row.upper
    if upper.decided_at is None:
        return days.stage(upper).words if upper.due_on != NO_LIMIT else upper.state_name
    late = Clock.objects.filter(matter=upper.pk, label__in=("promised", "statutory"))
    return "超期决定" if late.filter(in_time=False).exists() else "按期决定"
