"""What this process knows of rules and calendars; read again when either has grown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import cast
from uuid import UUID

from django.db import connection

from zhengwu.clock.enums import DayKind, Origin, Unit
from zhengwu.clock.models import Day, DayNotice, Rule
from zhengwu.clock.rules import Calendar, Due, Mark, Terms, Timeline, covers
from zhengwu.clock.rules.cards import chosen
from zhengwu.kernel.errors import Refusal
from zhengwu.parameters.models import Version
from zhengwu.parameters.queries import state_seen

ANY = "*"  # the ladder of every clock that has none of its own
REMINDER = "jc.reminder"
_NO_REMINDER = Terms(0, Unit.WORKING_DAY)
# Both tables only grow, so their newest rows and their counts tell whether anything is new. The
# newest alone does not: of two loaded at once, the older one may be committed last.
_NEWEST = (
    "SELECT (SELECT max(id) FROM clock_daynotice), "
    "(SELECT count(*) FROM clock_daynotice), (SELECT count(*) FROM clock_rule), "
    "(SELECT digest FROM clock_daynotice ORDER BY id DESC LIMIT 1), "
    "(SELECT loaded_at FROM clock_daynotice ORDER BY id DESC LIMIT 1), "
    "(SELECT id FROM clock_rule ORDER BY id DESC LIMIT 1), "
    "(SELECT count(*) FROM parameters_version), "
    "(SELECT id FROM parameters_version ORDER BY id DESC LIMIT 1)"
)


class UnknownRule(Refusal):
    """时限表中没有“{rule}”这一规则，或者该规则在{day}尚未生效。"""


@dataclass
class Known:
    """Rules and calendars as committed at one moment."""

    serial: int
    notices: list[DayNotice]
    days: dict[int, list[Day]]
    rules: dict[str, list[Rule]]
    by_id: dict[UUID, Rule]
    # Ladders of cards as approved here, by rule or sort of clock, oldest first.
    cards: dict[str, list[Version]] = field(default_factory=dict)
    # What was derived from equal ledgers under this knowledge; bounded by days × rules × regions.
    derived: dict[tuple[object, ...], tuple[Due, Timeline]] = field(default_factory=dict)
    _calendars: dict[tuple[str, ...], Calendar] = field(default_factory=dict)

    def calendar(self, region_code: str = "") -> Calendar:
        """The country's calendar with the days of this region and those above it laid over."""
        areas = {notice.region_code for notice in self.notices}
        key = tuple(sorted(area for area in areas if covers(area, region_code)))
        if key not in self._calendars:
            self._calendars[key] = self._build(key)
        return self._calendars[key]

    def _build(self, areas: tuple[str, ...]) -> Calendar:
        marks: dict[date, Mark] = {}
        # Narrower areas and later notices come last and win.
        for notice in sorted(self.notices, key=lambda one: (one.region_code, one.year, one.pk)):
            if notice.region_code in areas:
                for day in self.days.get(notice.pk, []):
                    marks[day.date] = Mark(day.kind == DayKind.OFF, day.name, notice.label)
        years = frozenset(one.year for one in self.notices if not one.region_code)
        return Calendar(marks, years, self.serial, areas[-1] if areas else "")

    def rule(self, code: str, day: date) -> Rule:
        """The version in force on a day: the newest local one, else the newest of the table."""
        found = self.find(code, day)
        if found is None:
            raise UnknownRule(rule=code, day=day)
        return found

    def find(self, code: str, day: date) -> Rule | None:
        """Like `rule`, but None when there is none."""
        valid = [
            rule
            for rule in self.rules.get(code, [])
            if rule.effective_from is None or rule.effective_from <= day
        ]
        chosen = [rule for rule in valid if rule.origin == Origin.LOCAL] or valid
        return chosen[-1] if chosen else None

    def reminder(self, day: date) -> Terms:
        """How long before a due day a clock warns (the reminder row of the table)."""
        found = self.find(REMINDER, day)
        return found.terms if found else _NO_REMINDER

    def card(self, rule_code: str, label: str, started_on: date, today: date) -> Version | None:
        """The approved ladder for a clock; None where the shipped one holds."""
        for key in (rule_code, label, ANY) if self.cards else ():
            found = chosen(self.cards.get(key, ()), started_on, today)
            if found is not None:
                return cast("Version", found)
        return None

    def warning(self, rule_code: str, label: str, started_on: date, today: date) -> Terms | None:
        """How long before its due day a clock warns, if its ladder says so itself."""
        version = self.card(rule_code, label, started_on, today)
        if version is None or version.content.get("warn") is None:
            return None
        return Terms(version.content["warn"], Unit.WORKING_DAY)


_cache: dict[tuple[object, ...], Known] = {}


def known() -> Known:
    """Rules and calendars as this transaction sees them: one query, more only after a change."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        key = tuple(cursor.fetchone())
    state_seen(key[-2], key[-1])
    held = _cache.get(key)
    if held is None:
        held = _read(key[0] or 0)
        _cache.clear()
        _cache[key] = held
    return held


def _read(serial: int) -> Known:
    days: dict[int, list[Day]] = defaultdict(list)
    for day in Day.objects.filter(notice__superseded=False):
        days[day.notice_id].append(day)
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in Rule.objects.order_by("code", "version"):
        rules[rule.code].append(rule)
    cards: dict[str, list[Version]] = defaultdict(list)
    for version in Version.objects.filter(kind="card").order_by("number"):
        cards[version.key].append(version)
    return Known(
        serial=serial,
        cards=dict(cards),
        notices=list(DayNotice.objects.filter(superseded=False)),
        days=dict(days),
        rules=dict(rules),
        by_id={rule.pk: rule for versions in rules.values() for rule in versions},
    )
