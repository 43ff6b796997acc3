"""Divisions of the country."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded

from ..enums import RegionLevel
from ..rules.divisions import prefix_of


class Region(Recorded):
    """行政区划: one division by its twelve-digit code. A dissolved one keeps its row and an end."""

    code = models.CharField("区划代码", primary_key=True, max_length=12)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=RegionLevel.choices())
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{12}$"), name="org_region_code_twelve_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="org_region_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """Codes of all regions inside begin with these digits."""
        return prefix_of(self.code)


class RegionName(models.Model):
    """区划曾用名: a name a division bore, with the last day it was in use."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="names")
    name = models.CharField("名称", max_length=60)
    valid_to = models.DateField("使用至")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "valid_to"], name="org_region_name_once"
            )
        ]
