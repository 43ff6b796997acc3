"""Reading clocks, rules and the calendar."""

from zhengwu.clock.queries.cards import card_days_of, ladder_for, shipped_ladders
from zhengwu.clock.queries.clocks import (
    Bar,
    bar,
    bars,
    explanation,
    ledger,
    of_matter,
    open_suspensions,
    running,
)
from zhengwu.clock.queries.forecasts import (
    due_if_extended,
    due_if_paused,
    due_if_started,
    end_of_period,
)
from zhengwu.clock.queries.known import Known, UnknownRule, known
from zhengwu.clock.queries.pages import (
    Preview,
    RuleView,
    YearView,
    calendar_year,
    notice_history,
    notices_of,
    preview_notice,
    rule_history,
    rule_in_force,
    rules_in_force,
)
from zhengwu.clock.queries.standards import is_given, is_statutory, nature_of
from zhengwu.clock.queries.words import in_chinese, start_in_words

__all__ = [
    "Bar",
    "Known",
    "Preview",
    "RuleView",
    "UnknownRule",
    "YearView",
    "bar",
    "bars",
    "calendar_year",
    "card_days_of",
    "due_if_extended",
    "due_if_paused",
    "due_if_started",
    "end_of_period",
    "explanation",
    "in_chinese",
    "is_given",
    "is_statutory",
    "known",
    "ladder_for",
    "ledger",
    "nature_of",
    "notice_history",
    "notices_of",
    "of_matter",
    "open_suspensions",
    "preview_notice",
    "rule_history",
    "rule_in_force",
    "rules_in_force",
    "running",
    "shipped_ladders",
    "start_in_words",
]
