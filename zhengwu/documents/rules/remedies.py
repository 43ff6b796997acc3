"""Legal remedies: who reconsiders, which court, in what time. Never typed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhengwu.documents.enums import Decider


def remedy_text(
    table: Mapping[str, Any],
    *,
    decider: Decider,
    act: str,
    names: Mapping[str, str],
    online: bool,
) -> str:
    """The remedy paragraph for an act of a kind of body.

    `table` is remedies.yaml; `act` one of its acts (normal, compulsory); `names` the county's names
    of governments and courts; `online` adds the online channel (复议法 22). KeyError when the
    county has not named one of them: a paper with a blank court must not leave the house.
    """
    row = table["deciders"][decider.value]
    facts = {name: _named(row[name], names) for name in ("review_by", "court")}
    text = str(table["acts"][act]["text"]).format(**facts)
    if online:
        text += str(table["online"]["text"]).format(channel=names["review_channel"])
    return text


def decider_of(table: Mapping[str, Any], *, kind: str, name: str) -> Decider:
    """What sort of decider an organ is: by the bodies the law names, else by its kind."""
    for decider, row in table["deciders"].items():
        if any(name.endswith(ending) for ending in row.get("names", ())):
            return Decider(decider)
    known = {"government": Decider.GOVERNMENT, "town": Decider.TOWN}
    return known.get(kind, Decider.DEPARTMENT)


def _named(pattern: str, names: Mapping[str, str]) -> str:
    text = pattern
    while "[" in text:
        before, _, rest = text.partition("[")
        key, _, after = rest.partition("]")
        text = f"{before}{names[key]}{after}"
    return text
