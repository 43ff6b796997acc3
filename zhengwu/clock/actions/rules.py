"""Rules: load the shipped table, change a local value, confirm one. Versions are only added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from zhengwu.clock.enums import Confidence, Origin, Unit
from zhengwu.clock.events import RuleChanged
from zhengwu.clock.models import Clock, Rule
from zhengwu.clock.policy import may_change_rules
from zhengwu.clock.queries.known import REMINDER, known
from zhengwu.clock.queries.standards import is_statutory, reference_of, standard_of
from zhengwu.clock.queries.words import in_chinese
from zhengwu.clock.rules import RuleText
from zhengwu.clock.rules.tightening import laxer, longer_is_worse
from zhengwu.jobs.actions import enqueue
from zhengwu.journal.actions import Record, action, record, record_many
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import InvalidInput, NotPermitted, Refusal
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import local_day

CHANGEABLE = frozenset(
    {
        "amount",
        "unit",
        "month_day",
        "roll",
        "minimum",
        "extend_amount",
        "extend_unit",
        "extend_times",
        "extend_approver",
        "suspendable_by",
        "source",
        "note",
        "evidence",
        "confidence",
    }
)
_UNITS = frozenset({"unit", "extend_unit"})
_COUNTS = frozenset({"amount", "extend_amount", "extend_times"})


# What needs no new basis, by whether more time is worse for the citizen.
_ONLY = {True: "最长的期限只能缩短作为承诺", False: "最短的期限只能加长"}


class ReasonMissing(Refusal):
    """修改时限规则必须写明理由。"""

    status = 422
    recorded = False


class RetroactiveRule(Refusal):
    """时限规则不能追溯修改：生效日期{day}早于今天。已经开始计算的时限按原规则执行。"""


class LaxerThanLaw(Refusal):
    """“{rule}”的{what}比依据规定的{limit}更不利于当事人：{only}，否则必须写明新的依据和文件号。"""


class NothingChanged(Refusal):
    """与现行规则相同，没有需要修改的内容。"""

    status = 422
    recorded = False


@action
def load_table(
    rows: Sequence[RuleText], compiled_on: date, *, by: Actor, at: datetime
) -> list[Rule]:
    """Add a version for each row that is new or differs from the newest shipped one.

    A local value stays in force; the list of rules shows that the table has moved beneath it.
    """
    shipped = _newest(Rule.objects.filter(origin=Origin.SHIPPED))
    numbers = dict(Rule.objects.values_list("code").annotate(Max("version")))
    new = [
        _from_text(row, numbers.get(row.code, 0) + 1, compiled_on, by, at)
        for row in rows
        if row.code not in shipped or shipped[row.code].digest != row.digest
    ]
    Rule.objects.bulk_create(new)
    record_many([Record(rule, _changed(rule)) for rule in new], by=by, at=at)
    return new


def _newest(rules: Any) -> dict[str, Rule]:
    return {rule.code: rule for rule in rules.order_by("version")}


def _changed(rule: Rule) -> RuleChanged:
    return RuleChanged(
        rule=rule.code,
        rule_version=rule.version,
        origin=rule.origin,
        effective_from=rule.effective_from.isoformat() if rule.effective_from else "",
    )


def _from_text(row: RuleText, version: int, compiled_on: date, by: Actor, at: datetime) -> Rule:
    terms, more = row.terms, row.extendable
    return Rule(
        code=row.code,
        version=version,
        origin=Origin.SHIPPED,
        name_zh=row.name_zh,
        name_en=row.name_en,
        amount=terms.amount,
        unit=terms.unit,
        month_day=terms.month_day,
        direction=terms.direction,
        roll=terms.roll,
        minimum=terms.minimum,
        next_day=terms.next_day,
        starts_on=row.starts_on,
        extend_amount=more.amount if more else None,
        extend_unit=more.unit if more else "",
        extend_times=more.times if more else 0,
        extend_approver=in_chinese(more.approver) if more else "",
        suspendable_by=list(row.suspendable_by),
        follows=row.follows,
        on_expiry=in_chinese(row.on_expiry),
        consequence=row.consequence,
        source=in_chinese(row.source),
        confidence=row.confidence,
        evidence=row.evidence,
        note=in_chinese(row.note),
        extras=dict(row.extras),
        digest=row.digest,
        effective_from=compiled_on if version > 1 else None,
        changed_by=by.name,
        changed_at=at,
    )


@action
def change_rule(
    code: str,
    values: Mapping[str, Any],
    *,
    reason: str,
    effective_from: date,
    by: Actor,
    at: datetime,
) -> Rule:
    """Add a local version of a rule that holds from `effective_from` on; the new version.

    Running clocks keep the rule of their first day. Raises NotPermitted, ReasonMissing,
    RetroactiveRule, UnknownRule, InvalidInput (by field), NothingChanged.
    """
    if not may_change_rules(by):
        raise NotPermitted
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明理由"]})
    if effective_from < local_day(at):
        raise RetroactiveRule(day=effective_from)
    # The newest version is locked, so that two officers cannot both write the next one.
    Rule.objects.select_for_update().filter(code=code).order_by("-version").first()
    base = known().rule(code, effective_from)
    _check(base, values)
    check_against_law(base, values)
    changes = {
        name: (getattr(base, name), value)
        for name, value in values.items()
        if getattr(base, name) != value
    }
    if not changes:
        raise NothingChanged
    rule = _next_version(base, changes, reason.strip(), effective_from, by, at)
    record(rule, _changed(rule), by=by, at=at, reason=reason, changes=changes)
    if code == REMINDER and Clock.objects.exists():
        enqueue("clock.resettle", {}, title="按新的提示时间重新计算时限", by=by, at=at)
    return rule


def _next_version(
    base: Rule,
    changes: Mapping[str, tuple[Any, Any]],
    reason: str,
    effective_from: date,
    by: Actor,
    at: datetime,
) -> Rule:
    latest = Rule.objects.filter(code=base.code).aggregate(Max("version"))["version__max"]
    rule = Rule.objects.get(pk=base.pk)
    rule.pk = new_id()
    rule._state.adding = True
    for name, (_, value) in changes.items():
        setattr(rule, name, value)
    confirmed = {"confidence", "evidence"} & set(changes)
    if not confirmed and {"amount", "unit"} & set(changes):
        # What the table's source said of the old value is not said of the new one.
        rule.confidence = Confidence.DESIGN
    elif confirmed:
        # Somebody here answers for it now: it is no longer an example from elsewhere.
        rule.extras = {name: value for name, value in rule.extras.items() if name != "scope"}
    rule.version, rule.origin = latest + 1, Origin.LOCAL
    rule.effective_from, rule.reason = effective_from, reason
    rule.changed_by, rule.changed_at = by.name, at
    rule.journal_seq, rule.journal_head = 0, ""
    rule.digest = digest(canonical([base.digest, {n: str(v) for n, (_, v) in changes.items()}]))
    rule.save(force_insert=True)
    return rule


@action
def confirm_rule(code: str, *, evidence: str, by: Actor, at: datetime) -> Rule:
    """Somebody answers for the value of an unconfirmed rule, naming the document seen."""
    if not evidence.strip():
        raise InvalidInput(fields={"evidence": ["请写明核对所依据的文件"]})
    values: dict[str, Any] = {"confidence": Confidence.CHECKED, "evidence": evidence.strip()[:120]}
    return change_rule(
        code, values, reason=f"核对确认：{evidence}", effective_from=local_day(at), by=by, at=at
    )


def check_against_law(base: Rule, values: Mapping[str, Any]) -> None:
    """A statutory limit is tightened by a promise only; what is laxer cites a basis of its own.

    It is measured by the version that brought in the source cited now. A new basis is another
    source together with the number of its document. Raises LaxerThanLaw.
    """
    law = reference_of(base)
    source = str(values.get("source", base.source)).strip()
    new_basis = source != law.source and bool(str(values.get("evidence", "")).strip())
    if not is_statutory(law) or new_basis:
        return
    standard = standard_of(law)
    worse = list(laxer(standard, standard_of(base, values)))
    if worse:
        what = "、".join(worse)
        field = "source" if source == law.source else "document"
        raise LaxerThanLaw(
            rule=base.name_zh, what=what, limit=law.limit_words, law=law.source,
            only=_ONLY[longer_is_worse(standard)],
            fields={field: [f"{what}：请写明新的依据和它的文件号"]},
        )  # fmt: skip


def _check(base: Rule, values: Mapping[str, Any]) -> None:
    faults: dict[str, list[str]] = {}
    for name, value in values.items():
        fault = _fault(name, value)
        if fault:
            faults[name] = [fault]
    unit = values.get("unit", base.unit)
    amount = values.get("amount", base.amount)
    if not faults and not amount and unit not in (Unit.FIXED_DATE, Unit.IMMEDIATE):
        faults["amount"] = ["期限数必须大于零"]
    if faults:
        raise InvalidInput(fields=faults)


def _fault(name: str, value: Any) -> str:
    if name not in CHANGEABLE:
        return "这一项不能修改"
    if name in _UNITS and value not in list(Unit):
        return "不是计算单位"
    if name in _COUNTS and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        return "请填写不小于零的整数"
    if name == "confidence" and value not in list(Confidence):
        return "不是可信程度"
    if name == "suspendable_by" and not all(isinstance(kind, str) for kind in value):
        return "请逐项填写程序名称"
    return ""
