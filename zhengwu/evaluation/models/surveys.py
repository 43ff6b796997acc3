"""Appraisal by panels. No table holds who said what: an answer is only ever counted."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from zhengwu.evaluation import enums
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id

_TOKEN_LENGTH = 24  # hexadecimal places: 96 bits


class Survey(Recorded):
    """评议: what is asked of whom about which units, and the frozen result."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, default=enums.SurveyKind.FOUR_PANEL)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default=enums.SurveyState.DRAFT)
    scope = models.CharField(max_length=12, default=enums.Scope.RESIDENT)
    questions = models.JSONField(default=list)
    scale = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    least = models.JSONField(default=dict)
    organs = models.JSONField(default=list)
    basis = models.CharField(max_length=300, blank=True)
    closes_on = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=list)
    returns = models.JSONField(default=dict)
    result_digest = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # The paper by which the result went to whoever ordered the appraisal.
    paper = models.OneToOneField(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        """四方评议, 群众评议 or 行风政风评议."""
        return enums.SURVEY_KINDS[enums.SurveyKind(self.kind)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.SURVEY_STATES[enums.SurveyState(self.state)]

    @property
    def scope_name(self) -> str:
        """Whom it appraises, in Chinese."""
        return enums.SCOPE_NAMES[enums.Scope(self.scope)]


class Invitee(models.Model):
    """评议代表: somebody of a panel. Which link he was given, no table knows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitees")
    panel = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    phone_sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["survey", "panel"], name="evaluation_panel")]

    @property
    def phone(self) -> str:
        """Where the link is sent to, in clear; empty if none was given."""
        if not self.phone_sealed:
            return ""
        return settings.VAULT.open(bytes(self.phone_sealed), f"invitee/{self.pk}/phone")

    @property
    def panel_name(self) -> str:
        """The panel in Chinese."""
        return enums.PANEL_NAMES[enums.Panel(self.panel)]


class Slip(models.Model):
    """评议票: a link for one answer of a panel, handed out without a name on it. Made all at once
    when the survey opens, so that neither number nor order of slips leads to a person, and two
    copies of the tables, one before and one after an answer, do not either."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="slips")
    panel = models.CharField(max_length=12)
    token_digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    class Meta:
        ordering = ["panel", "token_digest"]
        indexes = [models.Index(fields=["survey", "panel"], name="evaluation_slips")]

    @property
    def token(self) -> str:
        """The secret of the link; computed, never stored."""
        key: str = settings.VAULT.keyed_digest(str(self.pk), "evaluation/slip")
        return key[:_TOKEN_LENGTH]

    @property
    def panel_name(self) -> str:
        """The panel in Chinese."""
        return enums.PANEL_NAMES[enums.Panel(self.panel)]


class Tally(models.Model):
    """评议计数: how many of a panel gave a unit this score on a question. There is no ballot."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="tallies")
    panel = models.CharField(max_length=12)
    organ_code = models.CharField(max_length=40)
    question = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "panel", "organ_code", "question", "score"],
                name="evaluation_one_count",
            )
        ]


class Remark(models.Model):
    """评议意见: words about a unit, without panel, hour or writer; read when the survey is closed,
    and laid down anew in another order then."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="remarks")
    organ_code = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        ordering = ["organ_code", "id"]
