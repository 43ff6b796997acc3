"""What happened to a case, from its records, in a clerk's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhengwu.cases.models import Case
from zhengwu.clock.enums import LABEL_ZH, Label
from zhengwu.documents import queries as documents
from zhengwu.journal import queries as journal
from zhengwu.journal.models import Entry, Sealed
from zhengwu.kernel import yaml
from zhengwu.kernel.time import SHANGHAI, format_day, format_instant

_WORDS = Path(__file__).parents[3] / "data" / "timeline.yaml"
_REFUSED = "journal.attempt.refused"
_SHOWN = 400
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_FOLLOWING = ("return_receipt",)


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    title: str
    who: str
    at: str
    tone: str
    reason: str
    entry: Entry


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return found


def happenings(case: Case) -> tuple[list[Happening], bool]:
    """The latest records first, and whether all of them are under a signed seal. Two queries."""
    entries = list(journal.of_matter(case.matter_id).order_by("-seq")[:_SHOWN])
    sealed = Sealed.objects.filter(entry_id__in=[entry.pk for entry in entries]).count()
    shown = [line for entry in entries if (line := _line(entry))]
    return shown, sealed == len(entries)


def _line(entry: Entry) -> Happening | None:
    title, tone = _title(entry)
    if not title:
        return None
    payload = entry.payload
    said = str(payload.get("opinion") or entry.reason or "")
    if entry.code == _REFUSED and payload.get("law"):
        said = f"依据：{payload['law']}"
    at = format_instant(entry.occurred_at.astimezone(SHANGHAI))
    return Happening(title, entry.actor_name, at, tone, said, entry)


def _title(entry: Entry) -> tuple[str, str]:
    if entry.code == _REFUSED:
        return f"未能办理：{entry.payload.get('message', '')}", "bad"
    words, payload = _words().get(entry.code), entry.payload
    if words is None:
        return entry.code, ""
    # What only follows from another act of the same moment is not told twice.
    if payload.get("label") == Label.STEP or payload.get("template") in _FOLLOWING:
        return "", ""
    facts = _Facts(payload)
    if "template" in payload:
        facts["paper"] = _paper(payload["template"])
    if "label" in payload:
        facts["clock"] = LABEL_ZH.get(payload["label"], "时限")
    return words["text"].format_map(facts), words.get("tone", "")


def _paper(template: str) -> str:
    versions = documents.shelf().get(template)
    return versions[-1].title if versions else "文书"


class _Facts(dict[str, Any]):
    """Facts of an entry as text; what an older version of an event lacks is a dash."""

    def __missing__(self, key: str) -> str:
        return "—"

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if isinstance(value, list):
            return "、".join(map(str, value))
        if isinstance(value, str) and _DAY.match(value):
            return format_day(date.fromisoformat(value))
        return value
