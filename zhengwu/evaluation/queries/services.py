"""Service events: by their token, at a window, of a person; and what is suspicious of a rating."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from zhengwu.evaluation import registry
from zhengwu.evaluation.enums import Scene, Suspicion
from zhengwu.evaluation.models import Rating, Service
from zhengwu.evaluation.models.ratings import token_digest
from zhengwu.evaluation.rules.watching import Evidence, Trace, suspicions
from zhengwu.identity.models import Person
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.org.actions.people import id_digest
from zhengwu.org.models import Staff, Window

_KEY_LENGTH = 20
_LONGEST_TOKEN = 40


def service_of(token: str) -> Service | None:
    """The service event that a token opens."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    return Service.objects.filter(token_digest=token_digest(token.lower())).first()


def terminal_key(window_id: UUID | str) -> str:
    """The secret part of a window terminal's address."""
    key: str = settings.VAULT.keyed_digest(str(window_id), "evaluation/terminal")
    return key[:_KEY_LENGTH]


def window_of(code: str, key: str) -> Window | None:
    """The window whose terminal shows this address."""
    window = Window.objects.select_related("hall", "organ").filter(code=code).first()
    if window is None or not hmac.compare_digest(terminal_key(window.pk).encode(), key.encode()):
        return None
    return window


def window_key(code: str) -> str:
    """The window's key by the code that the hall's entries tell, as cases name it; the code itself
    where there is no such window."""
    found = Window.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
    return str(found) if found else code


def at_window(window: Window, at: datetime) -> QuerySet[Service]:
    """What was just served at a window and is not rated yet, the newest first."""
    since = at - timedelta(minutes=registry.number("terminal_minutes", at))
    return Service.objects.filter(
        window_id__in=[str(window.pk), window.code],
        served_at__gte=since,
        served_at__lte=at,
        rating=None,
    ).order_by("-served_at")


def of_evaluator(actor: Actor) -> QuerySet[Service]:
    """What this person, or the firm acted for, may rate or has rated."""
    if actor.kind is not ActorKind.CITIZEN:
        return Service.objects.none()
    key = actor.behalf or f"person:{actor.id}"
    return Service.objects.filter(evaluator_key=key).select_related("rating__followup__matter")


def offered_for(kind: str, subject: str) -> Service | None:
    """The newest service event of a case or a ticket; None before it was offered."""
    rows = Service.objects.filter(kind=kind, subject=subject).select_related("rating")
    return rows.order_by("-served_at").first()


def on_site_case(number: str) -> Service | None:
    """The completed case of that number, done at the counter; None where there is none."""
    if not number:
        return None
    rows = Service.objects.filter(kind="case", number=number, scene=Scene.ON_SITE)
    return rows.order_by("-served_at").first()


def by_number(number: str) -> Service | None:
    """The newest service event of a number that is not rated yet, else the newest."""
    rows = Service.objects.filter(number=number).order_by("-served_at")
    return rows.filter(rating=None).first() or rows.first()


def suspicions_of(
    row: Rating, service: Service, hall_network: bool, at: datetime
) -> list[Evidence]:
    """What speaks against a rating that is about to be kept; up to five statements."""
    minutes = registry.number("watch_minutes", at)
    recent = Rating.objects.filter(given_at__gt=at - timedelta(minutes=minutes)).exclude(pk=row.pk)
    same = {
        "device": recent.filter(device=row.device) if row.device else None,
        "network": recent.filter(network=row.network) if row.network else None,
        "phone": recent.filter(phone=row.phone) if row.phone else None,
        "person": recent.filter(
            service__evaluator_key=service.evaluator_key, organ_code=row.organ_code
        )
        if service.evaluator_key
        else None,
    }
    trace = Trace(
        channel=row.channel,  # type: ignore[arg-type]
        own=_is_own(row, service),
        hall_network=hall_network,
        **{name: rows.count() + 1 if rows is not None else 0 for name, rows in same.items()},
    )
    return suspicions(trace, limits(at), minutes)


def limits(at: datetime) -> dict[Suspicion, int]:
    """How much is ordinary within the window, by kind of source."""
    kinds = (Suspicion.PERSON, Suspicion.DEVICE, Suspicion.NETWORK, Suspicion.PHONE)
    return {kind: registry.number(f"most_{kind}", at) for kind in kinds}


def known_ids(keys: Iterable[str]) -> list[UUID]:
    """Those of the keys that can be ids at all."""
    found = []
    for key in keys:
        with suppress(ValueError):
            found.append(UUID(key))
    return found


def _is_own(row: Rating, service: Service) -> bool:
    """Whether the evaluator is the member of staff rated: by identity number or telephone."""
    # Named by number in the words of another room, a member might not be a row of ours.
    staff = Staff.objects.filter(pk__in=known_ids([service.staff_id])).first()
    if staff is None:
        return False
    kind, _, key = service.evaluator_key.partition(":")
    if kind == "person" and staff.id_number_digest:
        person = Person.objects.filter(pk=key).first()
        if person and id_digest(person.id_number) == staff.id_number_digest:
            return True
    return bool(row.contact) and row.contact == staff.phone


def beside(row: Rating, kind: Suspicion) -> QuerySet[Rating]:
    """Ratings from the same source within the window before this one, itself left out."""
    minutes = registry.number("watch_minutes", row.given_at)
    since = row.given_at - timedelta(minutes=minutes)
    rows = Rating.objects.filter(given_at__gt=since, given_at__lte=row.given_at).exclude(pk=row.pk)
    if kind is Suspicion.PERSON:
        return rows.filter(
            service__evaluator_key=row.service.evaluator_key, organ_code=row.organ_code
        )
    return rows.filter(**{str(kind): getattr(row, str(kind))})
