"""编号规则: how cases, papers and registers are numbered, from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django import forms

from zhengwu.parameters.models import Version
from zhengwu.parameters.registry.port import Fact, Kind, Preview, Subject, Use, Values
from zhengwu.parameters.registry.schemes import Line, Scheme, schemes
from zhengwu.parameters.rules.patterns import (
    LONGEST,
    MEANINGS,
    WIDEST,
    YEAR,
    Pattern,
    Written,
    clashes,
    faults,
)
from zhengwu.parameters.rules.refusals import NumberClash, NumberFaulty
from zhengwu.web.forms import PlainForm

_NEXT, _SHOWN = 3, 12


class NumberForm(PlainForm):
    """The pattern and the width of its serial."""

    text = forms.CharField(label="编号格式", max_length=80)
    width = forms.IntegerField(
        label="序号位数", min_value=1, max_value=WIDEST,
        help_text="不足的位数补 0；填 1 就是不补 0。",
    )  # fmt: skip

    def values(self) -> Values:
        """What would be set."""
        text = str(self.cleaned_data["text"]).replace("｛", "{").replace("｝", "}")
        return {"text": text.strip(), "width": self.cleaned_data["width"]}


class Numbers(Kind):
    """Patterns of numbers. What is issued keeps its number; the serial simply goes on."""

    code = "number"
    title = "编号规则"
    icon = "hash"
    intro = "办件、文书和登记簿的编号怎样写。已经发出的编号不变，序号接着往下编，不断号、不重号。"
    holds = "从生效之日起发出的编号按新格式；以前的编号不变，序号连续。"

    def subjects(self, day: date) -> list[Subject]:
        """One for each scheme, with an example."""
        found = []
        for scheme in schemes().values():
            pattern = pattern_of(self.values(scheme.key, day))
            line = next(iter(scheme.lines(day.year)), None)
            example = pattern.write(facts_of(line, day), line.last + 1) if line else pattern.text
            found.append(Subject(scheme.key, scheme.title, now=example, note=pattern.text))
        return found

    def title_of(self, key: str) -> str:
        """The scheme's name."""
        scheme = schemes().get(key)
        return f"{scheme.title}编号" if scheme else ""

    def shipped(self, key: str) -> Values:
        """The pattern the program comes with."""
        default = schemes()[key].default
        return {"text": default.text, "width": default.width}

    def words(self, key: str, values: Values) -> list[Fact]:
        """Pattern, width, and what never changes."""
        return [
            Fact("编号格式", values["text"]),
            Fact("序号位数", f"{values['width']} 位" if values["width"] > 1 else "不补 0"),
            Fact("序号", "每年从 1 起，按登记簿连续编排，不断号"),
        ]

    def form(self, key: str, values: Values, data: Mapping[str, Any] | None) -> PlainForm:
        """The editor's form; the parts that may be used stand beside the field."""
        scheme, form = schemes()[key], NumberForm(data or None, initial=values)
        parts = "；".join(f"{{{one}}} {MEANINGS[one]}" for one in scheme.offered)
        form.fields["text"].help_text = f"可以使用：{parts}。"
        return form

    def hint(self, key: str) -> str:
        """Where the form of this number comes from."""
        scheme = schemes()[key]
        return f"依据：{scheme.basis}。{scheme.note}"

    def check(self, key: str, old: Values, new: Values, *, day: date) -> None:
        """Complete, readable, and never the number of anything else."""
        scheme, pattern = schemes()[key], pattern_of(new)
        found = list(
            faults(pattern, needed=scheme.needed, offered=scheme.offered, code=scheme.code)
        )
        lines = list(scheme.lines(day.year))
        if not found:
            longest = max((len(_next(pattern, one, day)[-1]) for one in lines), default=0)
            if longest > LONGEST:
                found.append(f"编号最长会有 {longest} 个字，不能超过 {LONGEST} 个。")
        if found:
            raise NumberFaulty(fault="".join(found), fields={"text": found})
        self._check_clash(scheme, pattern, lines, day)

    def _check_clash(self, scheme: Scheme, pattern: Pattern, lines: list[Line], day: date) -> None:
        pair = next(
            iter(clashes(written(scheme, pattern, lines, day), self._others(scheme, day))), None
        )
        if pair is not None:
            names = f"“{pair[0].name}”与“{pair[1].name}”会得到同样的编号"
            raise NumberClash(fault=f"{names}。", fields={"text": [f"{names}，请加上区分的部分。"]})
        coming = [number for one in lines for number in _next(pattern, one, day)]
        if taken := list(scheme.taken(coming)):
            text = f"{taken[0]} 已经发出过。"
            raise NumberClash(fault=text, fields={"text": [text]})

    def _others(self, scheme: Scheme, day: date) -> Iterator[Written]:
        """Every series of the same space under every pattern it ever had or will have."""
        from zhengwu.parameters.queries import versions_of

        for other in schemes().values():
            if other.space != scheme.space:
                continue
            lines = list(other.lines(day.year))
            rows = [*versions_of(self.code, other.key)]
            patterns = [other.default, *(pattern_of(row.content) for row in rows)]
            for pattern in patterns:
                yield from written(other, pattern, lines, day)

    def preview(
        self, key: str, old: Values, new: Values, *, day: date, asked: Mapping[str, str]
    ) -> Preview:
        """The next three numbers of each series, old and new."""
        scheme = schemes()[key]
        lines = sorted(scheme.lines(day.year), key=lambda one: -one.last)
        rows = [
            {
                "name": one.name,
                "last": one.last,
                "old": _next(pattern_of(old), one, day),
                "new": _next(pattern_of(new), one, day),
            }
            for one in islice(lines, _SHOWN)
        ]
        context = {"rows": rows, "more": max(0, len(lines) - _SHOWN), "year": day.year}
        return Preview("parameters/staff/_numbers.html", context)

    def own_uses(self, key: str) -> list[Use]:
        """The series of this year."""
        from zhengwu.kernel.time import local_day, now

        year = local_day(now()).year
        lines = [one for one in schemes()[key].lines(year) if one.last]
        return [
            Use(f"{year}年已经启用的序列", len(lines), note="个"),
            Use(f"{year}年已经发出的编号", sum(one.last for one in lines), note="个"),
        ]

    def apply(self, version: Version, *, by: Any, at: Any) -> None:
        """Nothing: whoever draws the next number reads the version in force."""


def pattern_of(values: Mapping[str, Any]) -> Pattern:
    """Stored values as a pattern."""
    return Pattern(str(values["text"]), int(values["width"]))


def facts_of(line: Line, day: date) -> dict[str, str]:
    """The facts of a series with the year put in."""
    return {**line.facts, YEAR: f"{day.year:04d}"}


def _next(pattern: Pattern, line: Line, day: date) -> list[str]:
    facts = facts_of(line, day)
    return [pattern.write(facts, line.last + n) for n in range(1, _NEXT + 1)]


def written(
    scheme: Scheme, pattern: Pattern, lines: Iterable[Line], day: date
) -> Iterator[Written]:
    """Series as a pattern writes them."""
    for one in lines:
        before, after = pattern.around(facts_of(one, day))
        name = one.name if scheme.title in one.name else f"{scheme.title} {one.name}"
        yield Written(f"{scheme.key}/{one.name}", name, before, after)
