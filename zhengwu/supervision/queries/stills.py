"""Stills: at which window a finding stands, what is due, what has had its days."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.models import Holding, Window
from zhengwu.org.queries import on_day
from zhengwu.supervision import policy, registry
from zhengwu.supervision.enums import OPEN_CARDS, CardState, StillState
from zhengwu.supervision.events import StillViewed
from zhengwu.supervision.models import Card, Finding, Still


def window_of(found: Finding) -> str:
    """Code of the window at which the evidence stands: the entry names it, or the person named
    in it works there that day. Empty for whoever works elsewhere."""
    code = found.object_id if found.object_kind == "group.window" else ""
    if not code:
        entry = Entry.objects.filter(pk=found.entry_id).first()
        code = str(entry.payload.get("window") or "") if entry else ""
    if code and Window.objects.filter(code=code).exists():
        return code
    if not found.staff_id:
        return ""
    held = Holding.objects.filter(
        on_day(local_day(found.occurred_at)), staff_id=found.staff_id, post__window__isnull=False
    )
    return str(held.values_list("post__window__code", flat=True).first() or "")


def stills_due(at: datetime) -> QuerySet[Still]:
    """What waits to be fetched, the longest first."""
    rows = Still.objects.filter(state=StillState.WAITING, next_at__lte=at)
    return rows.select_related("camera", "card__matter").order_by("next_at", "pk")


def stills_over(at: datetime) -> QuerySet[Still]:
    """Stored stills that nothing needs any more: the card was withdrawn, or closed long enough."""
    today = midnight(local_day(at))
    before = today - timedelta(days=registry.number("still_days", today))
    rows = Still.objects.filter(state=StillState.TAKEN, captured_at__lt=today).filter(
        Q(card__state=CardState.WITHDRAWN)
        | Q(card__state=CardState.CLOSED, card__matter__closed_at__lt=before)
    )
    return rows.select_related("card").order_by("pk")


def stills_of(card: Card) -> QuerySet[Still]:
    """All stills of a card, also those that were not taken or are deleted."""
    return Still.objects.filter(card=card).select_related("camera", "card", "file")


def lookers(stills: list[Still]) -> list[Entry]:
    """Who looked at these pictures, the last first."""
    keys = [str(one.pk) for one in stills]
    rows = Entry.objects.filter(
        object_kind="supervision.still", object_id__in=keys, code=StillViewed.code
    )
    return list(rows.order_by("-occurred_at", "-pk"))


def open_cards_at_windows() -> dict[str, int]:
    """How many open cards stand at each window, by its code. One statement."""
    rows = Card.objects.filter(state__in=OPEN_CARDS).exclude(window="").order_by()
    return dict(rows.values_list("window").annotate(Count("pk")))


def last_stills(actor: Actor) -> dict[UUID, Still]:
    """The newest stored still of each camera that this person may see; empty for all others."""
    if not policy.supervises(actor):
        return {}
    rows = Still.objects.filter(state=StillState.TAKEN).select_related("card__matter", "camera")
    rows = rows.exclude(card__organ_code__in=policy.lying_beyond(actor))
    found: dict[UUID, Still] = {}
    for one in rows.order_by("camera", "-captured_at").iterator():
        if one.camera_id not in found and not policy.is_concerned(actor, one.card):
            found[one.camera_id] = one
    return found
