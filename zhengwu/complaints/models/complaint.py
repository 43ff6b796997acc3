"""The complaint itself."""

from __future__ import annotations

from django.db import models

from zhengwu.complaints import enums, registry
from zhengwu.complaints.models.sealed import Sealed


class Series(models.Model):
    """编号序列: the last number drawn in a year; locked while one is drawn."""

    key = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveIntegerField(default=0)


class Complaint(Sealed):
    """效能投诉: one matter; `gist` is what others than the complaint office may read of it.

    `office` and `desk` say whose it is: a duty at an organ, chosen so that nobody whom the
    complaint concerns decides on it.
    """

    matter = models.OneToOneField(
        "matters.Matter", models.PROTECT, primary_key=True, related_name="complaint"
    )
    kind = models.CharField(max_length=14)
    state = models.CharField(max_length=10, default=enums.State.RECEIVED)
    channel = models.CharField(max_length=8)
    naming = models.CharField(max_length=10)
    office = models.CharField(max_length=40)
    desk = models.CharField(max_length=20)
    about_organ = models.CharField(max_length=40)
    about_name = models.CharField(max_length=120, blank=True)
    staff_id = models.CharField(max_length=64, blank=True)
    staff_name = models.CharField(max_length=120, blank=True)
    about_matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, blank=True, related_name="complained_of"
    )
    ticket = models.CharField(max_length=60, blank=True)
    fault = models.CharField(max_length=14, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    gist = models.TextField(blank=True)
    # To find other letters of one person, and one's own: keyed digests, useless without the key.
    sender_digest = models.CharField(max_length=64, blank=True)
    once_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    received_at = models.DateTimeField()
    registered_by_id = models.CharField(max_length=64, blank=True)
    registered_by = models.CharField(max_length=120, blank=True)
    # The decision on taking it.
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.CharField(max_length=64, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    way = models.CharField(max_length=16, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    complicated = models.BooleanField(default=False)
    # The investigation.
    investigator_id = models.CharField(max_length=64, blank=True)
    investigator = models.CharField(max_length=120, blank=True)
    opinion_asked_at = models.DateTimeField(null=True, blank=True)
    # The result.
    finding = models.CharField(max_length=12, blank=True)
    found = models.TextField(blank=True)
    disposals = models.JSONField(default=list, blank=True)
    disposal = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.CharField(max_length=64, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    rectification = models.TextField(blank=True)
    rectified_by = models.CharField(max_length=120, blank=True)
    rectified_at = models.DateTimeField(null=True, blank=True)
    satisfaction = models.CharField(max_length=12, blank=True)
    comment = models.TextField(blank=True)
    satisfied_at = models.DateTimeField(null=True, blank=True)
    # One review.
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    reviewed_by_id = models.CharField(max_length=64, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(blank=True)
    # A town's complaint: passed up, told to the county, dealt with jointly.
    town = models.CharField(max_length=40, blank=True)
    passed_up = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    joint = models.BooleanField(default=False)
    joint_opinion = models.TextField(blank=True)
    joint_by = models.CharField(max_length=120, blank=True)
    joint_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.CharField(max_length=120, blank=True)
    keep_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "-received_at"], name="complaints_office"),
            models.Index(fields=["-received_at", "matter"], name="complaints_newest"),
            models.Index(fields=["about_organ", "-received_at"], name="complaints_about"),
            models.Index(fields=["decided_at"], name="complaints_decided"),
            models.Index(
                fields=["sender_digest", "-received_at"],
                condition=~models.Q(sender_digest=""),
                name="complaints_sender",
            ),
        ]

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return registry.named(registry.kinds(), self.kind)

    @property
    def needs_inquiry(self) -> bool:
        """Whether it is investigated, or only answered."""
        return bool(registry.kinds()[self.kind]["inquiry"])

    @property
    def guarded(self) -> bool:
        """A report: nothing of it goes to those it accuses."""
        return bool(registry.kinds()[self.kind].get("guarded"))

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.STATE_NAMES[enums.State(self.state)]

    @property
    def channel_name(self) -> str:
        """The channel in Chinese."""
        return enums.CHANNEL_NAMES[enums.Channel(self.channel)]

    @property
    def naming_name(self) -> str:
        """Real, secret or anonymous, in Chinese."""
        return enums.NAMING_NAMES[enums.Naming(self.naming)]

    @property
    def finding_name(self) -> str:
        """The finding in Chinese; empty before."""
        return enums.FINDING_NAMES[enums.Finding(self.finding)] if self.finding else ""

    @property
    def fault_name(self) -> str:
        """The fault in Chinese."""
        return registry.named(registry.faults(), self.fault) if self.fault else ""

    @property
    def satisfaction_name(self) -> str:
        """What the complainant said of the answer; empty before."""
        if not self.satisfaction:
            return ""
        return enums.SATISFACTION_NAMES[enums.Satisfaction(self.satisfaction)]

    @property
    def disposal_names(self) -> list[str]:
        """What follows, in Chinese."""
        return [registry.named(registry.disposals(), code) for code in self.disposals]


class Barred(models.Model):
    """回避名单: a member of staff for whom this complaint does not exist, and why."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="barred")
    staff_id = models.CharField(max_length=64)
    why = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "staff_id"], name="complaints_barred_once")
        ]
        indexes = [models.Index(fields=["staff_id"], name="complaints_barred_staff")]
