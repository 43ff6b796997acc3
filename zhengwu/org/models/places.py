"""Halls, windows, and who stood where in which time."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id

from ..enums import HallKind, WindowKind
from .organs import Organ, in_order
from .regions import Region


def _no_functions() -> list[str]:
    return []


class Hall(Recorded):
    """政务大厅: a place where people are served – centre, sub-centre, town centre or station."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("编号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=12, choices=HallKind.choices())
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="halls")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="halls")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    functions = models.JSONField("职能", default=_no_functions, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    hours = models.CharField("办公时间", max_length=200, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("关闭日期", null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Window(Recorded):
    """窗口: one organ's presence; hall, organ and kind repeat the placement of today."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("编号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    counter = models.CharField("柜台号", max_length=20, blank=True)
    zone = models.CharField("区域", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=12, choices=WindowKind.choices())
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="windows")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="windows")
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("关闭日期", null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="org_window_period_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """窗口设置沿革: in which hall, for which organ and in which form a window stood, day by day."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="placements")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="placements")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="placements")
    kind = models.CharField("类别", max_length=12, choices=WindowKind.choices())
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["window"],
                condition=models.Q(valid_to__isnull=True),
                name="org_placement_one_open",
            ),
            models.UniqueConstraint(
                fields=["window", "valid_from"], name="org_placement_one_a_day"
            ),
            in_order("org_placement_period_in_order"),
        ]


class Delegation(models.Model):
    """委托代理关系: for which other organ a delegated window receives, and since when."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="delegations")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="delegations")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "organ"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "organ"],
                condition=models.Q(valid_to__isnull=True),
                name="org_delegation_one_open",
            ),
            in_order("org_delegation_period_in_order"),
        ]


for _table in ("org_hall", "org_window", "org_placement", "org_admission", "org_section"):
    guards.register(guards.Guard(_table, "DELETE", why="history stays"))
