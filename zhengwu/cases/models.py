"""Tables of cases. A case's chain is its matter's; all rows here hang on it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from zhengwu.cases import enums
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id
from zhengwu.matters.models import Matter

# Sorts behind every real day: no limit is running.
NO_LIMIT = date(9999, 12, 31)


class SealedForm(models.Model):
    """密封表单: answers of a form, encrypted at rest; `answers` opens and sets them."""

    form = models.BinaryField(default=bytes, editable=False)

    class Meta:
        abstract = True

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by field key."""
        if not self.form:
            return {}
        value: dict[str, Any] = json.loads(settings.VAULT.open(self.form, context="cases/form"))
        return value

    @answers.setter
    def answers(self, value: dict[str, Any]) -> None:
        self.form = settings.VAULT.seal(json.dumps(value, ensure_ascii=False), "cases/form")


class Draft(Recorded, SealedForm):
    """草稿: an application being written, saved as it is typed and resumed on any device."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=64)
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "identity.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    firm = models.ForeignKey(
        "identity.Firm", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=10, default=enums.Channel.ONLINE)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    submitted = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "-saved_at"], name="cases_draft_owner")]


class DraftPaper(models.Model):
    """草稿材料: a file already handed up for a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=60)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "code", "file"], name="cases_paper_once")
        ]


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
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=80)
    state = models.CharField(max_length=14, default=enums.CaseState.RECEIVED)
    channel = models.CharField(max_length=10)
    immediate = models.BooleanField(default=False)
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
            models.Index(fields=["completed_at"], name="cases_by_completion"),
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
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.STATE_NAMES[enums.CaseState(self.state)]


class CasePaper(models.Model):
    """办件材料: one paper of a case: which material, which file, when and how."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    round = models.CharField(max_length=10, default=enums.MaterialRound.INITIAL)
    form = models.CharField(max_length=20, default="electronic")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )


class Supplement(models.Model):
    """一次性补正告知: one a case, everything at once (许可法 32(1)(4))."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="supplement"
    )
    lines = models.JSONField()
    document_id = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=120)
    delivered_at = models.DateTimeField(null=True, blank=True)


class Procedure(models.Model):
    """特别程序: a special procedure whose time the law does not count (许可法 45)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedures")
    kind = models.CharField(max_length=20)
    basis = models.CharField(max_length=300)
    doing_body = models.CharField(max_length=200)
    planned_days = models.PositiveSmallIntegerField()
    document_id = models.CharField(max_length=64)
    interval_id = models.CharField(max_length=64)
    started_on = models.DateField()
    result_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)


class Check(models.Model):
    """现场核查记录: by two persons at least (许可法 34(3))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    inspectors = models.JSONField()
    place = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    findings = models.TextField()
    passed = models.BooleanField()
    document_id = models.CharField(max_length=64, blank=True)
    recorded_by = models.CharField(max_length=120)


class Note(models.Model):
    """内部备注: for colleagues; never shown to the applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()


class Question(models.Model):
    """补充说明或提问: a word between the applicant and the handling unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    from_applicant = models.BooleanField()
    text = models.TextField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()


class Correction(models.Model):
    """当场更正: what was put right on the spot, by whom (许可法 32(1)(3))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)


class Decision(models.Model):
    """决定: who decided what, by which letter of authority, for which reasons."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="decision"
    )
    verdict = models.CharField(max_length=10)
    reasons = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    content = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    decided_by_id = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=120)
    letter_id = models.CharField(max_length=64)
    letter_number = models.CharField(max_length=80)
    checked_by = models.CharField(max_length=120, blank=True)
    document_id = models.CharField(max_length=64)
    result_document_id = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField()


class Archive(models.Model):
    """归档: the whole file of an ended case, as one PDF and as a zip with its manifest."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="archive"
    )
    pdf = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    bundle = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField()


class Ban(models.Model):
    """再次申请限制: an applicant may not apply for this item until a day (许可法 78、79)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    applicant_key = models.CharField(max_length=80)
    item_code = models.CharField(max_length=80)
    article = models.CharField(max_length=60)
    until = models.DateField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.CharField(max_length=120)
    imposed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["applicant_key", "item_code"], name="cases_ban_find")]


class SavedView(models.Model):
    """常用筛选: a filter of the list that a member of staff keeps."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="cases_view_name_once")
        ]


class Quota(models.Model):
    """数量限制: how many of a limited licence there are and how many are taken (许可法 57)."""

    key = models.CharField(primary_key=True, max_length=120)
    limit = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)


class Handover(models.Model):
    """承办单交接: the sheet given to a case's undertaker, signed and returned to the window."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    undertaker_id = models.CharField(max_length=64)
    undertaker_name = models.CharField(max_length=120)
    given_by = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    word = models.TextField(blank=True)
    sheet_id = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    back_by = models.CharField(max_length=120, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(back_at__isnull=True), name="cases_one_handover"
            ),
            models.CheckConstraint(
                condition=models.Q(back_at__isnull=True) | models.Q(signed_at__isnull=False),
                name="cases_back_only_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["undertaker_id", "given_at", "id"],
                condition=models.Q(back_at__isnull=True),
                name="cases_sheet_out",
            )
        ]


class Recusal(models.Model):
    """回避: somebody keeps out of a case in which he has an interest (公务员法 76)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    staff_id = models.CharField(max_length=64)
    staff_name = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=120)
    ground = models.TextField()
    granted = models.BooleanField()
    word = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()


class FirstAsked(Recorded, SealedForm):
    """首问登记: who was asked first, and stays answerable until the person has been served.

    Name and telephone of the asker are sealed (`answers`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.TextField()
    item_code = models.CharField(max_length=80, blank=True)
    staff_id = models.CharField(max_length=64)
    staff_name = models.CharField(max_length=120)
    organ_code = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=enums.FirstAskedState.OPEN)
    to_organ = models.CharField(max_length=40, blank=True)
    to_name = models.CharField(max_length=120, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="first_asked"
    )
    closed_by = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organ_code", "-asked_at", "id"], name="cases_asked_organ"),
            models.Index(fields=["to_organ", "-asked_at", "id"], name="cases_asked_to"),
        ]


class Figures(models.Model):
    """办件统计: public counts as of an instant; counted now and then, never for each visitor."""

    key = models.CharField(primary_key=True, max_length=20)
    counts = models.JSONField(default=dict)
    counted_at = models.DateTimeField()
