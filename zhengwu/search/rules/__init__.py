"""Pure rules of search: tokens, pinyin, queries."""

from zhengwu.search.rules.pinyin import initials, spelled
from zhengwu.search.rules.query import Alternatives, alternatives, fts5, loose, tsquery
from zhengwu.search.rules.tokens import folded, runs, tokens

__all__ = [
    "Alternatives",
    "alternatives",
    "folded",
    "fts5",
    "initials",
    "loose",
    "runs",
    "spelled",
    "tokens",
    "tsquery",
]
