"""Organs, their standing in the centre, their approval sections."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded

from ..enums import AdmissionState, OrganKind, SectionForm
from .regions import Region


def in_order(name: str) -> models.CheckConstraint:
    """A dated row does not end before it begins."""
    return models.CheckConstraint(
        condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
        name=name,
    )


class Organ(Recorded):
    """机关单位: a government, department, town, village or other body that acts in its own name."""

    code = models.CharField("单位代码", primary_key=True, max_length=32)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    document_mark = models.CharField("机关代字", max_length=20, blank=True)
    seal_name = models.CharField("印章名称", max_length=100, blank=True)
    kind = models.CharField("类别", max_length=12, choices=OrganKind.choices())
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organs")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    phone = models.CharField("办公电话", max_length=30, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    position = models.PositiveIntegerField("排序", default=100)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="org_organ_credit_code_once",
            ),
            models.UniqueConstraint(
                fields=["region", "document_mark"],
                condition=~models.Q(document_mark=""),
                name="org_organ_mark_once_a_region",
            ),
            models.CheckConstraint(condition=~models.Q(code=""), name="org_organ_has_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Admission(models.Model):
    """进驻情况: whether an organ stands in the centre, from which day, by which paper."""

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="admissions")
    state = models.CharField("状态", max_length=10, choices=AdmissionState.choices())
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)
    document_no = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ"],
                condition=models.Q(valid_to__isnull=True),
                name="org_admission_one_open",
            ),
            in_order("org_admission_period_in_order"),
        ]


class Section(models.Model):
    """行政审批科: the one section in which a department gathers its approvals (两集中)."""

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="sections")
    name = models.CharField("科室名称", max_length=60)
    form = models.CharField("设置方式", max_length=12, choices=SectionForm.choices())
    attached_to = models.CharField("挂靠科室", max_length=60, blank=True)
    moved_in_on = models.DateField("成建制进驻日期", null=True, blank=True)
    back_office_hall = models.ForeignKey(
        "org.Hall", on_delete=models.PROTECT, null=True, blank=True, related_name="back_offices"
    )
    back_office_room = models.CharField("后台办公室", max_length=60, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ"],
                condition=models.Q(valid_to__isnull=True),
                name="org_section_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(form=SectionForm.STANDALONE.value, attached_to="")
                | (models.Q(form=SectionForm.ATTACHED.value) & ~models.Q(attached_to="")),
                name="org_section_attached_says_where",
            ),
            in_order("org_section_period_in_order"),
        ]
