"""From the one form back to each member: its own answers, its own papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zhengwu.expressions.rules import ExpressionError
from zhengwu.expressions.rules import parse as parse_expression
from zhengwu.forms.rules import Schema, validate
from zhengwu.forms.rules.transport import put_at, value_at
from zhengwu.forms.rules.validation import facts_of
from zhengwu.joint.rules.document import Paper, ServiceDocument


def answers_for(document: ServiceDocument, item: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the merged answers say to the questions of one member, under its own keys."""
    own: dict[str, Any] = {}
    for asked in document.asked:
        for use in asked.uses:
            if use.item == item:
                value = value_at(answers, asked.key)
                if value is not None:
                    put_at(own, use.key, value)
    return own


def cleaned_for(
    document: ServiceDocument, item: str, schema: Schema, answers: Mapping[str, Any], **today: Any
) -> tuple[dict[str, Any], dict[str, str]]:
    """The member's own answers checked by its own form: cleaned values, faults by merged key."""
    checked = validate(schema, answers_for(document, item, answers), **today)
    merged = {
        use.key: asked.key for asked in document.asked for use in asked.uses if use.item == item
    }
    faults = {_merged(path, merged): message for path, message in checked.errors.items()}
    return checked.cleaned, faults


def _merged(path: str, merged: Mapping[str, str]) -> str:
    """`owners.0.name` → the merged key of `owners`, with what follows."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        own = ".".join(parts[:length])
        if own in merged:
            return ".".join([merged[own], *parts[length:]])
    return path


def papers_for(
    document: ServiceDocument, item: str, handed: Iterable[str]
) -> list[tuple[str, str]]:
    """(merged code, the member's own code) of each handed-in paper the member uses."""
    have = set(handed)
    return [
        (paper.code, use.key)
        for paper in document.papers
        if paper.code in have
        for use in paper.uses
        if use.item == item
    ]


def facts(schema: Schema, answers: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """What conditions of a joint service may ask for: answers under dotted names, and `more`."""
    return {**_dotted(facts_of(schema.fields, answers)), **more}


def _dotted(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat.update(_dotted(value, f"{before}{name}."))
        else:
            flat[f"{before}{name}"] = value
    return flat


def holds(text: str, known: Mapping[str, Any]) -> bool:
    """Whether a condition holds; an empty one does, one that cannot be decided does not."""
    if not text.strip():
        return True
    try:
        return parse_expression(text).holds(known)
    except ExpressionError:
        return False


def taking_part(document: ServiceDocument, known: Mapping[str, Any]) -> list[str]:
    """Items of the members this application concerns; what follows a left-out one is out too."""
    found: list[str] = []
    for member in document.members:
        if holds(member.when, known) and all(one in found for one in member.after):
            found.append(member.item)
    return found


def papers_of(document: ServiceDocument, items: Iterable[str]) -> list[Paper]:
    """Papers of the merged list that any of these members uses; what nobody uses is not asked."""
    there = set(items)
    return [one for one in document.papers if there & {use.item for use in one.uses}]


def lead_of(document: ServiceDocument, known: Mapping[str, Any]) -> str:
    """Organ code of the lead window: the first rule that holds."""
    return next((one.organ_code for one in document.leads if holds(one.when, known)), "")
