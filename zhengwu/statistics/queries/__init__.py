"""Readings of the figures."""

from zhengwu.statistics.queries.cockpit import (
    OWN,
    Cockpit,
    cockpit,
    fingerprint,
    late_by_organ,
    late_matters,
    late_open,
    names_of_organs,
    seen_organs,
    this_year,
)
from zhengwu.statistics.queries.figures import NotKept, figures, rated, series

__all__ = [
    "OWN",
    "Cockpit",
    "NotKept",
    "cockpit",
    "figures",
    "fingerprint",
    "late_by_organ",
    "late_matters",
    "late_open",
    "names_of_organs",
    "rated",
    "seen_organs",
    "series",
    "this_year",
]
