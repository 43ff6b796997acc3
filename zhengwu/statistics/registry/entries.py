"""Things of rooms that statistics knows by their entries alone (data/reading.yaml)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Window
from zhengwu.statistics.registry.definitions import reading
from zhengwu.statistics.registry.source import Source, in_batches
from zhengwu.statistics.rules.counting import Fact

_WIDTHS = {"organ": 40, "channel": 20, "window": 40, "staff": 64, "word": 20,
           "item": 80, "cause": 12}  # fmt: skip


class EntrySource(Source):
    """One kind of thing; its fact is folded from the entries of its object."""

    def __init__(self, kind: str, rule: dict[str, Any]) -> None:
        self.kind = kind
        self._days: dict[str, str] = rule["days"]
        self._fields: dict[str, list[str]] = rule.get("fields", {})
        self._minutes: list[str] = rule.get("minutes", [])
        named = [code for pairs in self._fields.values() for code in pairs[::2]]
        self.codes = tuple(dict.fromkeys([*self._days.values(), *named, *self._minutes]))

    def subjects(self, entry: Entry) -> list[str]:
        """The object of the entry."""
        return [entry.object_id]

    def read(self, subjects: Sequence[str]) -> list[Fact]:
        """One statement; one more where entries name windows."""
        rows = Entry.objects.filter(code__in=self.codes, object_id__in=subjects, refused=False)
        first: dict[str, dict[str, Entry]] = defaultdict(dict)
        last: dict[str, dict[str, Entry]] = defaultdict(dict)
        for entry in rows.order_by("object_id", "seq"):
            first[entry.object_id].setdefault(entry.code, entry)
            last[entry.object_id][entry.code] = entry
        found = [self._fact(subject, first[subject], entries) for subject, entries in last.items()]
        return _at_windows(found) if "window" in self._fields else found

    def _fact(self, subject: str, first: dict[str, Entry], last: dict[str, Entry]) -> Fact:
        days: dict[str, Any] = {
            name: local_day(first[code].occurred_at)
            for name, code in self._days.items()
            if code in first
        }
        told: dict[str, Any] = {name: _told(last, pairs)[: _WIDTHS[name]] for name, pairs in
                self._fields.items()}  # fmt: skip
        matter = next((str(one.matter_id) for one in last.values() if one.matter_id), "")
        return Fact(
            self.kind, subject, matter=matter, amount=self._spent(first), **told, **days
        )  # fmt: skip

    def _spent(self, entries: dict[str, Entry]) -> int:
        instants: list[datetime] = [
            entries[code].occurred_at for code in self._minutes if code in entries
        ]
        if not self._minutes or len(instants) < len(self._minutes):
            return 0
        return max(int((instants[-1] - instants[0]).total_seconds() // 60), 0)

    def every(self) -> Iterator[list[str]]:
        """All objects that have such an entry."""
        return in_batches(Entry.objects.filter(code__in=self.codes).distinct(), "object_id")


def _at_windows(facts: list[Fact]) -> list[Fact]:
    """The hall's entries name a window by its code, cases by its key: one window is one line."""
    named = {one.window for one in facts if one.window}
    keys = dict(Window.objects.filter(code__in=named).values_list("code", "pk")) if named else {}
    return [
        replace(one, window=str(keys[one.window])) if one.window in keys else one for one in facts
    ]


def _told(entries: dict[str, Entry], pairs: list[str]) -> str:
    """The first code that is there, its field."""
    for code, name in zip(pairs[::2], pairs[1::2], strict=True):
        if code in entries:
            value = entries[code].payload.get(name)
            return "" if value is None else str(value)
    return ""


def entry_sources() -> list[Source]:
    """All of them, as data/reading.yaml names them."""
    return [EntrySource(kind, rule) for kind, rule in reading()["entries"].items()]
