"""Tables of forms."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from zhengwu.forms.enums import OPEN_DRAFTS, DraftState, EntryKind, RuleState
from zhengwu.forms.rules.dictionary import Entry, read_rule
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class FormVersion(Recorded):
    """表单版本: one published schema. It never changes; a correction is the next version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    canonical = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="forms_one_version"),
            models.UniqueConstraint(fields=["code", "digest"], name="forms_no_twin_version"),
        ]
        indexes = [models.Index(fields=["digest"], name="forms_by_digest")]

    @property
    def schema(self) -> dict[str, Any]:
        """The form-js schema."""
        value: dict[str, Any] = json.loads(self.canonical)
        return value


_FROZEN = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("code", "version", "title", "canonical", "digest", "published_at")
)
guards.register(
    guards.Guard("forms_formversion", "UPDATE", _FROZEN, "a published form never changes"),
    guards.Guard("forms_formversion", "DELETE", "", "a published form stays"),
)


class FormDraft(Recorded):
    """表单草稿: the next version of a form while it is edited, submitted and approved.

    One open draft a form. `mark` is the digest of `canonical`: nobody overwrites unseen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    base = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    canonical = models.TextField()
    mark = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.chinese) for s in DraftState], default=DraftState.DRAFT
    )
    reason = models.CharField(max_length=500, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    # Everybody who changed it: none of them may approve it.
    hands = models.JSONField(default=list)
    drafted_by = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=500, blank=True)
    version = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(state__in=[s.value for s in OPEN_DRAFTS]),
                name="forms_one_open_draft",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（草稿）"

    @property
    def schema(self) -> dict[str, Any]:
        """The form-js schema."""
        value: dict[str, Any] = json.loads(self.canonical)
        return value

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return DraftState(self.state).chinese


class DictionaryEntry(Recorded):
    """字典条目: a kind of value that many forms ask for; its rule stands in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.chinese) for k in EntryKind], default=EntryKind.TEXT
    )

    def __str__(self) -> str:
        return self.code


class DictionaryVersion(models.Model):
    """字典版本: what an entry asks for from a day on; proposed by one, approved by another.

    `canonical` holds the rule (`rules.dictionary.Rule`) or the options. `number` is 0 until it is
    approved; from then on it never changes, and forms that carry it are not touched.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(DictionaryEntry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=60)
    canonical = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.chinese) for s in RuleState], default=RuleState.WAITING
    )
    reason = models.CharField(max_length=500)
    effective_on = models.DateField(null=True, blank=True)
    proposed_by_id = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"],
                condition=models.Q(number__gt=0),
                name="forms_one_rule_version",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(state=RuleState.WAITING),
                name="forms_one_open_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.number}版" if self.number else f"{self.name}（待批准）"

    @property
    def content(self) -> dict[str, Any]:
        """The rule or the options as they were proposed."""
        value: dict[str, Any] = json.loads(self.canonical)
        return value

    @property
    def standing(self) -> Entry:
        """As it is stamped into forms."""
        kind, raw = EntryKind(self.entry.kind), self.content
        if kind is EntryKind.LIST:
            options = tuple((str(value), str(label)) for value, label in raw["options"])
            return Entry(kind, self.number, self.name, options=options)
        marked = {**raw, "version": self.number, "name": self.name}
        return Entry(kind, self.number, self.name, read_rule(self.entry.code, marked))

    @property
    def word(self) -> str:
        """Its state in Chinese."""
        return RuleState(self.state).chinese


_RULE_CHANGED = " OR ".join(
    f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    for column in ("entry_id", "number", "name", "canonical", "effective_on", "state")
)
_RULE_FROZEN = f"OLD.number > 0 AND ({_RULE_CHANGED})"
guards.register(
    guards.Guard(
        "forms_dictionaryversion", "UPDATE", _RULE_FROZEN, "a rule in force stays as it is"
    ),
    guards.Guard("forms_dictionaryversion", "DELETE", "", "versions of a rule stay"),
)
