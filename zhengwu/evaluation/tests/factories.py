"""People and service events for the tests of evaluation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from zhengwu.cases.tests.factories import as_staff
from zhengwu.evaluation import actions
from zhengwu.evaluation.actions import EVALUATOR, Given, Served, Source
from zhengwu.evaluation.enums import Channel, Complexity, Finding, Reached, Scene
from zhengwu.evaluation.models import FollowUp, Rating, Service
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.models import Staff

_serial = iter(range(1, 1_000_000))


def with_people(world: SimpleNamespace) -> SimpleNamespace:
    """The small county with its quality office, a handler and the leader of the unit rated."""
    world.office._service_quality()
    for name, duty in (("quality", "quality_officer"), ("hall", "hall_manager")):
        setattr(world, name, as_staff(Staff.objects.get(holdings__post__duties__duty=duty)))
    world.second_quality = replace(world.quality, id="second", name="另一名评价管理")
    return world


def served(world: SimpleNamespace, at: datetime, **more: Any) -> Service:
    """Somebody was served at the clerk's window."""
    fields: dict[str, Any] = {
        "kind": "ticket", "subject": f"t{next(_serial)}", "event": "served",
        "scene": Scene.ON_SITE, "number": "A012", "item_name": "公共场所卫生许可",
        "organ_code": world.clerk.organ_code, "staff_id": world.clerk.id,
        "staff_name": world.clerk.name, "served_at": at,
    }  # fmt: skip
    return actions.offer(Served(**{**fields, **more}), by=SYSTEM, at=at)


def rated(service: Service, level: int, at: datetime, **more: Any) -> Rating:
    """Somebody rates it by the QR code."""
    source = more.pop("source", Source())
    given = Given(level=level, channel=more.pop("channel", Channel.QR), **more)
    return actions.rate(service, given, source=source, by=EVALUATOR, at=at)


def assigned(world: SimpleNamespace, row: FollowUp, at: datetime, **more: Any) -> FollowUp:
    """To the hall's manager, who is not of the unit."""
    staff = Staff.objects.get(pk=world.hall.id)
    more.setdefault("complexity", Complexity.ORDINARY)
    return actions.assign(row, staff=staff, by=world.quality, at=at, **more)


def rectifying(world: SimpleNamespace, row: FollowUp, at: datetime) -> FollowUp:
    """Assigned, contacted, verified, found true: the unit's turn."""
    row = assigned(world, row, at)
    row = actions.contact(row, outcome=Reached.REACHED, text="愿意配合核实", by=world.hall, at=at)
    row = actions.verify(
        row, facts="窗口确有一小时无人", proposed=Finding.TRUE, evidence="", by=world.hall, at=at
    )
    return actions.judge(row, finding=Finding.TRUE, reason="监控印证", by=world.quality, at=at)
