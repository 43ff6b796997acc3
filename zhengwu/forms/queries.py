"""Reading forms: versions by digest, and the drawn form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhengwu.forms.enums import OPEN_DRAFTS, Check, EntryKind, RuleState
from zhengwu.forms.models import DictionaryVersion, FormDraft, FormVersion
from zhengwu.forms.rules import Schema, nodes
from zhengwu.forms.rules.dictionary import Entry, builtin, uses
from zhengwu.org.queries import region_and_below


def latest(code: str) -> FormVersion | None:
    """The newest version of a form."""
    return FormVersion.objects.filter(code=code).order_by("-version").first()


def by_digest(code: str, digest: str) -> FormVersion | None:
    """Exactly that version: what a running matter was filled in under."""
    return FormVersion.objects.filter(code=code, digest=digest).first()


def standing_rules(day: date) -> QuerySet[DictionaryVersion]:
    """The version of each entry that holds on a day."""
    rows = DictionaryVersion.objects.filter(state=RuleState.STANDING)
    due = rows.filter(Q(effective_on=None) | Q(effective_on__lte=day))
    newest = due.filter(entry=OuterRef("entry")).order_by("-number").values("pk")[:1]
    return due.filter(pk=Subquery(newest)).select_related("entry").order_by("entry__code")


def dictionary(day: date) -> dict[str, Entry]:
    """The field dictionary of a day by code."""
    return {one.entry.code: one.standing for one in standing_rules(day)}


def offered(day: date) -> dict[str, Entry]:
    """What a field may refer to: the dictionary, and the program's own checks it leaves out."""
    own = {str(one): builtin(str(one)) for one in Check}
    entries = {
        code: Entry(EntryKind.TEXT, 0, rule.name, rule) for code, rule in own.items() if rule
    }
    return entries | dictionary(day)


@dataclass(frozen=True, slots=True)
class FormUse:
    """A form whose latest version (or open draft) refers to an entry of the dictionary."""

    form: FormVersion | FormDraft
    labels: tuple[str, ...]
    version: int


def forms_using(code: str) -> list[FormUse]:
    """Which forms use an entry, each under the version that stands in it."""
    newest = FormVersion.objects.filter(code=OuterRef("code")).order_by("-version").values("pk")
    latest_ones = FormVersion.objects.filter(pk=Subquery(newest[:1])).order_by("code")
    drafts = FormDraft.objects.filter(state__in=OPEN_DRAFTS).order_by("code")
    mark = f'"dictionary":"{code}"'
    holders: list[FormVersion | FormDraft] = [*latest_ones.filter(canonical__contains=mark)]
    holders += drafts.filter(canonical__contains=mark)
    found = []
    for form in holders:
        mine = [use for use in uses(form.schema) if use.code == code]
        labels = tuple(use.label for use in mine)
        found.append(FormUse(form, labels, min((use.version for use in mine), default=0)))
    return found


def used_by_code() -> dict[str, int]:
    """How many forms use each entry in their latest version."""
    newest = FormVersion.objects.filter(code=OuterRef("code")).order_by("-version").values("pk")
    counts: dict[str, int] = {}
    for form in FormVersion.objects.filter(pk=Subquery(newest[:1])):
        for code in {use.code for use in uses(form.schema)}:
            counts[code] = counts.get(code, 0) + 1
    return counts


def divisions(region_code: str, level: str, day: date) -> list[tuple[str, str]]:
    """The divisions of one level below a region as options: code, and name with what it is in."""
    below = region_and_below(region_code).filter(level=level).select_related("parent")
    current = below.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("code")
    return [
        (
            one.code,
            f"{one.parent.name} {one.name}" if level == "village" and one.parent else one.name,
        )
        for one in current
    ]


def render(
    schema: Mapping[str, Any] | Schema,
    data: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    prefix: str = "",
    whole: Mapping[str, Any] | Schema | None = None,
    uploads: bool = True,
) -> SafeString:
    """The fields of a form as HTML, to be put inside the page's own <form>.

    Works without JavaScript: a row is added or removed by a submit button named `_add` or
    `_remove` (hand its value to `rules.edit_rows` and draw again), hidden fields appear on the next
    drawing. Errors stand beside their field and in a summary that links to it; what was typed is
    shown again exactly. `whole`: the whole form, where only a part of it (`rules.parts`) is drawn.
    Without `uploads` the files of the form are shown and stay.
    """
    tree = nodes(schema, data or {}, errors or {}, prefix=prefix, whole=whole, uploads=uploads)
    summary = [
        {"id": "f-" + f"{prefix}{path}".replace(".", "-"), "message": message}
        for path, message in (errors or {}).items()
    ]
    return render_to_string("forms/citizen/_form.html", {"nodes": tree, "summary": summary})


def answers(
    schema: Mapping[str, Any] | Schema,
    cleaned: Mapping[str, Any],
    *,
    whole: Mapping[str, Any] | Schema | None = None,
) -> list[tuple[str, str]]:
    """Label and answer in words, for receipts and files: choices by their label, dates as typed."""
    rows: list[tuple[str, str]] = []
    _collect(nodes(schema, cleaned, {}, whole=whole), rows, "")
    return rows


def _collect(tree: list[Any], rows: list[tuple[str, str]], before: str) -> None:
    for node in tree:
        if node.children:
            _collect(node.children, rows, before)
        for number, row in enumerate(node.rows, 1):
            _collect(row, rows, f"{node.label}{number}·")
        if node.label and node.name and node.kind != "dynamiclist":
            rows.append((before + node.label, _in_words(node)))


def _in_words(node: Any) -> str:
    if node.kind == "filepicker":
        return "、".join(str(one.get("name", "")) for one in node.files)
    if node.options:
        return "、".join(option.label for option in node.options if option.chosen)
    if node.kind == "checkbox":
        return "是" if node.value else "否"
    return str(node.value)
