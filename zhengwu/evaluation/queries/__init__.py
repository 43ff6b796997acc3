"""Reading of evaluation with more than one caller."""

from zhengwu.evaluation.queries.figures import (
    by_month,
    count_levels,
    followup_figures,
    rate_of_item,
    rates,
)
from zhengwu.evaluation.queries.followups import (
    as_of_today,
    followups_of,
    handlers,
    leaders,
    phone_of,
    phone_of_service,
)
from zhengwu.evaluation.queries.services import (
    at_window,
    beside,
    of_evaluator,
    offered_for,
    service_of,
    suspicions_of,
    terminal_key,
    window_of,
)

__all__ = [
    "as_of_today",
    "at_window",
    "beside",
    "by_month",
    "count_levels",
    "followup_figures",
    "followups_of",
    "handlers",
    "leaders",
    "of_evaluator",
    "offered_for",
    "phone_of",
    "phone_of_service",
    "rate_of_item",
    "rates",
    "service_of",
    "suspicions_of",
    "terminal_key",
    "window_of",
]
