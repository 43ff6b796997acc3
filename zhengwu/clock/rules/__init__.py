"""Pure rules of counting time: calendar, ledger, stages, explanation, the table's rows."""

from zhengwu.clock.rules.calendar import Calendar, DateOutOfRange, Mark, covers
from zhengwu.clock.rules.counting import Terms, add_months, last_day, raw_last_day
from zhengwu.clock.rules.explain import Explanation, Line, Segment, explain
from zhengwu.clock.rules.ledger import (
    Due,
    Grant,
    Ledger,
    Span,
    acting_until,
    derive,
    overdue_days,
)
from zhengwu.clock.rules.notices import NoticeDay, NoticeText, difference, parse_notice
from zhengwu.clock.rules.stages import Timeline, next_change, stage_at, timeline
from zhengwu.clock.rules.table import BadRow, Extendable, RuleText, parse_row, parse_table

__all__ = [
    "BadRow",
    "Calendar",
    "DateOutOfRange",
    "Due",
    "Explanation",
    "Extendable",
    "Grant",
    "Ledger",
    "Line",
    "Mark",
    "NoticeDay",
    "NoticeText",
    "RuleText",
    "Segment",
    "Span",
    "Terms",
    "Timeline",
    "acting_until",
    "add_months",
    "covers",
    "derive",
    "difference",
    "explain",
    "last_day",
    "next_change",
    "overdue_days",
    "parse_notice",
    "parse_row",
    "parse_table",
    "raw_last_day",
    "stage_at",
    "timeline",
]
