"""Lists of complaints: each person's own share of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengwu.complaints import policy, registry
from zhengwu.complaints.enums import State
from zhengwu.complaints.models import Accountability, Barred, Complaint
from zhengwu.complaints.queries.desks import conflict_of, standing_of
from zhengwu.complaints.rules.conflict import HIDDEN
from zhengwu.kernel.actors import Actor
from zhengwu.org.models import Staff
from zhengwu.org.queries import in_office


def digest_of(kind: str, key: str) -> str:
    """A keyed digest to find what one sender wrote, without saying who it is."""
    return settings.VAULT.keyed_digest(f"{kind}:{key}", "complaints/sender") if key else ""


def complaints_of(actor: Actor) -> QuerySet[Complaint]:
    """What a person of the staff may read: the desk's, the overseers', one's own inquiries.

    Whoever is complained about or named does not find it, whatever duty he has.
    """
    rows = Complaint.objects.select_related("matter", "about_matter")
    if not actor.is_staff:
        return rows.none()
    barred = Barred.objects.filter(complaint=OuterRef("pk"), staff_id=actor.id, why__in=HIDDEN)
    if actor.id:
        rows = rows.exclude(staff_id=actor.id).exclude(Exists(barred))
    mine = Q(pk__in=[])
    for duty in policy.DESKS:
        mine |= Q(desk=duty, office__in=actor.organs_with(duty))
    if actor.id:
        mine |= Q(investigator_id=actor.id) | Q(reviewed_by_id=actor.id)
        mine |= Q(registered_by_id=actor.id)
    if policy.oversees(actor):
        mine |= ~Q(about_organ__in=policy.lying_beyond(actor))
    return rows.filter(mine)


def asked_of(actor: Actor) -> QuerySet[Complaint]:
    """Complaints on which this person or unit was asked to explain: without who complains."""
    rows = Complaint.objects.select_related("matter").filter(opinion_asked_at__isnull=False)
    if not actor.is_staff:
        return rows.none()
    mine = Q(about_organ__in=policy.heads(actor))
    if actor.id:
        mine |= Q(staff_id=actor.id)
    return rows.filter(mine)


def own(actor: Actor) -> QuerySet[Complaint]:
    """What a signed-in person sent: found by digest, the name is nowhere readable."""
    digest = digest_of("person", actor.id)
    if not digest:
        return Complaint.objects.none()
    return Complaint.objects.select_related("matter").filter(sender_digest=digest)


def similar(row: Complaint) -> QuerySet[Complaint]:
    """Earlier complaints that may be about the same fact: same case, same person, same sender."""
    back = int(registry.value("same_fact_days", row.received_at))
    since = row.received_at - timedelta(days=back)
    same = Q(pk__in=[])
    if row.about_matter_id:
        same |= Q(about_matter_id=row.about_matter_id)
    if row.staff_id:
        same |= Q(staff_id=row.staff_id)
    if row.about_name:
        same |= Q(about_name=row.about_name)
    if row.sender_digest:
        same |= Q(sender_digest=row.sender_digest)
    return (
        Complaint.objects.select_related("matter")
        .filter(same, about_organ=row.about_organ, received_at__gte=since)
        .filter(received_at__lte=row.received_at)
        .exclude(pk=row.pk)
        .exclude(state__in=[State.MERGED, State.WITHDRAWN])
        .order_by("-received_at")[:10]
    )


def free_to_investigate(row: Complaint, day: date) -> list[Staff]:
    """People of the office who may look into it; others are named by number."""
    rows = Staff.objects.filter(in_office(day), organ_id=row.office).order_by("number")
    return [one for one in rows if conflict_of(row, standing_of(one, day), day) is None]


def accounts_of(actor: Actor) -> QuerySet[Accountability]:
    """责任追究: all for the overseers, else those of the unit one leads, and one's own."""
    rows = Accountability.objects.select_related("matter", "complaint__matter")
    if not actor.is_staff:
        return rows.none()
    mine = Q(organ_code__in=policy.heads(actor))
    if actor.id:
        mine |= Q(staff_id=actor.id)
    if policy.oversees(actor):
        mine |= ~Q(organ_code__in=policy.lying_beyond(actor))
    return rows.filter(mine)
