"""The joint matter, its parts, its papers."""

from __future__ import annotations

from datetime import date

from django.db import models

from zhengwu.cases.models import SealedForm
from zhengwu.joint.enums import DONE, JOINT_NAMES, OPEN, PART_NAMES, JointState, PartState
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter

# Sorts behind every real day: no limit is running.
NO_LIMIT = date(9999, 12, 31)


class Serial(models.Model):
    """联办编号序列: the last serial of a prefix and year."""

    key = models.CharField(primary_key=True, max_length=80)
    last = models.PositiveIntegerField(default=0)


class Joint(SealedForm):
    """联办件: one application that several organs answer together (许可法 26(2), 42(2)).

    `due_on` repeats the last day of the clock that now counts, for sorting lists.
    """

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="joint"
    )
    edition = models.ForeignKey(
        "joint.ServiceEdition", on_delete=models.PROTECT, related_name="matters"
    )
    state = models.CharField(max_length=14, default=JointState.RECEIVED)
    lead_code = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    window_id = models.CharField(max_length=40, blank=True)
    applicant_key = models.CharField(max_length=80)
    applicant_name = models.CharField(max_length=200, db_index=True)
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    firm = models.ForeignKey(
        "identity.Firm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mandate_id = models.CharField(max_length=64, blank=True)
    agent_name = models.CharField(max_length=120, blank=True)
    delivery_way = models.CharField(max_length=20, blank=True)
    delivery_detail = models.JSONField(default=dict, blank=True)
    stage = models.ForeignKey(
        "joint.Stage", on_delete=models.PROTECT, null=True, blank=True, related_name="matters"
    )
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.CharField(max_length=120, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(default=NO_LIMIT, db_default=NO_LIMIT)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["lead_code", "due_on", "matter"],
                condition=models.Q(state__in=sorted(OPEN)),
                name="joint_by_lead",
            ),
            models.Index(fields=["state", "due_on", "matter"], name="joint_by_state"),
            models.Index(fields=["applicant_key", "matter"], name="joint_by_applicant"),
            models.Index(fields=["received_at"], name="joint_by_receipt"),
        ]

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return JOINT_NAMES[JointState(self.state)]

    @property
    def over(self) -> bool:
        """Nothing more is owed."""
        return self.state not in OPEN


class Part(models.Model):
    """分办件: the part of one organ: its own case, clock, opinion and result.

    `state` and `verdict` repeat those of the case as the joint matter last learnt them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    item_code = models.CharField(max_length=80)
    name = models.CharField(max_length=300)
    organ_code = models.CharField(max_length=40)
    after = models.JSONField(default=list)
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT, related_name="+")
    # What this item's own guide arrived at (codes of effects); null: it asks for no situation.
    effects = models.JSONField(null=True, blank=True)
    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="joint_part"
    )
    state = models.CharField(max_length=14, default=PartState.WAITING)
    verdict = models.CharField(max_length=10, blank=True)
    due_on = models.DateField(default=NO_LIMIT, db_default=NO_LIMIT)
    told_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # An organ that left the centre while this part waits on it: since when; who took over is
    # an act of its own.
    stranded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["joint", "item_code"], name="joint_part_once")
        ]
        indexes = [
            models.Index(fields=["organ_code", "state", "due_on", "id"], name="joint_part_organ"),
            models.Index(
                fields=["stranded_on", "id"],
                condition=models.Q(stranded_on__isnull=False),
                name="joint_part_stranded",
            ),
        ]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return PART_NAMES[PartState(self.state)]

    @property
    def open(self) -> bool:
        """Still somebody's business."""
        return self.state not in DONE

    @property
    def granted(self) -> bool:
        """Decided for the applicant."""
        return self.verdict in ("granted", "done")


class JointPaper(models.Model):
    """联办材料: one paper handed in once for all organs that need it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="papers")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    form = models.CharField(max_length=20, default="electronic")
    supplement = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120, blank=True)


class Remark(models.Model):
    """部门补正意见: what one organ finds missing, for the one notice of all (许可法 32(1)(4))."""

    part = models.OneToOneField(
        Part, on_delete=models.PROTECT, primary_key=True, related_name="remark"
    )
    complete = models.BooleanField()
    lines = models.JSONField(default=list)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
