"""Tables of the catalogue."""

from __future__ import annotations

import json
from functools import cached_property

from django.db import models
from django.db.models import Q

from zhengwu.catalogue.enums import (
    OPEN_STATES,
    CleanUpState,
    EditionState,
    Handling,
    ImportState,
    ItemState,
    Kind,
    OutletKind,
    OutletState,
    OutletWish,
    Proposal,
    Severity,
)
from zhengwu.catalogue.rules.codec import read
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id

_KINDS = [(str(kind), kind.label) for kind in Kind]
_ITEM_STATES = [(str(state), state.label) for state in ItemState]
_EDITION_STATES = [(str(state), state.label) for state in EditionState]
_HANDLINGS = [(str(one), one.label) for one in Handling]


class Item(Recorded):
    """事项: the basic entry. What is here of its live edition is derived from the document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=100, unique=True)
    code_form = models.CharField(max_length=12)
    name = models.CharField(max_length=300)
    main_name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=2, choices=_KINDS)
    organ_code = models.CharField(max_length=40, blank=True)
    organ_name = models.CharField(max_length=120)
    organ_given = models.CharField(max_length=60, blank=True)
    area_code = models.CharField(max_length=12, blank=True)
    link = models.TextField(blank=True)
    everyday_names = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=_ITEM_STATES, default=str(ItemState.ACTIVE))
    live = models.ForeignKey(
        "Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handling = models.CharField(max_length=10, choices=_HANDLINGS, blank=True)
    open_for_application = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organ_name", "name", "id"], name="catalogue_by_organ"),
            models.Index(fields=["kind", "name", "id"], name="catalogue_by_kind"),
            models.Index(fields=["name", "id"], name="catalogue_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Edition(Recorded):
    """实施清单版本: one document of an item. Frozen from publication on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=_EDITION_STATES, default=str(EditionState.DRAFT)
    )
    canonical = models.TextField()
    digest = models.CharField(max_length=64)
    drafted_by = models.CharField(max_length=120)
    drafted_by_id = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    effective_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="catalogue_one_number"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="published"), name="catalogue_one_live"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=[str(state) for state in OPEN_STATES]),
                name="catalogue_one_open",
            ),
        ]
        indexes = [models.Index(fields=["state", "drafted_at"], name="catalogue_editions")]

    @cached_property
    def document(self) -> EditionDocument:
        """The typed document."""
        return read(json.loads(self.canonical))

    @property
    def label(self) -> str:
        """第3版（现行）"""
        return f"第{self.number}版（{EditionState(self.state).label}）"


class Opinion(models.Model):
    """审核意见: what somebody said on an edition on its way."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="opinions")
    step = models.CharField(max_length=10, choices=_EDITION_STATES)
    approved = models.BooleanField()
    text = models.TextField(blank=True)
    by_id = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()


class Owed(models.Model):
    """缺项: one mandatory element an item still lacks. Derived; for the completeness board."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="owed")
    organ_name = models.CharField(max_length=120)
    element = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "element"], name="catalogue_owed_once")
        ]
        indexes = [models.Index(fields=["organ_name", "element"], name="catalogue_owed_board")]


class ImportRun(Recorded):
    """导入: one file, how its columns were read, what was found, whether it was applied."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20)
    header = models.JSONField()
    mapping = models.JSONField()
    state = models.CharField(
        max_length=10, choices=[(str(state), state.label) for state in ImportState]
    )
    total = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    job_id = models.CharField(max_length=36, blank=True)


class ImportFault(models.Model):
    """导入问题: one fault of one row."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()
    severity = models.CharField(max_length=8, choices=[(str(one), one.label) for one in Severity])
    code = models.CharField(max_length=40)
    message = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["run", "severity", "id"], name="catalogue_faults")]


class CleanUp(Recorded):
    """年度清理: the yearly verification of all items; the centre approves what is retained."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveIntegerField(unique=True)
    state = models.CharField(
        max_length=10, choices=[(str(state), state.label) for state in CleanUpState]
    )
    principle = models.TextField()
    opened_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)


class CleanUpLine(models.Model):
    """清理意见: what a department proposes for one item, with its reason."""

    clean_up = models.ForeignKey(CleanUp, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    organ_name = models.CharField(max_length=120)
    item_name = models.CharField(max_length=300)
    kind = models.CharField(max_length=2, choices=_KINDS)
    charged = models.BooleanField(default=False)
    proposal = models.CharField(
        max_length=8, blank=True, choices=[(str(one), one.label) for one in Proposal]
    )
    reason = models.TextField(blank=True)
    reported_by = models.CharField(max_length=120, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clean_up", "item"], name="catalogue_cleaned_once")
        ]
        indexes = [models.Index(fields=["clean_up", "organ_name"], name="catalogue_cleaning")]


class Outlet(Recorded):
    """公开站点: another site that must carry the guides: the city's disclosure site (ITM-32)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("名称", max_length=100, unique=True)
    kind = models.CharField(max_length=8, choices=[(str(one), one.label) for one in OutletKind])
    address = models.CharField("接口地址或文件夹", max_length=300)
    public_key = models.CharField("对方验签公钥", max_length=64)
    active = models.BooleanField(default=True)
    bundles = models.PositiveIntegerField(default=0)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name


class OutletCopy(Recorded):
    """报送件: one item at one site: what is wanted there, and what the site has confirmed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="copies")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="copies")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=8, choices=[(str(one), one.label) for one in OutletWish])
    state = models.CharField(
        max_length=8,
        choices=[(str(one), one.label) for one in OutletState],
        default=str(OutletState.WAITING),
    )
    round = models.PositiveIntegerField(default=1)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    message_digest = models.CharField(max_length=64, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    there_at = models.DateTimeField(null=True, blank=True)
    there_address = models.CharField(max_length=500, blank=True)
    receipt = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outlet", "item"], name="catalogue_one_copy_a_site")
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state=str(OutletState.WAITING)),
                name="catalogue_copies_due",
            )
        ]


_TEXT = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("item_id", "number", "canonical", "digest", "effective_on", "published_at")
)
_FROZEN = "OLD.state IN ('approved', 'published', 'superseded')"
guards.register(
    guards.Guard(
        "catalogue_edition", "UPDATE", f"{_FROZEN} AND ({_TEXT})", "a frozen edition never changes"
    ),
    guards.Guard(
        "catalogue_edition",
        "UPDATE",
        f"{_FROZEN} AND NEW.state NOT IN ('approved', 'published', 'superseded')",
        "a frozen edition is never a draft again",
    ),
    guards.Guard("catalogue_edition", "DELETE", "", "an edition stays"),
)
