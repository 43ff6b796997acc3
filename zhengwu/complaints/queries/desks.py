"""Whose a complaint is: the first desk with somebody whom it does not concern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules.conflict import Concern, Standing, Why, conflict, mentioned
from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import Duty, OrganKind
from zhengwu.org.models import Holding, Organ, Post, Staff
from zhengwu.org.queries import in_office, on_day

# The county's desks, each above the one before.
LADDER = (Duty.COMPLAINT_OFFICER, Duty.CENTRE_MANAGER, Duty.SUPERVISOR, Duty.GOVERNMENT_HEAD)
_LEADING = (Duty.CENTRE_MANAGER, Duty.HEAD, Duty.TOWN_MANAGER, Duty.GOVERNMENT_HEAD)


class Desk(NamedTuple):
    """A duty at an organ."""

    duty: str
    organ: str


def standing_of(staff: Staff, day: date) -> Standing:
    """Where a member stands on a day; two statements."""
    places, leads = set(), set()
    held = Holding.objects.filter(on_day(day), staff=staff).select_related("post")
    for holding in held.prefetch_related("post__duties"):
        post = holding.post
        places.add(f"post:{post.pk}")
        if post.window_id:
            places.add(f"window:{post.window_id}")
        if any(one.duty in _LEADING for one in post.duties.all()):
            leads.add(post.organ_id)
    return Standing(str(staff.pk), staff.name, staff.organ_id, frozenset(places), frozenset(leads))


def standing_of_actor(actor: Actor, day: date) -> Standing:
    """The same of whoever acts; covers and duties of today do not change where one stands."""
    staff = Staff.objects.filter(pk=actor.id).first() if actor.id else None
    return standing_of(staff, day) if staff else Standing(actor.id, actor.name, actor.organ_code)


def _holding(desk: Desk, day: date) -> list[Staff]:
    held = Holding.objects.filter(
        on_day(day), post__organ_id=desk.organ, post__duties__duty=desk.duty
    )
    rows = Staff.objects.filter(in_office(day), pk__in=held.values("staff_id"))
    return list(rows.order_by("number"))


def organs_with(duty: Duty) -> list[str]:
    """Codes of the organs at which a duty exists."""
    posts = Post.objects.filter(duties__duty=duty, abolished_on__isnull=True)
    return sorted(set(posts.values_list("organ_id", flat=True)))


def _town_of(organ: Organ) -> str:
    """The town whose centre answers for the organ; empty for the county's own."""
    if organ.kind == OrganKind.TOWN:
        return organ.pk
    if organ.kind == OrganKind.VILLAGE:
        town = organ.region.parent
        found = Organ.objects.filter(kind=OrganKind.TOWN, region=town).first() if town else None
        return found.pk if found else ""
    return ""


def desks(organ: Organ, *, below: bool = True) -> Iterator[Desk]:
    """Desks in the order in which they are asked; `below`: the town's own first."""
    if below and (town := _town_of(organ)):
        yield Desk(Duty.TOWN_MANAGER, town)
    for duty in LADDER:
        for code in organs_with(duty):
            yield Desk(duty, code)


def desk_for(
    organ: Organ, about: Concern, text: str, day: date, *, below: bool = True
) -> tuple[Desk, dict[str, Why]]:
    """The desk for a complaint, and who of all desks must keep out (id → why).

    Where everybody is concerned, the last desk keeps it: somebody has to answer.
    """
    barred: dict[str, Why] = {}
    chosen: Desk | None = None
    last = Desk(Duty.GOVERNMENT_HEAD, organ.pk)
    for desk in desks(organ, below=below):
        people = [standing_of(one, day) for one in _holding(desk, day)]
        here = replace(about, office=desk.organ, mentioned=mentioned(people, text))
        reasons = {one.id: conflict(one, here) for one in people}
        barred |= {key: why for key, why in reasons.items() if why is not None}
        if people:
            last = desk
        if chosen is None and any(why is None for why in reasons.values()):
            chosen = desk
    return chosen or last, barred


def concern_of(row: Complaint, day: date) -> Concern:
    """Whom a complaint concerns."""
    staff = Staff.objects.filter(pk=row.staff_id).first() if row.staff_id else None
    return Concern(
        organ=row.about_organ,
        office=row.office,
        person=standing_of(staff, day) if staff else None,
        name=row.about_name,
        complainant=str(row.who.get("staff", "")),
        mentioned=frozenset(
            row.barred.filter(Q(why=Why.SELF) | Q(why=Why.NAMED)).values_list("staff_id", flat=True)
        ),
    )


def conflict_of(row: Complaint, one: Standing, day: date) -> Why | None:
    """Why this person may not deal with this complaint."""
    return conflict(one, concern_of(row, day))
