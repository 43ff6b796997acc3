"""时限规则 as something that is changed with preview, reason, approval and a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zhengwu.clock.actions.rules import change_rule, check_against_law
from zhengwu.clock.enums import OPEN_STATES, UNIT_ZH, Confidence, Origin, Unit
from zhengwu.clock.models import Clock, Rule
from zhengwu.clock.queries.known import UnknownRule, known
from zhengwu.clock.queries.pages import rules_in_force
from zhengwu.clock.queries.previews import counted_in_days, limit_view, sample_start
from zhengwu.clock.queries.standards import (
    is_given,
    is_statutory,
    nature_of,
    reference_of,
    standard_of,
)
from zhengwu.clock.queries.words import start_in_words
from zhengwu.clock.rules import DateOutOfRange
from zhengwu.clock.rules.tightening import longer_is_worse
from zhengwu.clock.web.staff.forms import LimitForm
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, now
from zhengwu.parameters.models import Version
from zhengwu.parameters.registry import Fact, Kind, Preview, Subject, Use

# What may be changed without a new basis, by whether more time is worse for the citizen.
_ONLY = {
    True: "这是最长的期限，只能缩短作为承诺；放宽要写明新的依据和文件号。",
    False: "这是最短的期限，可以加长；缩短要写明新的依据和文件号。",
}
_COLUMNS = ("amount", "unit", "month_day", "source", "note")


class Limits(Kind):
    """The table of limits; approving a change adds a version of its row."""

    code = "clock"
    title = "时限规则"
    icon = "clock"
    intro = (
        "每一个期限从哪天起算、多少天、哪些程序不计入、依据哪一条。"
        "法定期限只能改得对当事人更有利：办理的期限只能缩短为承诺，最短的期限（如留存、公示）只能加长；"
        "相反的改动要有新的依据。"
    )
    holds = "从生效之日起开始计算的时限适用；已经在计算的办件仍按立案当日的规则。"

    def subjects(self, day: date) -> list[Subject]:
        """Every row in force, except those whose figure is given elsewhere."""
        return [
            Subject(
                one.rule.code,
                one.rule.name_zh,
                now=one.rule.limit_words,
                note=one.rule.source,
                warn="待确认" if one.to_be_confirmed else "",
            )
            for one in rules_in_force(day)
            if not is_given(one.rule)
        ]

    def title_of(self, key: str) -> str:
        """The row's name."""
        rule = known().find(key, local_day(now()))
        return "" if rule is None or is_given(rule) else rule.name_zh

    def shipped(self, key: str) -> dict[str, Any]:
        """The row as shipped."""
        return _values(known().rules[key][0])

    def values(self, key: str, day: date) -> dict[str, Any]:
        """The row in force on a day: its versions are rows of the clock's own table."""
        return _values(known().rule(key, day))

    def words(self, key: str, values: dict[str, Any]) -> list[Fact]:
        """The row in words, with what cannot be changed."""
        rule = _with(_rule(key), values)
        return [
            Fact("期限", rule.limit_words),
            Fact("起算", start_in_words(rule.starts_on)),
            Fact("不计入期限的程序", "、".join(rule.suspendable_by) or "没有"),
            Fact("可以延长", _extension(rule)),
            Fact("依据", rule.source),
            Fact("文件号", values["document"] or "—"),
            Fact("说明", rule.note or "—"),
        ]

    def form(self, key: str, values: dict[str, Any], data: Mapping[str, Any] | None) -> LimitForm:
        """The editor's form."""
        return LimitForm(data or None, initial=values, rule=_with(_rule(key), values))

    def hint(self, key: str) -> str:
        """What sort of limit it is, by what it is measured."""
        rule = _rule(key)
        law = reference_of(rule)
        told = nature_of(rule, local_day(now()))
        start = f"起算事件“{start_in_words(rule.starts_on)}”由程序按法律触发，不能在这里改。"
        if is_statutory(law):
            only = _ONLY[longer_is_worse(standard_of(law))]
            return f"{told}：{law.source}规定{law.limit_words}。{only}{start}"
        return f"{told}。{start}"

    def check(self, key: str, old: dict[str, Any], new: dict[str, Any], *, day: date) -> None:
        """Never laxer than the law it cites."""
        check_against_law(known().rule(key, day), _columns(new))

    def preview(
        self, key: str, old: dict[str, Any], new: dict[str, Any], *, day: date,
        asked: Mapping[str, str],
    ) -> Preview:  # fmt: skip
        """A calendar from a day of the reader's choice, old beside new."""
        rule = _rule(key)
        before, after = (_with(rule, one).terms for one in (old, new))
        start = _day(asked.get("on", "")) or sample_start(day)
        context: dict[str, Any] = {
            "start_word": start_in_words(rule.starts_on), "start": start, "rule": rule,
            "old_words": _with(rule, old).limit_words, "new_words": _with(rule, new).limit_words,
        }  # fmt: skip
        if counted_in_days(before) and counted_in_days(after):
            try:
                context["view"] = limit_view(start, before, after)
            except DateOutOfRange:  # a slip of the pen in the address
                context["start"] = sample_start(day)
                context["view"] = limit_view(context["start"], before, after)
            context["words"] = {"holiday": "休", "makeup": "班"}
        return Preview("clock/staff/_limit.html", context)

    def own_uses(self, key: str) -> list[Use]:
        """Clocks that run by it, and those that stood under the version of today."""
        rows = Clock.objects.filter(rule_code=key)
        running = rows.filter(state__in=OPEN_STATES).count()
        return [
            Use("正在计时的办件", running, note="件，仍按立案当日的规则"),
            Use("已经结束的时限", rows.count() - running, note="个"),
        ]

    def related(self, key: str) -> list[tuple[str, str, str]]:
        """A row may have a ladder of its own."""
        return [("card", key, "给这一条单独设置红黄牌")]

    def apply(self, version: Version, *, by: Actor, at: datetime) -> None:
        """The approved values become the next version of the row."""
        base = known().rule(version.key, version.effective_from)
        values = {
            name: value
            for name, value in _columns(version.content).items()
            if getattr(base, name) != value
        }
        if values.get("evidence"):
            values["confidence"] = Confidence.CHECKED
        reason = f"{version.reason}（{version.drafted_by}起草，{by.name}批准）"
        change_rule(
            version.key, values, reason=reason, effective_from=version.effective_from,
            by=by, at=at,
        )  # fmt: skip


def _rule(key: str) -> Rule:
    held, today = known(), local_day(now())
    found = held.find(key, today)
    if found is None:
        raise UnknownRule(rule=key, day=today)
    return found


def _values(rule: Rule) -> dict[str, Any]:
    local = rule.origin == Origin.LOCAL and rule.confidence == Confidence.CHECKED
    return {
        **{name: getattr(rule, name) for name in _COLUMNS},
        "suspendable_by": sorted(rule.suspendable_by),
        "extend_amount": rule.extend_amount or 0,
        "document": rule.evidence if local else "",
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the editor as columns of the row."""
    columns = {name: values[name] for name in (*_COLUMNS, "suspendable_by")}
    columns["extend_amount"] = values["extend_amount"] or None
    if values["document"]:
        columns["evidence"] = values["document"]
    return columns


def _with(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """The row with other values, not to be saved."""
    fields = {field.attname: getattr(rule, field.attname) for field in rule._meta.concrete_fields}
    return Rule(**{**fields, **_columns(values)})


def _extension(rule: Rule) -> str:
    if not rule.extend_times or not rule.extend_amount:
        return "不可以"
    unit = UNIT_ZH[Unit(rule.extend_unit)] if rule.extend_unit else ""
    by = f"，由{rule.extend_approver}批准" if rule.extend_approver else ""
    return f"{rule.extend_times} 次，{rule.extend_amount} {unit}{by}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
