"""Issuing a paper of a case: the fields every paper carries, added in one place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.cases.enums import Paper
from zhengwu.cases.models import Case
from zhengwu.cases.rules.terms import Terms
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.kernel.actors import Actor


def issue_paper(
    case: Case, terms: Terms, paper: Paper | str, fields: dict[str, Any], *, by: Actor, at: datetime
) -> Document:
    """Issue one paper inside an act: completeness is checked and the number drawn here.

    No act stands without its lawful paper: what is missing raises and takes the act with it.
    """
    common = {
        "case_number": case.matter.number,
        "query_code": case.matter.query_code,
        "applicant": case.applicant_name,
        "agent": case.agent_name,
        "item_name": terms.item_name,
        "item_code": terms.item_code,
        "legal_basis": terms.legal_basis,
        "handler": by.name,
    }
    return documents.issue(
        case.matter,
        str(paper),
        fields={**common, **fields},
        organ_code=case.organ_code,
        addressee=case.applicant_name,
        by=by,
        at=at,
    )
