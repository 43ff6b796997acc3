"""A service event is over: it may be rated, once, by whoever was served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from zhengwu.evaluation import policy, registry
from zhengwu.evaluation.enums import Scene
from zhengwu.evaluation.events import ServiceOffered, ServicePlaced
from zhengwu.evaluation.models import Service
from zhengwu.evaluation.models.ratings import token_digest
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import end_of, local_day
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What happened. `subject` and `event` make it this one; `evaluator` is who was served
    ("person:…", "firm:…"), empty where nobody said who he is."""

    kind: str
    subject: str
    event: str
    scene: Scene
    number: str
    item_name: str
    organ_code: str
    served_at: datetime
    item_code: str = ""
    window_id: str = ""
    staff_id: str = ""
    staff_name: str = ""
    evaluator: str = ""
    matter: Matter | None = None


@action
def offer(served: Served, *, by: Actor, at: datetime) -> Service:
    """Make it rateable; told twice of one event it is one service."""
    policy.require(policy.is_system(by))
    same = Service.objects.filter(
        kind=served.kind,
        subject=served.subject,
        event=served.event,
        evaluator_key=served.evaluator,
    )
    if (there := same.first()) is not None:
        return there
    row = _row(served)
    # Of two that are told of it at once the second waits here, and finds it there.
    if not _written(row):
        return same.get()
    event = ServiceOffered(
        kind=row.kind,
        number=row.number,
        organ=row.organ_code,
        staff=row.staff_id,
        scene=row.scene,
        closes_at=row.closes_at.isoformat(),
    )
    record(row, event, by=by, at=at)
    return row


def _written(row: Service) -> bool:
    """False where another wrote the same event a moment before."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _row(served: Served) -> Service:
    open_days = registry.number("invite_days", served.served_at)
    last = local_day(served.served_at) + timedelta(days=open_days)
    region = Organ.objects.filter(pk=served.organ_code).values_list("region_id", flat=True).first()
    row = Service(
        kind=served.kind,
        subject=served.subject,
        event=served.event,
        scene=served.scene,
        matter=served.matter,
        number=served.number,
        item_code=served.item_code,
        item_name=served.item_name[:300],
        organ_code=served.organ_code,
        region_code=region or "",
        window_id=served.window_id,
        staff_id=served.staff_id,
        staff_name=served.staff_name,
        evaluator_key=served.evaluator,
        served_at=served.served_at,
        closes_at=end_of(last),
    )
    row.token_digest = token_digest(row.token)
    return row


@action
def show_at(service: Service, *, window_id: str, by: Actor, at: datetime) -> Service:
    """The visit to which a case belonged ends at a window: its terminal asks for this rating."""
    policy.require(policy.is_system(by))
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.window_id == window_id and service.served_at == at:
        return service
    changes = {"window": (service.window_id, window_id)}
    service.window_id, service.served_at = window_id, at
    service.save(update_fields=["window_id", "served_at"])
    record(service, ServicePlaced(window=window_id), by=by, at=at, changes=changes)
    return service
