"""Patterns of numbers: text with named places; rendering, faults, and whether two can ever meet.

A pattern is written as people say it: `{县区}-{类别}-{年份}-{序号}`. Serials restart each year, so
the year is always part of a number; the serial is drawn without gaps and padded to a width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

PLACE, ORGAN, CLASS, YEAR, SERIAL = "县区", "机关", "类别", "年份", "序号"
MEANINGS = {
    PLACE: "县区代号",
    ORGAN: "机关代字",
    CLASS: "业务或者文种代号",
    YEAR: "四位年份",
    SERIAL: "序号，每年从 1 起，不断号",
}
LONGEST, WIDEST = 40, 8
_TOKEN = re.compile(r"\{([^{}]*)\}")
_CODE = re.compile(r"[A-Z0-9-]*")
_WORDS = re.compile(r"[^\s/\\{}<>\"'|?*:%#&\x00-\x1f\x7f]*")
_DIGITS = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a number is written; `width` pads the serial with zeros."""

    text: str
    width: int = 1

    def tokens(self) -> list[str]:
        """The named places in their order."""
        return _TOKEN.findall(self.text)

    def around(self, facts: Mapping[str, str]) -> tuple[str, str]:
        """What stands before and after the serial, with the facts put in."""
        before, _, after = self.text.partition(f"{{{SERIAL}}}")
        return _filled(before, facts), _filled(after, facts)

    def write(self, facts: Mapping[str, str], serial: int) -> str:
        """The number of a serial."""
        before, after = self.around(facts)
        return f"{before}{serial:0{self.width}d}{after}"


def _filled(text: str, facts: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda found: facts.get(found[1], ""), text)


def faults(
    pattern: Pattern, *, needed: Sequence[str], offered: Sequence[str], code: bool
) -> Iterator[str]:
    """Everything that is wrong with a pattern by itself, in words for its author.

    `code`: only capital letters, figures and hyphens, for it is read out on the telephone.
    """
    yield from _places(pattern.tokens(), needed, offered)
    literal = _TOKEN.sub("", pattern.text)
    if not (_CODE if code else _WORDS).fullmatch(literal):
        allowed = "大写字母、数字和短横线" if code else "文字、数字和括号，不能有空格、斜线"
        yield f"各部分之间只能使用{allowed}。"
    if f"}}{{{SERIAL}}}" in pattern.text:
        yield "序号前面要有一个分隔的字或者符号，否则读不出从哪里开始。"
    if re.search(rf"\{{{SERIAL}\}}(?:\d|\{{)", pattern.text):
        yield "序号后面不能紧跟数字或者另一部分，否则读不出到哪里为止。"
    if not 1 <= pattern.width <= WIDEST:
        yield f"序号位数应当在 1 到 {WIDEST} 之间。"


def _places(tokens: Sequence[str], needed: Sequence[str], offered: Sequence[str]) -> Iterator[str]:
    for token in sorted(set(tokens) - set(offered)):
        yield f"不能使用“{{{token}}}”；可以使用的是{_named(offered)}。"
    for token in needed:
        if token not in tokens:
            yield _missing(token)
    for token in sorted({one for one in tokens if tokens.count(one) > 1}):
        yield f"“{{{token}}}”只能出现一次。"


def _named(offered: Sequence[str]) -> str:
    return "、".join(f"{{{one}}}" for one in offered)


def _missing(token: str) -> str:
    if token == YEAR:
        return "缺少“{年份}”：序号每年从 1 起，没有年份会与往年的编号重复。"
    if token == SERIAL:
        return "缺少“{序号}”。"
    return f"缺少“{{{token}}}”：没有它，不同{MEANINGS[token]}的编号会重复。"


@dataclass(frozen=True, slots=True)
class Written:
    """One series as some pattern writes it, or wrote it: for looking for clashes."""

    series: str
    name: str
    before: str
    after: str


def clashes(new: Iterable[Written], others: Iterable[Written]) -> Iterator[tuple[Written, Written]]:
    """Pairs of different series whose numbers could be the same text.

    Two meet where what follows the serial is equal and what stands before it is equal, or one
    is the other with figures added (`A-1` + `23` is `A-12` + `3`).
    """
    fresh, known = list(new), list(others)
    first, second = _by_text(fresh), _by_text([*fresh, *known])
    for one in fresh:
        yield from _met(one, second)
    for one in known:
        for mine, other in _met(one, first, longer_only=True):
            yield other, mine


def _by_text(rows: Iterable[Written]) -> dict[tuple[str, str], list[Written]]:
    found: dict[tuple[str, str], list[Written]] = {}
    for one in rows:
        found.setdefault((one.before, one.after), []).append(one)
    return found


def _met(
    one: Written, there: Mapping[tuple[str, str], list[Written]], *, longer_only: bool = False
) -> Iterator[tuple[Written, Written]]:
    for stem in _stems(one.before):
        whole = stem == one.before
        if whole and longer_only:
            continue
        for other in there.get((stem, one.after), ()):
            if other.series != one.series or not whole:
                yield one, other


def _stems(before: str) -> Iterator[str]:
    """The text itself, then without one, two … of the figures it ends with."""
    yield before
    found = _DIGITS.search(before)
    for place in range(len(before) - 1, found.start() - 1 if found else len(before), -1):
        yield before[:place]
