"""The field dictionary: a rule is proposed with its reason and day, another person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from zhengwu.forms import policy
from zhengwu.forms.enums import EntryKind, RuleState
from zhengwu.forms.events import RuleDecided, RuleProposed
from zhengwu.forms.models import DictionaryEntry, DictionaryVersion
from zhengwu.forms.rules.dictionary import MAX_OPTIONS, read_rule
from zhengwu.forms.rules.refusals import (
    NothingChanged,
    ReasonMissing,
    RuleStands,
    RuleUnreadable,
    SameHands,
    WrongStage,
)
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.digests import canonical
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day


@action
def propose_rule(
    code: str,
    *,
    name: str,
    kind: EntryKind = EntryKind.TEXT,
    content: Mapping[str, Any],
    reason: str,
    source: str = "",
    effective_on: date | None = None,
    by: Actor,
    at: datetime,
) -> DictionaryVersion:
    """Ask for the next version of an entry, or for a new entry. Forms that stand are not touched.

    `content` is a rule (`rules.dictionary.Rule.to_json`) or `{"options": [[value, label], …]}`.
    """
    if not policy.may_draft(by):
        raise NotPermitted
    entry, _ = DictionaryEntry.objects.select_for_update().get_or_create(
        code=code, defaults={"kind": kind}
    )
    text = _readable(entry, content)
    _check(entry, clean(name).strip(), text, clean(reason).strip(), effective_on, at)
    version = DictionaryVersion.objects.create(
        entry=entry,
        name=clean(name).strip()[:60],
        canonical=text,
        source=clean(source).strip()[:200],
        reason=clean(reason).strip()[:500],
        effective_on=effective_on,
        proposed_by_id=by.id,
        proposed_by=by.name,
        proposed_at=at,
    )
    day = effective_on.isoformat() if effective_on else ""
    event = RuleProposed(entry=code, name=version.name, effective_on=day)
    record(entry, event, by=by, at=at, reason=version.reason)
    return version


def _readable(entry: DictionaryEntry, content: Mapping[str, Any]) -> str:
    """The content as text; `RuleUnreadable` where a form could not use it."""
    try:
        if entry.kind == EntryKind.LIST:
            return canonical({"options": _options(content.get("options") or ())})
        rule = read_rule(entry.code, content)
    except ValueError as wrong:
        raise RuleUnreadable(problem=str(wrong), fields={"formats": [str(wrong)]}) from None
    raw = rule.to_json()
    return canonical({key: raw[key] for key in raw if key not in ("version", "name")})


def _options(given: Iterable[Any]) -> list[list[str]]:
    pairs = [[str(value), str(label)] for value, label in given]
    if not pairs or len(pairs) > MAX_OPTIONS:
        raise ValueError(f"选项应有1至{MAX_OPTIONS}个")
    if len({value for value, _ in pairs}) != len(pairs):
        raise ValueError("有重复的选项")
    return pairs


def _check(
    entry: DictionaryEntry,
    name: str,
    text: str,
    reason: str,
    effective_on: date | None,
    at: datetime,
) -> None:
    if not name:
        raise InvalidInput(fields={"name": ["请填写名称"]})
    if not reason:
        raise ReasonMissing(fields={"reason": ["请写明为什么修改"]})
    if effective_on and effective_on < local_day(at):
        raise InvalidInput(fields={"effective_on": ["生效日期不能早于今天"]})
    if entry.versions.filter(state=RuleState.WAITING).exists():
        raise RuleStands(name=name)
    last = entry.versions.filter(state=RuleState.STANDING).order_by("-number").first()
    if last and (last.name, last.canonical) == (name, text):
        raise NothingChanged


@action
def approve_rule(
    version: DictionaryVersion, *, opinion: str = "", by: Actor, at: datetime
) -> DictionaryVersion:
    """Another person agrees: it stands from its day on, for forms published from then on."""
    version = _locked(version, by)
    if by is not SYSTEM and by.id == version.proposed_by_id:
        raise SameHands
    last = version.entry.versions.aggregate(last=Max("number"))["last"] or 0
    version.number = last + 1
    return _decided(version, RuleState.STANDING, opinion, by=by, at=at)


@action
def decline_rule(
    version: DictionaryVersion, *, opinion: str, by: Actor, at: datetime
) -> DictionaryVersion:
    """Not so; who proposed it may take it back the same way."""
    version = _locked(version, by, own=True)
    if not clean(opinion).strip():
        raise ReasonMissing(fields={"opinion": ["请写明不批准的理由"]})
    return _decided(version, RuleState.DECLINED, opinion, by=by, at=at)


def _locked(version: DictionaryVersion, by: Actor, *, own: bool = False) -> DictionaryVersion:
    entry = DictionaryEntry.objects.select_for_update().get(pk=version.entry_id)
    row = DictionaryVersion.objects.get(pk=version.pk)
    row.entry = entry
    if row.state != RuleState.WAITING:
        raise WrongStage(title=row.name, state=row.word)
    if not policy.may_approve(by) and not (own and by.id == row.proposed_by_id):
        raise NotPermitted
    return row


def _decided(
    version: DictionaryVersion, state: RuleState, opinion: str, *, by: Actor, at: datetime
) -> DictionaryVersion:
    version.state, version.decided_by, version.decided_at = state, by.name, at
    version.opinion = clean(opinion).strip()[:500]
    version.save()
    event = RuleDecided(entry=version.entry.code, state=state, number=version.number)
    record(version.entry, event, by=by, at=at, reason=version.opinion)
    return version


@action
def load_rule(
    code: str,
    *,
    name: str,
    kind: EntryKind = EntryKind.TEXT,
    content: Mapping[str, Any],
    source: str = "",
    by: Actor,
    at: datetime,
) -> bool:
    """The first version of a shipped entry; False where the entry is there already."""
    if DictionaryEntry.objects.filter(code=code).exists():
        return False
    made = propose_rule(
        code, name=name, kind=kind, content=content, reason="随程序提供", source=source,
        by=by, at=at,
    )  # fmt: skip
    approve_rule(made, by=by, at=at)
    return True
