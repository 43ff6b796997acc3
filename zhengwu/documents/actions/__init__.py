"""Verbs of papers: issue, produce the PDF, serve, confirm a receipt, confirm a local parameter."""

from zhengwu.documents.actions.issue import issue, template_fields
from zhengwu.documents.actions.parameters import confirm_parameter
from zhengwu.documents.actions.parties import Addressee, Sealing
from zhengwu.documents.actions.produce import produce
from zhengwu.documents.actions.serve import confirm_receipt, serve
from zhengwu.documents.actions.sheets import typeset_sheet

__all__ = [
    "Addressee",
    "Sealing",
    "confirm_parameter",
    "confirm_receipt",
    "issue",
    "produce",
    "serve",
    "template_fields",
    "typeset_sheet",
]
