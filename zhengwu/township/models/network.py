"""The network below the county: stations, agents, powers."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.township import enums


class Station(Recorded):
    """便民服务站（代办点）: a village's station, how far it is built, and its agent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    village = models.OneToOneField(
        "org.Region", on_delete=models.PROTECT, related_name="service_station"
    )
    town = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="stations")
    state = models.CharField(max_length=10, default=enums.StationState.PLANNED)
    agent = models.ForeignKey(
        "org.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="stations"
    )
    cadre = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    pilot = models.BooleanField(default=False)
    opened_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["village"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(opened_on__isnull=False),
                name="township_open_since",
            )
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.STATION_NAMES[enums.StationState(self.state)]


class Power(Recorded):
    """事项权限: what a town, or its villages, may do with an item; a community with powers of its
    own holds rows of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="powers")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    section = models.CharField(max_length=10, default=enums.Section.AFFAIRS)
    in_villages = models.BooleanField(default=False)
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["section", "item__code"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "item"], name="township_power_once")
        ]

    @property
    def kind_name(self) -> str:
        """The kind of power in Chinese."""
        return enums.POWER_NAMES[enums.PowerKind(self.kind)]

    @property
    def section_name(self) -> str:
        """The section in Chinese."""
        return enums.SECTION_NAMES[enums.Section(self.section)]


class TownSetting(Recorded):
    """超时默认设置: what a town chose to happen when a matter of this room is late."""

    town = models.OneToOneField(
        "org.Organ", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    overtime = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
