"""Pure rules of cases: the checks of the law, and the terms an edition sets."""

from zhengwu.cases.rules.checks import *  # noqa: F403
from zhengwu.cases.rules.terms import Limit, MaterialTerm, ProcedureTerm, Terms, UpwardTerm

__all__ = ["Limit", "MaterialTerm", "ProcedureTerm", "Terms", "UpwardTerm"]
