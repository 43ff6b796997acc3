"""A year's entries for the benches: chains of real matters, copied with digests of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django.db import connection

from bench.million import without_indices
from zhengwu.journal.models import Entry
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.time import SHANGHAI

_YEAR = timedelta(days=365)
_COLUMNS = ("id", "object_kind", "object_id", "seq", "code", "refused", "matter_id", "actor_id",
            "actor_name", "organ_code", "occurred_at", "recorded_at", "canonical", "previous",
            "digest")  # fmt: skip
_OWN = ("id", "object", "occurred_at", "previous", "recorded_at")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One entry, cut where its copies differ: before and after the own values in their order."""

    parts: Sequence[str]
    head: str
    occurred_at: datetime
    recorded_at: datetime


def _pattern(entry: Entry, seq: int) -> _Pattern:
    content = {**entry.content, "seq": seq, **{name: f"\x01{name}" for name in _OWN}}
    content["object"] = [entry.object_kind, "\x01object"]
    text, parts = canonical(content), []
    for name in _OWN:  # the keys of a canonical text are sorted
        before, _, text = text.partition(json.dumps(f"\x01{name}")[1:-1])
        parts.append(before)
    told = (entry.object_kind, str(seq), entry.code, entry.refused)
    who = (entry.actor_id, entry.actor_name, entry.organ_code)
    head = "\t".join((told[0], "%s", told[1], told[2], str(told[3])[0].lower(), "%s", *who))
    instants = (entry.occurred_at.astimezone(SHANGHAI), entry.recorded_at.astimezone(SHANGHAI))
    return _Pattern([*parts, text], head, *instants)


def patterns(matter: str, codes: Sequence[str]) -> list[_Pattern]:
    """The entries of a matter that have one of these codes, as the chain of every copy."""
    rows = Entry.objects.filter(object_id=matter, code__in=codes).order_by("seq")
    return [_pattern(entry, place) for place, entry in enumerate(rows, start=1)]


def _identity(at: datetime, tail: int) -> str:
    """As the program's own ids: ordered by time."""
    stamp = f"{int(at.timestamp() * 1000):012x}"
    return (
        f"{stamp[:8]}-{stamp[8:]}-7{tail >> 48 & 0xFFF:03x}-8{tail >> 36 & 0xFFF:03x}-{tail:012x}"
    )


def _lines(chosen: Sequence[list[_Pattern]], rows: int) -> Iterator[str]:
    """Entries of all copies as lines of a COPY; one matter at a time is in memory."""
    apart, number = _YEAR / rows, 0
    for place in range(1, rows + 1):
        earlier = (rows - place) * apart
        pattern = chosen[place % len(chosen)]
        matter = _identity(pattern[0].occurred_at - earlier, place)
        previous = ""
        for one in pattern:
            number += 1
            occurred, recorded = one.occurred_at - earlier, one.recorded_at - earlier
            told = (_identity(recorded, number), matter, occurred.isoformat(), previous,
                    recorded.isoformat())  # fmt: skip
            parts = one.parts
            text = (
                f"{parts[0]}{told[0]}{parts[1]}{told[1]}{parts[2]}{told[2]}{parts[3]}{told[3]}"
                f"{parts[4]}{told[4]}{parts[5]}"
            )
            mark = sha256(text.encode()).hexdigest()
            shown = text.replace("\\", "\\\\") if "\\" in text else text
            yield (
                f"{told[0]}\t{one.head % (matter, matter)}\t{told[2]}\t{told[4]}\t{shown}\t"
                f"{previous}\t{mark}\n"
            )
            previous = mark


def write(chosen: Sequence[list[_Pattern]], rows: int) -> None:
    """Copies of the given chains in turn, their acts evenly over the year that ends now."""
    with connection.cursor() as cursor, without_indices(cursor, ["journal_entry"]):
        columns = ", ".join(_COLUMNS)
        with cursor.cursor.copy(f"COPY journal_entry ({columns}) FROM STDIN") as copy:
            for chunk in _chunks(_lines(chosen, rows)):
                copy.write(chunk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE journal_entry")


def _chunks(lines: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def broken(matters: int) -> int:
    """How many of the newest copies are no whole chains of entries with the digests they say."""
    newest = Entry.objects.filter(seq=1, code="matters.matter.opened").order_by("-id")
    return sum(not _whole(key) for key in newest.values_list("object_id", flat=True)[:matters])


def _whole(matter: Any) -> bool:
    chain = list(Entry.objects.filter(object_id=matter).order_by("seq"))
    linked = all(one.digest == two.previous for one, two in pairwise(chain))
    return linked and all(
        digest(one.canonical) == one.digest
        and canonical(one.content) == one.canonical
        and one.content["object"] == [one.object_kind, one.object_id]
        and one.content["occurred_at"] == one.occurred_at.astimezone(SHANGHAI).isoformat()
        for one in chain
    )
