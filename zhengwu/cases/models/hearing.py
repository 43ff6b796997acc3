"""Who is heard before a decision, and the hearing (许可法 36, 46–48)."""

from __future__ import annotations

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.case import Case
from zhengwu.cases.models.forms import SealedForm
from zhengwu.kernel.ids import new_id


class Party(SealedForm):
    """听证当事人: the applicant, or somebody whose major interest the licence touches.

    Address, telephone and identity number are sealed (`answers`). `apply_by` is the last day to ask
    for a hearing. An interested party comes in online with the `code` of the notice and an identity
    that fits; from then on `party_key` names the account, and `consent` the electronic service.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=12, default=enums.PartyRole.INTERESTED)
    name = models.CharField(max_length=200)
    interest = models.CharField(max_length=500, blank=True)
    right_document_id = models.CharField(max_length=64, blank=True)
    told_on = models.DateField(null=True, blank=True)
    apply_by = models.DateField(null=True, blank=True)
    wish = models.CharField(max_length=12, default=enums.Wish.NONE)
    wish_at = models.DateTimeField(null=True, blank=True)
    wish_text = models.TextField(blank=True)
    code = models.CharField(max_length=16, blank=True)
    party_key = models.CharField(max_length=80, blank=True)
    consent = models.CharField(max_length=200, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "role", "name"], name="cases_party_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(role=enums.PartyRole.APPLICANT),
                name="cases_one_applicant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["party_key", "case"],
                name="cases_party_key",
                condition=~models.Q(party_key=""),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def role_name(self) -> str:
        """申请人 or 利害关系人."""
        return enums.PARTY_NAMES[enums.PartyRole(self.role)]

    @property
    def wish_name(self) -> str:
        """What the party said, in Chinese."""
        return enums.WISH_NAMES[enums.Wish(self.wish)]


class Statement(models.Model):
    """陈述申辩: what a party said to the application, and what became of it (许可法 36)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="statements")
    text = models.TextField()
    made_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    document_id = models.CharField(max_length=64)
    adopted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)


class Hearing(models.Model):
    """听证: from the telling of the right, or the call ex officio, to the confirmed minutes."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="hearing"
    )
    ground = models.CharField(max_length=16)
    state = models.CharField(max_length=8)
    matter_text = models.TextField()
    interests = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    minutes_id = models.CharField(max_length=64, blank=True)
    minutes_number = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.HEARING_NAMES[enums.HearingState(self.state)]

    @property
    def ground_name(self) -> str:
        """Why there is a hearing, in Chinese."""
        return enums.GROUND_NAMES[enums.HearingGround(self.ground)]

    @property
    def ex_officio(self) -> bool:
        """Held whether or not anybody asks (46)."""
        return self.ground != enums.HearingGround.ON_REQUEST


class Sitting(SealedForm):
    """听证会: one date of a hearing: when, where, under whom; the minutes' text is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="sittings")
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair_id = models.CharField(max_length=64)
    chair_name = models.CharField(max_length=120)
    recorder_id = models.CharField(max_length=64)
    recorder_name = models.CharField(max_length=120)
    public = models.BooleanField(default=True)
    secrecy = models.CharField(max_length=300, blank=True)
    notify_by = models.DateField()
    announcement_id = models.CharField(max_length=64, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, default=enums.SittingState.SET)
    reason = models.TextField(blank=True)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hearing"],
                condition=models.Q(state=enums.SittingState.SET),
                name="cases_one_sitting_set",
            )
        ]
        indexes = [models.Index(fields=["announced_on", "held_at", "id"], name="cases_sittings")]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.SITTING_NAMES[enums.SittingState(self.state)]


class Notified(models.Model):
    """听证通知: the notice of a sitting to one party, and the day it was served (许可法 48)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="notices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    document_id = models.CharField(max_length=64)
    served_on = models.DateField(null=True, blank=True)


class Challenge(models.Model):
    """申请主持人回避: a party says that the chair has a direct interest (许可法 48(1)(3))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="challenges")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    staff_id = models.CharField(max_length=64)
    staff_name = models.CharField(max_length=120)
    ground = models.TextField()
    filed_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    word = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    document_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "party"],
                condition=models.Q(granted__isnull=True),
                name="cases_one_open_challenge",
            )
        ]


class Attendance(models.Model):
    """听证参加人: who took part in a sitting, and whether the minutes were signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendances")
    capacity = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    present = models.BooleanField()
    absence = models.CharField(max_length=300, blank=True)
    signed = models.BooleanField(null=True)
    refusal = models.CharField(max_length=300, blank=True)

    @property
    def capacity_name(self) -> str:
        """The capacity in Chinese."""
        return enums.CAPACITY_NAMES[enums.Capacity(self.capacity)]
