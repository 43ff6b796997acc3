"""Verbs on standards: open an account, draft, submit, publish, withdraw."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from zhengwu.fees import policy
from zhengwu.fees.enums import AccountKind, BasisLevel, Rounding, VersionState
from zhengwu.fees.events import (
    AccountOpened,
    StandardPublished,
    StandardSaved,
    StandardWithdrawn,
)
from zhengwu.fees.models import Account, Standard, StandardVersion
from zhengwu.fees.rules.basis import check_basis, check_named
from zhengwu.fees.rules.formula import check_method
from zhengwu.fees.rules.paying import SamePerson
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ
from zhengwu.org.policy import is_system


class VersionFixed(Refusal):
    """这一版收费标准{state}，不能再改。请起草新的一版。"""


class VersionNotDraft(Refusal):
    """只有草稿可以提交审批，只有提交的可以公布；这一版现在是“{state}”。"""


class NotBackdated(Refusal):
    """收费标准不能追溯：新的一版最早从 {day} 起执行。"""


@action
def open_account(
    code: str, *, name: str, kind: AccountKind, organ: Organ, region_code: str, bank: str,
    number: str, by: Actor, at: datetime,
) -> Account:  # fmt: skip
    """An account charges may go to; opening it again returns it."""
    policy.require(policy.may_publish_standards(by))
    known = Account.objects.filter(pk=code).first()
    if known is not None:
        return known
    account = Account.objects.create(
        code=code, name=name, kind=kind, organ=organ, region_code=region_code, bank=bank,
        number=number,
    )  # fmt: skip
    record(account, AccountOpened(account=code, kind=kind), by=by, at=at)
    return account


@action
def draft(
    code: str, *, name: str, organ: Organ, account: Account | None = None,
    terms: dict[str, Any], by: Actor, at: datetime,
) -> StandardVersion:  # fmt: skip
    """Begin or change the version in work. `terms` are the fields of StandardVersion.

    Basis and method are looked at when it is submitted: a draft may be unfinished.
    """
    policy.require(policy.may_draft_standards(by))
    if not code.strip() or not name.strip():
        raise InvalidInput(fields={"code": ["请填写编码和收费项目名称"]})
    Standard.objects.bulk_create(
        [Standard(code=code, name=name, organ=organ, account=account)], ignore_conflicts=True
    )
    standard = Standard.objects.select_for_update().get(pk=code)
    policy.require(is_system(by) or policy.may_collect(by) or by.organ_code == standard.organ_id)
    version = standard.versions.filter(state__in=["draft", "submitted"]).first()
    if version is not None and version.state == VersionState.SUBMITTED:
        raise VersionFixed(state="正在等待审批")
    if version is None:
        last = standard.versions.order_by("-number").values_list("number", flat=True).first()
        version = StandardVersion(standard=standard, number=(last or 0) + 1)
    _fill(version, terms)
    version.state = VersionState.DRAFT
    version.drafted_by, version.drafted_by_name = by.id, by.name
    version.save()
    _saved(version, by, at)
    return version


def _fill(version: StandardVersion, terms: dict[str, Any]) -> None:
    known = {field.attname for field in StandardVersion._meta.concrete_fields}
    own = {"id", "standard_id", "number", "state", "drafted_by", "drafted_by_name",
           "approved_by_name", "published_at"}  # fmt: skip
    if strange := set(terms) - (known - own):
        raise ValueError(f"no such terms of a standard: {sorted(strange)}")
    defaults = {"rounding": Rounding.CENT, "rate": Decimal(0), "facts": [], "brackets": []}
    for name, value in {**defaults, **terms}.items():
        setattr(version, name, value)


def _saved(version: StandardVersion, by: Actor, at: datetime) -> None:
    event = StandardSaved(standard=version.standard_id, number=version.number, state=version.state)
    record(version.standard, event, by=by, at=at)


@action
def submit(version: StandardVersion, *, by: Actor, at: datetime) -> StandardVersion:
    """Hand a finished draft to the one who approves. Refused without lawful basis (许可法 58)."""
    version = _locked(version)
    policy.require(policy.may_draft_standards(by))
    if version.state != VersionState.DRAFT:
        raise VersionNotDraft(state=VersionState.label_of(version.state))
    _check(version)
    version.state = VersionState.SUBMITTED
    version.save(update_fields=["state"])
    _saved(version, by, at)
    return version


@action
def publish(version: StandardVersion, *, by: Actor, at: datetime) -> StandardVersion:
    """Approve and publish: another person, not backdated; the earlier version ends before it."""
    version = _locked(version)
    policy.require(policy.may_publish_standards(by))
    if version.state != VersionState.SUBMITTED:
        raise VersionNotDraft(state=VersionState.label_of(version.state))
    if by.id == version.drafted_by and not is_system(by):
        raise SamePerson(what="收费标准")
    _check(version)
    today = local_day(at)
    if version.effective_from < today and not is_system(by):
        raise NotBackdated(day=today.isoformat())
    _end_earlier(version)
    version.state = VersionState.PUBLISHED
    version.approved_by_name, version.published_at = by.name, at
    version.save(update_fields=["state", "approved_by_name", "published_at"])
    event = StandardPublished(
        standard=version.standard_id, number=version.number, basis=version.basis,
        effective_from=version.effective_from.isoformat(),
    )  # fmt: skip
    record(version.standard, event, by=by, at=at)
    return version


def _end_earlier(version: StandardVersion) -> None:
    """Of two versions in force the newer counts; the older one says so itself."""
    earlier = version.standard.versions.filter(
        state=VersionState.PUBLISHED, effective_from__lt=version.effective_from
    )
    for one in earlier:
        last = version.effective_from - timedelta(days=1)
        if one.effective_to is None or one.effective_to > last:
            one.effective_to = last
            one.save(update_fields=["effective_to"])


def _check(version: StandardVersion) -> None:
    check_named(
        law=version.basis_law, article=version.basis_article,
        revenue_code=version.revenue_code, free=version.free,
    )  # fmt: skip
    check_basis(
        version.standard.name,
        BasisLevel(version.basis_level),
        licence=version.licence,
        free=version.free,
    )
    check_method(version.method)
    if not version.rate_words.strip():
        raise InvalidInput(fields={"rate_words": ["请写出公布用的收费标准"]})


@action
def send_back(version: StandardVersion, *, reason: str, by: Actor, at: datetime) -> StandardVersion:
    """The approver does not agree: back to draft, with a reason."""
    version = _locked(version)
    policy.require(policy.may_publish_standards(by))
    if version.state != VersionState.SUBMITTED:
        raise VersionNotDraft(state=VersionState.label_of(version.state))
    if not reason.strip():
        raise InvalidInput(fields={"reason": ["请写明退回的理由"]})
    version.state = VersionState.DRAFT
    version.save(update_fields=["state"])
    event = StandardSaved(standard=version.standard_id, number=version.number, state=version.state)
    record(version.standard, event, by=by, at=at, reason=reason)
    return version


@action
def withdraw(
    version: StandardVersion, *, last_day: date, reason: str, by: Actor, at: datetime
) -> StandardVersion:
    """Charge no longer after `last_day` (today at the earliest). What was charged stays."""
    version = _locked(version)
    policy.require(policy.may_publish_standards(by))
    if version.state != VersionState.PUBLISHED:
        raise VersionNotDraft(state=VersionState.label_of(version.state))
    if last_day < local_day(at) or not reason.strip():
        raise InvalidInput(fields={"last_day": ["请填写今天或以后的日期，并写明废止的依据"]})
    version.effective_to = max(last_day, version.effective_from)
    version.save(update_fields=["effective_to"])
    event = StandardWithdrawn(
        standard=version.standard_id, number=version.number, last_day=last_day.isoformat()
    )
    record(version.standard, event, by=by, at=at, reason=reason)
    return version


def _locked(version: StandardVersion) -> StandardVersion:
    standard = Standard.objects.select_for_update().get(pk=version.standard_id)
    fresh = StandardVersion.objects.get(pk=version.pk)
    fresh.standard = standard
    return fresh
