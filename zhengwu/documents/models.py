"""Tables of papers."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhengwu.documents.enums import SealKind, Way
from zhengwu.files.models import StoredFile
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id, query_code
from zhengwu.matters.models import Matter


def _verify_code() -> str:
    return query_code(12)


class Register(models.Model):
    """文号登记簿: the last serial given out for one organ, kind of paper and year."""

    organ_code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organ_code", "kind", "year"], name="documents_one_register"
            )
        ]


class Parameter(Recorded):
    """地方参数: a name that only the county knows – its government, its court – once confirmed."""

    key = models.CharField("参数", max_length=40, primary_key=True)
    value = models.CharField("内容", max_length=200)
    confirmed_by = models.CharField("确认人", max_length=60)
    confirmed_at = models.DateTimeField("确认时间")


class Document(models.Model):
    """文书: one paper as issued; what it says never changes. Recorded on its matter's chain."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="documents")
    template_code = models.CharField("样式", max_length=40)
    template_version = models.PositiveSmallIntegerField("样式版本")
    template_digest = models.CharField(max_length=64)
    # The local wording it was made with; 0: the words of the template alone.
    wording_key = models.CharField("文书用语", max_length=120, blank=True)
    wording_version = models.PositiveSmallIntegerField("文书用语版本", default=0)
    title = models.CharField("标题", max_length=100)
    organ_code = models.CharField("制作机关", max_length=40)
    organ_name = models.CharField("制作机关名称", max_length=100)
    register_kind = models.CharField("登记簿", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=80)
    verify_code = models.CharField("查验码", max_length=16, unique=True, default=_verify_code)
    content_sealed = models.BinaryField()
    content_digest = models.CharField("内容摘要", max_length=64)
    seal = models.CharField("印章", max_length=12)
    sealed_by = models.CharField("用印人", max_length=60, blank=True)
    seal_basis = models.CharField("用印依据", max_length=200, blank=True)
    issued_by = models.CharField("制作人", max_length=120)
    issued_at = models.DateTimeField("制作时间")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    class Meta:
        ordering = ["issued_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ_code", "register_kind", "year", "serial"],
                name="documents_one_paper_a_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the paper says, as it was issued: head, values, blocks."""
        text = settings.VAULT.open(bytes(self.content_sealed), context=f"document/{self.pk}")
        value: dict[str, Any] = json.loads(text)
        return value

    @property
    def values(self) -> dict[str, Any]:
        """The facts on the paper by field code, in their stored form."""
        value: dict[str, Any] = self.content["values"]
        return value

    @property
    def seal_kind(self) -> SealKind:
        """Which seal it carries."""
        return SealKind(self.seal)


class Paper(models.Model):
    """成品: a document typeset and sealed as a PDF; a second one only if the first was lost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="papers")
    edition = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    pages = models.PositiveSmallIntegerField()
    certificate = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.UniqueConstraint(fields=["document", "edition"], name="documents_one_edition")
        ]


class Service(models.Model):
    """送达: one paper given to one recipient in one way, with the day that counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="services")
    way = models.CharField("送达方式", max_length=12)
    given_on = models.DateField("送达日期")
    served_on = models.DateField("视为送达日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=60)
    facts_sealed = models.BinaryField()
    deliverer = models.CharField("送达人", max_length=60)
    receipt = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="proves"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(served_on__gte=F("given_on")),
                name="documents_served_after_given",
            )
        ]

    @property
    def matter(self) -> Matter:
        """The matter whose chain carries it."""
        return self.document.matter

    @property
    def way_kind(self) -> Way:
        """The way as a word with its name."""
        return Way(self.way)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What was written down about the delivery."""
        text = settings.VAULT.open(bytes(self.facts_sealed), context=f"service/{self.pk}")
        value: dict[str, Any] = json.loads(text)
        return value


for _table in ("documents_document", "documents_paper"):
    guards.append_only(_table)
guards.register(
    guards.Guard("documents_service", "DELETE"),
    guards.Guard(
        "documents_service",
        "UPDATE",
        when="OLD.served_on IS NOT NULL",
        why="a completed service stays",
    ),
    guards.Guard("documents_register", "DELETE"),
    guards.Guard(
        "documents_register", "UPDATE", when="NEW.last <> OLD.last + 1", why="no gap in numbers"
    ),
)
