"""What a person typed as a query: all runs of one alternative, any of the alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhengwu.search.rules.tokens import folded, phrase, runs

# Each alternative is a tuple of runs that must all occur.
Alternatives = tuple[tuple[str, ...], ...]

MAX_QUERY = 100
_MAX_ALTERNATIVES = 12
# Words of a question that say nothing about what is wanted.
_SAID_OF_ANYTHING = frozenset(
    (
        "我要", "我想", "想要", "怎么", "怎样", "如何", "哪里", "在哪", "什么", "需要", "办理",
        "申请", "可以", "咨询", "我们", "一个",
    )
)  # fmt: skip


def alternatives(text: str, synonyms: Mapping[str, Iterable[str]]) -> Alternatives:
    """The runs as typed, and once more for each everyday word replaced by its official terms."""
    typed = folded(text)[:MAX_QUERY]
    found = [tuple(runs(typed))]
    for word in sorted((w for w in synonyms if folded(w) in typed), key=len, reverse=True):
        found += [tuple(runs(typed.replace(folded(word), f" {term} "))) for term in synonyms[word]]
        # A person seldom types only the word: 我要开饭馆 still means 食品经营许可.
        found += [tuple(runs(term)) for term in synonyms[word]]
    return tuple(dict.fromkeys(one for one in found if one))[:_MAX_ALTERNATIVES]


def loose(words: Iterable[str]) -> list[Alternatives]:
    """What to ask when nothing was found as typed, closest first.

    All words of two or more characters; any of them; any two neighbouring characters of the
    longer ones (残疾证 finds what is for 残疾 people).
    """
    kept = tuple(dict.fromkeys(run for word in words for run in runs(word) if len(run) > 1))
    kept = tuple(run for run in kept if run not in _SAID_OF_ANYTHING)
    pairs = tuple(
        run[place : place + 2] for run in kept if len(run) > 2 and not run.isascii()
        for place in range(len(run) - 1)
    )  # fmt: skip
    steps: list[Alternatives] = [(kept,) if kept else (), *(tuple((one,) for one in some)
             for some in (kept, tuple(dict.fromkeys(pairs))))]  # fmt: skip
    return [step[:_MAX_ALTERNATIVES] for step in dict.fromkeys(steps) if step]


def fts5(query: Alternatives) -> str:
    """The query for SQLite's FTS5."""
    return " OR ".join(f"({' AND '.join(_fts5_run(run) for run in one)})" for one in query)


def _fts5_run(run: str) -> str:
    quoted = '"' + " ".join(phrase(run)) + '"'
    return f"{quoted}*" if len(run) == 1 else quoted


def tsquery(query: Alternatives) -> str:
    """The query for PostgreSQL, to be cast to tsquery."""
    return " | ".join(f"({' & '.join(_tsquery_run(run) for run in one)})" for one in query)


def _tsquery_run(run: str) -> str:
    parts = [f"'{token}'" for token in phrase(run)]
    return f"{parts[0]}:*" if len(run) == 1 else f"({' <-> '.join(parts)})"
