"""红黄牌: when a clock is warned about and gets a card – read by the clocks and by supervision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zhengwu.clock.enums import OPEN_STATES, Label, Unit
from zhengwu.clock.models import Clock
from zhengwu.clock.queries.cards import shipped_ladders
from zhengwu.clock.queries.known import ANY, known
from zhengwu.clock.queries.previews import bar_view, counted_in_days, sample_start
from zhengwu.clock.rules import Terms
from zhengwu.clock.rules.cards import Ladder, faults, ladder_of
from zhengwu.clock.web.staff.forms import LadderForm
from zhengwu.jobs.actions import enqueue
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.parameters.models import Version
from zhengwu.parameters.registry import Fact, Kind, Preview, Subject, Use

_SAMPLE = Terms(20, Unit.WORKING_DAY)


class LadderFaulty(Refusal):
    """红黄牌的设置有误：{fault}。"""

    status = 422
    recorded = False


class Cards(Kind):
    """Ladders by the sort of clock, or for one rule alone."""

    code = "card"
    title = "红黄牌"
    icon = "cards"
    intro = "时限到什么时候提醒、什么时候给黄牌、什么时候给红牌。法律没有规定，由本县监察办法定。"
    holds = (
        "从生效之日起开始计算的时限适用；可以选择也适用于正在计时的办件"
        "（只影响提醒和监察，不影响当事人的期限）。"
    )
    offers_running = True
    list_note = "要给某一条时限规则单独设置红黄牌，请在“时限规则”里打开那一条。"

    def subjects(self, day: date) -> list[Subject]:
        """The sorts of clocks, then rules that have a ladder of their own."""
        rows = shipped_ladders()["ladders"]
        own = sorted(key for key in known().cards if key not in rows)
        return [self._subject(key, day) for key in (*rows, *own)]

    def _subject(self, key: str, day: date) -> Subject:
        values = self.values(key, day)
        return Subject(
            key,
            self.title_of(key),
            now=_in_short(ladder_of(values)),
            note=values["basis"] or shipped_ladders()["source"],
            warn="" if values["basis"] else "待确认",
        )

    def title_of(self, key: str) -> str:
        """The sort's name, or the rule's."""
        row = shipped_ladders()["ladders"].get(key)
        if row is not None:
            return f"{row['name']}的红黄牌"
        rule = known().find(key, local_day(now()))
        return f"“{rule.name_zh}”的红黄牌" if rule else ""

    def shipped(self, key: str) -> dict[str, Any]:
        """The shipped ladder; a rule begins with that of all other clocks."""
        rows = shipped_ladders()["ladders"]
        row = rows.get(key, rows[ANY])
        return {**{name: row[name] for name in ("warn", "yellow", "red")}, "basis": ""}

    def words(self, key: str, values: dict[str, Any]) -> list[Fact]:
        """Three steps and their basis."""
        ladder = ladder_of(values)
        return [
            Fact("提醒", _warning(ladder)),
            Fact("黄牌", _step(ladder.yellow)),
            Fact("红牌", _step(ladder.red)),
            Fact("依据", values["basis"] or f"{shipped_ladders()['source']}"),
        ]

    def form(self, key: str, values: dict[str, Any], data: Mapping[str, Any] | None) -> LadderForm:
        """The editor's form."""
        return LadderForm(data or None, initial=values)

    def check(self, key: str, old: dict[str, Any], new: dict[str, Any], *, day: date) -> None:
        """Steps in their order, no red card within the limit."""
        fields: dict[str, list[str]] = {}
        for name, text in faults(ladder_of(new)):
            fields.setdefault(name, []).append(text)
        if fields:
            texts = "；".join(text for some in fields.values() for text in some)
            raise LadderFaulty(fault=texts, fields=fields)

    def preview(
        self, key: str, old: dict[str, Any], new: dict[str, Any], *, day: date,
        asked: Mapping[str, str],
    ) -> Preview:  # fmt: skip
        """Two bars of time for a sample clock: as it is, as it would be."""
        rule = None if key in shipped_ladders()["ladders"] else known().find(key, day)
        terms = rule.terms if rule and counted_in_days(rule.terms) and rule.amount else _SAMPLE
        start = sample_start(day)
        before, after = (self._whole(one, day) for one in (old, new))
        end = max(bar_view(start, terms, one).red_on or start for one in (before, after))
        context = {
            "bars": [
                ("现在", bar_view(start, terms, before, end)),
                ("修改后", bar_view(start, terms, after, end)),
            ],
            "new": bar_view(start, terms, after, end),
            "limit": f"{terms.amount} 个工作日" if terms is _SAMPLE else rule and rule.limit_words,
        }
        return Preview("clock/staff/_ladder.html", context)

    def _whole(self, values: Mapping[str, Any], day: date) -> Ladder:
        ladder = ladder_of(values)
        if ladder.warn is None:
            return Ladder(known().reminder(day).amount, ladder.yellow, ladder.red)
        return ladder

    def own_uses(self, key: str) -> list[Use]:
        """Clocks that run now."""
        rows = Clock.objects.filter(state__in=OPEN_STATES)
        if key == ANY:
            rows = rows.exclude(label__in=[str(one) for one in Label])
        else:
            labels = [str(one) for one in Label]
            rows = rows.filter(label=key) if key in labels else rows.filter(rule_code=key)
        return [Use("正在计时的时限", rows.count(), note="个")]

    def taken(self, version: Version, *, by: Actor, at: datetime) -> None:
        """Running clocks get their new warning, where the version says that it holds for them."""
        if version.running and Clock.objects.filter(state__in=OPEN_STATES).exists():
            enqueue("clock.resettle", {}, title="按新的红黄牌设置重新计算提醒", by=by, at=at)


def _warning(ladder: Ladder) -> str:
    if ladder.warn is None:
        reminder = known().reminder(local_day(now()))
        return f"届满前 {reminder.amount} 个工作日（按时限规则“到期提示”）"
    return f"届满前 {ladder.warn} 个工作日" if ladder.warn else "不提醒"


def _step(days: int | None) -> str:
    if days is None:
        return "不发"
    return f"超期 {days} 个工作日" if days > 0 else f"届满前 {-days} 个工作日"


def _in_short(ladder: Ladder) -> str:
    return f"黄牌：{_step(ladder.yellow)}；红牌：{_step(ladder.red)}"
