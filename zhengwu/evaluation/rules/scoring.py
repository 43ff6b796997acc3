"""The result of an appraisal: counts by panel in, a score for every unit out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a panel gave a unit a score on a question."""

    panel: str
    organ: str
    question: str
    score: int
    count: int


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Of one unit: score of 100 over all panels, of each panel, how many answered; no rank where
    a panel has too few answers."""

    organ: str
    score: float | None
    panels: dict[str, float | None]
    answers: dict[str, int]
    rank: int | None = None

    def row(self) -> dict[str, object]:
        """As it is kept."""
        return {
            "organ": self.organ, "score": self.score, "panels": self.panels,
            "answers": self.answers, "rank": self.rank,
        }  # fmt: skip


def results(
    counted: Iterable[Counted],
    *,
    organs: Sequence[str],
    questions: Sequence[str],
    top: int,
    weights: Mapping[str, int],
    least: Mapping[str, int],
) -> list[UnitResult]:
    """Every unit, the best first; whoever is not judged by enough of every panel comes last,
    unranked: few voices make nobody the first."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    answered: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in counted:
        sums[one.organ, one.panel][0] += one.score * one.count
        sums[one.organ, one.panel][1] += one.count
        answered[one.organ, one.panel, one.question] += one.count
    found = []
    for organ in organs:
        answers = {
            panel: max((answered[organ, panel, code] for code in questions), default=0)
            for panel in weights
        }
        panels = {
            panel: _score(*sums[organ, panel], top=top) if answers[panel] >= least[panel] else None
            for panel in weights
        }
        found.append(UnitResult(organ, _weighed(panels, weights), panels, answers))
    return _ranked(found)


def _score(total: int, count: int, *, top: int) -> float | None:
    return round(total * _HUNDRED / (count * top), 2) if count else None


def _weighed(panels: Mapping[str, float | None], weights: Mapping[str, int]) -> float | None:
    scores = {panel: score for panel, score in panels.items() if score is not None}
    if len(scores) < len(weights):
        return None
    total = sum(score * weights[panel] for panel, score in scores.items())
    return round(total / sum(weights.values()), 2)


def _ranked(found: list[UnitResult]) -> list[UnitResult]:
    scored = sorted(
        (one for one in found if one.score is not None),
        key=lambda one: (-(one.score or 0), one.organ),
    )
    ranked: list[UnitResult] = []
    for place, one in enumerate(scored):
        before = ranked[-1] if ranked else None
        same = before is not None and before.score == one.score
        rank = before.rank if same and before is not None else place + 1
        ranked.append(UnitResult(one.organ, one.score, one.panels, one.answers, rank))
    return ranked + [one for one in found if one.score is None]
