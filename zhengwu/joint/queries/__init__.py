"""Readings of joint services, joint matters and projects with more than one caller."""

from zhengwu.joint.queries.charges import Charged, charged, still_to_assess
from zhengwu.joint.queries.derive import (
    EXTRA_FACTS,
    Derived,
    derive,
    known_of,
    organs_at_windows,
    project_facts,
)
from zhengwu.joint.queries.happened import Happening, happened
from zhengwu.joint.queries.matters import (
    facts_of,
    joint_for,
    parts_of,
    pauses,
    unsigned_for,
    verdict_of,
    visible_to,
    waiting_answers,
)
from zhengwu.joint.queries.outlook import (
    Outlook,
    concerned,
    facts_for,
    outlook,
    outlook_of,
    terms_of_part,
)
from zhengwu.joint.queries.projects import (
    agency_of,
    meetings_for,
    projects_for,
    silence_on,
    yearly,
)
from zhengwu.joint.queries.services import (
    closed_because,
    form_schema,
    live,
    open_services,
    service_by_code,
)

__all__ = [
    "EXTRA_FACTS",
    "Charged",
    "Derived",
    "Happening",
    "Outlook",
    "agency_of",
    "charged",
    "closed_because",
    "concerned",
    "derive",
    "facts_for",
    "facts_of",
    "form_schema",
    "happened",
    "joint_for",
    "known_of",
    "live",
    "meetings_for",
    "open_services",
    "organs_at_windows",
    "outlook",
    "outlook_of",
    "parts_of",
    "pauses",
    "project_facts",
    "projects_for",
    "service_by_code",
    "silence_on",
    "still_to_assess",
    "terms_of_part",
    "unsigned_for",
    "verdict_of",
    "visible_to",
    "waiting_answers",
    "yearly",
]
