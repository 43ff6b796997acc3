"""操作记录: finding entries, one entry with old and new values, its inclusion proof."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.desks import policy, queries
from zhengwu.journal import queries as journal
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import midnight
from zhengwu.matters.models import Matter
from zhengwu.org.models import Staff
from zhengwu.web.access import access
from zhengwu.web.forms import PlainForm
from zhengwu.web.tables import Column, Table

_DAY = {"type": "date"}
_NAMESAKES = 50


class SearchForm(PlainForm):
    """What the auditor looks for: every field is one index."""

    number = forms.CharField(label="办件编号", max_length=80, required=False)
    actor = forms.CharField(label="工作人员姓名", max_length=60, required=False)
    code = forms.ChoiceField(label="操作", required=False)
    refused = forms.BooleanField(label="只看被拒绝的", required=False)
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs=_DAY))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs=_DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(queries.act_names().items(), key=lambda pair: pair[1])
        self.fields["code"].choices = [("", "不限"), *names]  # type: ignore[attr-defined]

    def entries(self) -> QuerySet[Entry]:
        """The entries sought, newest first when ordered by -pk."""
        data, rows = self.cleaned_data, Entry.objects.all()
        if data["number"]:
            matter = Matter.objects.filter(number=data["number"].strip().upper()).first()
            rows = rows.filter(matter_id=matter.pk) if matter else rows.none()
        if data["actor"]:
            people = Staff.objects.filter(name=data["actor"].strip()).values_list("pk", flat=True)
            rows = rows.filter(actor_id__in=[str(one) for one in people[:_NAMESAKES]])
        if data["code"]:
            rows = rows.filter(code=data["code"])
        if data["refused"]:
            rows = rows.filter(refused=True)
        if data["since"]:
            rows = rows.filter(pk__gte=queries.first_id(midnight(data["since"])))
        if data["until"]:
            end = midnight(data["until"] + timedelta(days=1))
            rows = rows.filter(pk__lt=queries.first_id(end))
        return rows


def named(entry: Entry) -> str:
    """The act's name in Chinese; its code where there is none yet."""
    return queries.act_names().get(entry.code, entry.code)


@access(policy.may_read_journal)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The records, newest first."""
    form = SearchForm(request.GET)
    rows = form.entries() if form.is_valid() else Entry.objects.none()
    table = Table(
        request,
        rows.defer("canonical", "personal"),
        columns=[
            Column("recorded_at", "时间", kind="instant", url=_address),
            Column("code", "操作", kind="short", value=named),
            Column("actor_name", "人员", kind="short"),
            Column("organ_code", "单位", kind="short"),
            Column("object_kind", "对象", kind="short", value=_object),
            Column("refused", "结果", kind="short",
                   value=lambda entry: "拒绝" if entry.refused else "成功"),
        ],
        order="-pk",
        empty_title="没有符合条件的记录",
        empty_text="每一次办理和被拒绝的办理都会留下记录。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("操作记录"))
    _name_matters(table.page.rows)
    context = {"table": table, "form": form, "unsealed": journal.unsealed_count()}
    return render(request, "desks/staff/journal.html", context)


def _address(entry: Entry) -> str:
    return reverse("desks_staff:entry", args=[entry.pk])


@lru_cache(maxsize=200)
def kind_name(kind: str) -> str:
    """办件, 账号 …: the Chinese term with which the description of each table begins."""
    try:
        text = apps.get_model(kind).__doc__ or ""
    except (LookupError, ValueError):
        return kind
    return text.partition(":")[0].strip() or kind


def _object(entry: Entry) -> str:
    number = getattr(entry, "number", "")
    return f"{kind_name(entry.object_kind)} {number} 第{entry.seq}条".replace("  ", " ")


def _name_matters(entries: list[Entry]) -> None:
    """Entries on a matter show its number. One query for the page."""
    matters = Matter.objects.in_bulk({one.matter_id for one in entries if one.matter_id})
    for one in entries:
        if one.matter_id in matters:
            one.number = matters[one.matter_id].number  # type: ignore[attr-defined]


@access(policy.may_read_journal)
@require_safe
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One record whole: what changed from what to what, its digests, its seal."""
    one = get_object_or_404(Entry, pk=entry_id)
    chain = Entry.objects.filter(object_kind=one.object_kind, object_id=one.object_id)
    matter = Matter.objects.filter(pk=one.matter_id).first() if one.matter_id else None
    context = {
        "entry": one,
        "name": named(one),
        "kind": kind_name(one.object_kind),
        "facts": [(name, _text(value)) for name, value in one.payload.items()],
        "changes": [(name, _text(pair[0]), _text(pair[1])) for name, pair in one.changes.items()],
        "who": one.content.get("actor", {}),
        "matter": matter,
        "before": chain.filter(seq=one.seq - 1).first(),
        "after": chain.filter(seq=one.seq + 1).first(),
        "proof": journal.proof_of(one),
    }
    return render(request, "desks/staff/entry.html", context)


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return "（空）" if value in ("", None) else str(value)


@access(policy.may_read_journal)
@require_safe
def proof(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The inclusion proof as a file: checked offline by the verifier."""
    one = get_object_or_404(Entry, pk=entry_id)
    found = journal.proof_of(one)
    content = {"canonical": one.canonical, "proof": found.as_dict() if found else None}
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="proof-{one.pk}.json"'
    return response
