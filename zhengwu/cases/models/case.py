"""The case itself."""

from __future__ import annotations

from datetime import date

from django.db import models

from zhengwu.cases import enums
from zhengwu.cases.models.forms import SealedForm
from zhengwu.matters.models import Matter

# Sorts behind every real day: no limit is running.
NO_LIMIT = date(9999, 12, 31)
ANNOUNCED = "已决定，公告送达中"


class Series(models.Model):
    """办件编号序列: the last serial of an organ, kind and year."""

    key = models.CharField(primary_key=True, max_length=80)
    last = models.PositiveIntegerField(default=0)


class Case(SealedForm):
    """办件: one application for one item, under the edition of its filing day.

    `due_on` repeats the last day of the clock that now counts, so that lists of a million cases
    are sorted and filtered by it inside an index; pages show the clock itself.
    """

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="case"
    )
    # The matter of several organs that this case is one part of; its lead window speaks for all.
    part_of = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=80)
    state = models.CharField(max_length=14, default=enums.CaseState.RECEIVED)
    channel = models.CharField(max_length=10)
    immediate = models.BooleanField(default=False)
    route = models.CharField(max_length=10, default=enums.Route.PROMISED)
    organ_code = models.CharField(max_length=40)
    window_id = models.CharField(max_length=40, blank=True)
    applicant_key = models.CharField(max_length=80)
    applicant_name = models.CharField(max_length=200, db_index=True)
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    firm = models.ForeignKey(
        "identity.Firm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agent_id = models.CharField(max_length=64, blank=True)
    agent_name = models.CharField(max_length=120, blank=True)
    mandate_id = models.CharField(max_length=64, blank=True)
    delivery_way = models.CharField(max_length=20, blank=True)
    delivery_detail = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120, blank=True)
    supplemented_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    acceptance = models.CharField(max_length=14, blank=True)
    undertaker_id = models.CharField(max_length=64, blank=True)
    undertaker_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    decline = models.CharField(max_length=16, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    serves_on = models.DateField(null=True, blank=True)
    suspended = models.BooleanField(default=False)
    recused = models.JSONField(default=list, blank=True)
    due_on = models.DateField(default=NO_LIMIT, db_default=NO_LIMIT)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["organ_code", "state", "due_on", "matter"], name="cases_by_organ"),
            models.Index(fields=["organ_code", "matter"], name="cases_organ_newest"),
            models.Index(
                fields=["due_on", "matter"],
                condition=models.Q(state__in=sorted(enums.IN_TRAY | enums.RUNNING)),
                name="cases_open_due",
            ),
            models.Index(
                fields=["organ_code", "due_on", "matter"],
                condition=models.Q(state__in=sorted(enums.IN_TRAY | enums.RUNNING)),
                include=["route", "channel"],  # what open lists are counted and filtered by
                name="cases_open_organ",
            ),
            models.Index(
                fields=["organ_code", "applicant_name"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                name="cases_organ_name",
            ),
            models.Index(
                fields=["organ_code", "item_code"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                name="cases_organ_item",
            ),
            models.Index(fields=["state", "matter"], name="cases_by_state"),
            models.Index(fields=["applicant_key", "matter"], name="cases_by_applicant"),
            models.Index(fields=["item_code", "matter"], name="cases_by_item"),
            models.Index(fields=["undertaker_id", "state", "matter"], name="cases_by_person"),
            models.Index(
                fields=["agent_id", "matter"],
                condition=~models.Q(agent_id=""),
                name="cases_by_agent",
            ),
            models.Index(
                fields=["organ_code", "matter"],
                condition=models.Q(suspended=True),
                name="cases_paused",
            ),
            models.Index(
                fields=["organ_code", "route", "matter"],
                condition=models.Q(route__in=[enums.Route.JOINT, enums.Route.UPWARD]),
                name="cases_of_several",
            ),
            models.Index(fields=["completed_at"], name="cases_by_completion"),
            models.Index(
                fields=["serves_on"],
                condition=models.Q(serves_on__isnull=False),
                name="cases_announced",
            ),
            models.Index(fields=["received_at"], name="cases_by_receipt"),
        ]

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def in_tray(self) -> bool:
        """Received and not yet out by one of the lawful ways."""
        return self.state in enums.IN_TRAY

    @property
    def over(self) -> bool:
        """Nothing more is owed on this case."""
        return self.state in enums.OVER

    @property
    def announced(self) -> bool:
        """Its decision is being served by public notice, whose days have not passed."""
        return self.serves_on is not None and self.state == enums.CaseState.DECIDED

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        if self.announced:
            return ANNOUNCED
        return enums.STATE_NAMES[enums.CaseState(self.state)]

    @property
    def route_name(self) -> str:
        """The class in Chinese: 即办件, 承诺件, 联办件, 上报件, 补办件, 退办件."""
        return enums.ROUTE_NAMES[enums.Route(self.route)]
