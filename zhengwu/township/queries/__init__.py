"""Readings of a town's centre with more than one caller."""

from zhengwu.township.queries.network import (
    agent_figures,
    building,
    carried,
    cases_of,
    contradictions,
    coverage,
    figures,
    inspections_of,
    kinds_allowed,
    linked,
    milestones_of,
    nearest,
    next_number,
    overtime_of,
    towns,
)
from zhengwu.township.queries.systems import System, efficiency, systems_of

__all__ = [
    "System",
    "agent_figures",
    "building",
    "carried",
    "cases_of",
    "contradictions",
    "coverage",
    "efficiency",
    "figures",
    "inspections_of",
    "kinds_allowed",
    "linked",
    "milestones_of",
    "nearest",
    "next_number",
    "overtime_of",
    "systems_of",
    "towns",
]
