"""Handling systems; powers asked of higher rooms; sources asked instead of papers."""

from zhengwu.cases.registry.library import (
    Library,
    Look,
    NotConnected,
    Wanted,
    dataset,
    datasets,
    library,
    parameters,
    register_library,
)
from zhengwu.cases.registry.library_demonstration import DemonstrationLibrary
from zhengwu.cases.registry.sequels import (
    Sequel,
    own_pages,
    register_own_page,
    register_sequel,
    sequels_of,
)
from zhengwu.cases.registry.sources import look
from zhengwu.cases.registry.systems import (
    CASE_NUMBER,
    LICENCE_KIND,
    NUMBER_KINDS,
    OTHER_KIND,
    Act,
    PowerCheck,
    System,
    check_power,
    register_power_check,
    system_of,
    systems,
)

register_library(DemonstrationLibrary())

__all__ = [
    "CASE_NUMBER",
    "LICENCE_KIND",
    "NUMBER_KINDS",
    "OTHER_KIND",
    "Act",
    "Library",
    "Look",
    "NotConnected",
    "PowerCheck",
    "Sequel",
    "System",
    "Wanted",
    "check_power",
    "dataset",
    "datasets",
    "library",
    "look",
    "own_pages",
    "parameters",
    "register_library",
    "register_own_page",
    "register_power_check",
    "register_sequel",
    "sequels_of",
    "system_of",
    "systems",
]
