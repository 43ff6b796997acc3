"""Halls and windows: founding, moving, closing – without ever losing where they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import local_day

from .. import policy
from ..enums import HallFunction, HallKind, WindowKind
from ..events import (
    HallFounded,
    HallRevised,
    PresenceMoved,
    WindowClosed,
    WindowFounded,
    WindowRevised,
)
from ..models import Delegation, Hall, Organ, Placement, Region, Window
from ..rules.periods import check_order
from ..rules.refusals import DelegationMissing, NotYet, PlaceClosed
from ..rules.words import optional, required
from .writing import lock, require, revise, settle


@action
def found_hall(
    code: str,
    *,
    name: str,
    kind: HallKind,
    region: Region,
    organ: Organ,
    parent: Hall | None = None,
    functions: Sequence[HallFunction] = (),
    address: str = "",
    phone: str = "",
    hours: str = "",
    opened_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Hall:
    """Enter a hall, or revise the one with this code. A sub-centre stands below a centre."""
    require(policy.may_arrange_halls(by))
    kind = HallKind(kind)
    if kind is HallKind.SUB_CENTRE and (parent is None or parent.kind != HallKind.CENTRE.value):
        raise InvalidInput(fields={"parent": ["分中心必须设在一个政务服务中心之下。"]})
    if parent is not None and parent.code == code:
        raise InvalidInput(fields={"parent": ["上级大厅不能是自己。"]})
    values = {
        "name": required(name, "name", "大厅名称", 100),
        "kind": kind.value,
        "region_id": region.pk,
        "organ_id": organ.pk,
        "parent_id": parent.pk if parent else None,
        "functions": [HallFunction(function).value for function in functions],
        "address": optional(address, "address", "地址", 200),
        "phone": optional(phone, "phone", "电话", 30),
        "hours": optional(hours, "hours", "办公时间", 200),
        "opened_on": opened_on,
    }
    return settle(
        Hall,
        {"code": required(code, "code", "大厅编号", 40)},
        values,
        founded=lambda row: HallFounded(name=row.name, kind=row.kind),
        revised=lambda row: HallRevised(name=row.name),
        by=by,
        at=at,
    )


@action
def found_window(
    code: str,
    *,
    name: str,
    hall: Hall,
    organ: Organ,
    opened_on: date,
    kind: WindowKind = WindowKind.PERMANENT,
    delegated_from: Sequence[Organ] = (),
    counter: str = "",
    zone: str = "",
    by: Actor,
    at: datetime,
) -> Window:
    """Open a window, or revise the name, counter and zone of the one with this code.

    Where an existing window stands is changed by `move_presence` only, which keeps the history.
    """
    require(policy.may_arrange_halls(by))
    labels = {
        "name": required(name, "name", "窗口名称", 100),
        "counter": optional(counter, "counter", "柜台号", 20),
        "zone": optional(zone, "zone", "区域", 40),
    }
    code = required(code, "code", "窗口编号", 40)
    if (window := lock(Window, code=code)) is not None:
        return revise(window, labels, event=_revised, by=by, at=at)
    kind = WindowKind(kind)
    _check_delegation(kind, organ, delegated_from)
    _check_open(hall, opened_on)
    window = Window.objects.create(
        code=code, kind=kind.value, hall=hall, organ=organ, opened_on=opened_on, **labels
    )
    Placement.objects.create(
        window=window, hall=hall, organ=organ, kind=kind.value, valid_from=opened_on
    )
    _delegate(window, delegated_from, opened_on)
    event = WindowFounded(
        name=window.name,
        kind=kind.value,
        hall=hall.code,
        organ=organ.pk,
        delegated_from=sorted(other.pk for other in delegated_from),
    )
    record(window, event, by=by, at=at)
    return window


def _revised(window: Window) -> WindowRevised:
    return WindowRevised(name=window.name)


def _check_delegation(kind: WindowKind, organ: Organ, delegated: Sequence[Organ]) -> None:
    codes = {other.pk for other in delegated}
    if (kind is WindowKind.DELEGATED) != bool(codes) or organ.pk in codes:
        raise DelegationMissing(
            fields={"delegated_from": ["请选择所代理的单位（仅委托代理窗口）。"]}
        )


def _check_open(hall: Hall, day: date) -> None:
    if hall.closed_on is not None and hall.closed_on < day:
        raise PlaceClosed(name=hall.name, on=hall.closed_on.isoformat())


def _delegate(window: Window, organs: Sequence[Organ], on: date) -> None:
    """From `on` the window receives for exactly these organs."""
    wanted = {organ.pk for organ in organs}
    running = list(window.delegations.filter(valid_to__isnull=True))
    for row in running:
        if row.organ_id in wanted:
            continue
        if row.valid_from >= on:
            row.delete()  # it never was in force before the day of the change
        else:
            row.valid_to = on - timedelta(days=1)
            row.save(update_fields=["valid_to"])
    known = {row.organ_id for row in running}
    Delegation.objects.bulk_create(
        Delegation(window=window, organ_id=code, valid_from=on) for code in sorted(wanted - known)
    )


@action
def move_presence(
    window: Window,
    *,
    on: date,
    reason: str,
    hall: Hall | None = None,
    organ: Organ | None = None,
    kind: WindowKind | None = None,
    delegated_from: Sequence[Organ] = (),
    by: Actor,
    at: datetime,
) -> Window:
    """From `on` a window stands in another hall, form (窗口、分厅、代理室) or organ.

    The former placement ends the day before and stays; items, posts and cases refer to the window
    or the organ and are not touched.
    """
    require(policy.may_arrange_halls(by))
    window = Window.objects.select_for_update().get(pk=window.pk)
    _check_movable(window, on, at)
    reason = required(reason, "reason", "事由", 200)
    current = window.placements.get(valid_to__isnull=True)
    check_order(current.valid_from, on)
    kind = WindowKind(kind or window.kind)
    organ, hall = organ or window.organ, hall or window.hall
    _check_delegation(kind, organ, delegated_from)
    _check_open(hall, on)
    values = {"hall_id": hall.pk, "organ_id": organ.pk, "kind": kind.value}
    _place(window, current, on, reason, values)
    _delegate(window, delegated_from, on)
    event = PresenceMoved(
        day=on.isoformat(),
        kind=kind.value,
        hall=hall.code,
        organ=organ.pk,
        delegated_from=sorted(other.pk for other in delegated_from),
    )
    changes = {name: (getattr(window, name), value) for name, value in values.items()}
    for name, value in values.items():
        setattr(window, name, value)
    window.save(update_fields=sorted(values))
    record(window, event, by=by, at=at, reason=reason, changes=changes)
    return Window.objects.get(pk=window.pk)


def _check_movable(window: Window, on: date, at: datetime) -> None:
    if window.closed_on is not None and window.closed_on < on:
        raise PlaceClosed(name=window.name, on=window.closed_on.isoformat())
    if on > local_day(at):
        raise NotYet(on=on.isoformat())


def _place(
    window: Window, current: Placement, on: date, reason: str, values: dict[str, object]
) -> None:
    if current.valid_from == on:  # moved twice on one day: the later word counts
        window.placements.filter(pk=current.pk).update(reason=reason, **values)
        return
    current.valid_to = on - timedelta(days=1)
    current.save(update_fields=["valid_to"])
    Placement.objects.create(window=window, valid_from=on, reason=reason, **values)


@action
def close_window(window: Window, *, on: date, reason: str, by: Actor, at: datetime) -> Window:
    """Set a window's last day. Its placement and delegations end with it."""
    require(policy.may_arrange_halls(by))
    window = Window.objects.select_for_update().get(pk=window.pk)
    if window.closed_on is not None:
        raise PlaceClosed(name=window.name, on=window.closed_on.isoformat())
    current = window.placements.get(valid_to__isnull=True)
    check_order(current.valid_from, on)
    reason = required(reason, "reason", "事由", 200)
    window.closed_on = on
    window.save(update_fields=["closed_on"])
    window.placements.filter(pk=current.pk).update(valid_to=on)
    window.delegations.filter(valid_to__isnull=True, valid_from__lte=on).update(valid_to=on)
    record(
        window,
        WindowClosed(day=on.isoformat()),
        by=by,
        at=at,
        reason=reason,
        changes={"closed_on": (None, on.isoformat())},
    )
    return window
