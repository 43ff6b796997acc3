"""Facts entered by hand: the register, a new one, confirming and withdrawing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.assessment import actions, policy, queries, registry
from zhengwu.assessment.enums import ENTRY_STATES, EntryState
from zhengwu.assessment.models import Entry, Scheme
from zhengwu.assessment.rules.model import ENTERED
from zhengwu.assessment.web.staff.forms import EntryForm, NoForm, ReasonForm, pairs
from zhengwu.assessment.web.staff.views.periods import Act, beside
from zhengwu.files import actions as files
from zhengwu.files import queries as stored
from zhengwu.files.actions import Received
from zhengwu.files.enums import Scan
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

# Bytes without a row are collected after a day; the form's mark ends before that.
_SALT, _KEPT = "assessment/evidence", 20 * 3600


def _url(row: Entry) -> str:
    return reverse("assessment_staff:entry", args=[row.pk])


@access(policy.may_enter)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The register."""
    state = request.GET.get("state", "")
    rows = Entry.objects.select_related("scheme")
    actor = actor_of(request)
    if not policy.oversees(actor):
        mine = Q(written_by_id=actor.id) | Q(organ_code__in=policy.heads(actor))
        rows = rows.filter(mine)
    if state in ENTRY_STATES:
        rows = rows.filter(state=state)
    table = Table(
        request, rows,
        columns=[
            Column("day", "日期", kind="day", sort="day"),
            Column("name", "考核对象", url=_url),
            Column("scheme", "办法", value=lambda row: row.scheme.name),
            Column("text", "事实"),
            Column("value", "分值", kind="number"),
            Column("written_by", "登记人", kind="short"),
            Column("state", "情况", kind="short", value=lambda row: row.state_name),
        ],
        order="-day",
        empty_title="没有登记",
        empty_text="系统里没有记录的事实（检查、公开、通报等）由具名人员在这里登记。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("考核登记"))
    context = {
        "table": table, "state": state, "states": pairs(ENTRY_STATES),
        "schemes": _manual_schemes(actor), "oversees": True,
    }  # fmt: skip
    return render(request, "assessment/staff/entries.html", context)


def _manual_schemes(actor: Actor) -> list[Scheme]:
    today = local_day(now())
    return [row for row in Scheme.objects.all() if _criteria(row, today, actor)]


def _criteria(scheme: Scheme, day: date, actor: Actor | None = None) -> list[tuple[str, str]]:
    """Criteria that are entered by hand; of an actor who does not oversee the cross ones."""
    version = queries.version_on(scheme, day)
    rows = version.model.criteria if version else ()
    whole = actor is None or policy.oversees(actor)
    return [(one.code, one.name) for one in rows if one.source == ENTERED and (whole or one.cross)]


@access(policy.may_enter)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a fact down."""
    scheme, at, status = get_object_or_404(Scheme, pk=code), now(), 200
    today = local_day(at)
    span = registry.Span(today, today, at)
    actor = actor_of(request)
    rows = registry.groups()[scheme.group].read(span).subjects
    whole = policy.oversees(actor)
    subjects = [(one.key, one.name) for one in rows if whole or one.organ != actor.organ_code]
    form = EntryForm(
        request.POST or None, request.FILES or None, subjects=subjects, initial={"day": today},
        criteria=_criteria(scheme, today, actor),
    )  # fmt: skip
    paper: Received | None = None
    if request.method == "POST":
        status = 422
        paper = _received(request, form)
        good = "file_remove" not in request.POST and form.is_valid()
        if good and (row := _entered(form, scheme, paper, actor_of(request))):
            messages.success(request, "已登记，等另一人确认后计分。")
            return redirect(_url(row))
    kept = [{"id": _mark(paper), "name": paper.name, "size": paper.size}] if paper else []
    context = {"form": form, "scheme": scheme, "kept": kept}
    return render(request, "assessment/staff/entry_new.html", context, status=status)


def _received(request: HttpRequest, form: EntryForm) -> Received | None:
    """The paper just chosen, or the one of the last try: what was uploaded stays with the form."""
    upload = request.FILES.get("file")
    if upload is None:
        mark = request.POST.get("file_kept", "")
        return None if "file_remove" in request.POST else _of_mark(mark)
    try:
        return files.receive(cast("BinaryIO", upload), name=str(upload.name))
    except Refusal as refused:
        form.add_error("file", refused.message)
        return None


def _mark(paper: Received) -> str:
    """What the form carries of a paper that lies on disk: signed, so that no other can be named."""
    return signing.dumps(asdict(paper), salt=_SALT)


def _of_mark(mark: str) -> Received | None:
    try:
        facts = signing.loads(mark, salt=_SALT, max_age=_KEPT)
    except signing.BadSignature:
        return None
    return Received(**{**facts, "scan": Scan(facts["scan"])})


def _entered(form: EntryForm, scheme: Scheme, paper: Received | None, by: Actor) -> Entry | None:
    data = {**form.cleaned_data, "file": paper}
    try:
        return actions.enter(scheme, **data, by=by, at=now())
    except Refusal as refused:
        beside(form, refused)
        return None


def _seen(pk: UUID, actor: Actor) -> Entry:
    """A fact is seen by whoever oversees, by who wrote it and by the unit or person concerned."""
    row = get_object_or_404(Entry.objects.select_related("scheme", "file"), pk=pk)
    concerned = row.organ_code in policy.heads(actor) or row.subject == f"staff:{actor.id}"
    concerned = concerned or row.written_by_id == actor.id
    if not policy.oversees(actor) and not concerned:
        raise Http404
    return row


@access(policy.may_use)
@require_safe
def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper behind a fact."""
    row = _seen(pk, actor_of(request))
    if row.file is None:
        raise Http404
    return cast("HttpResponse", stored.response(row.file, inline=True))


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One fact with its evidence."""
    actor, status = actor_of(request), 200
    row = _seen(pk, actor)
    acts = _acts(row, actor, request)
    if request.method == "POST":
        status = 422
        wanted = next((one for one in acts if one.code == request.POST.get("act")), None)
        if wanted is None:
            raise Http404
        if wanted.form.is_valid() and _done(wanted, row, actor):
            messages.success(request, f"{wanted.label}，已办理。")
            return redirect(_url(row))
    names = dict(_criteria(row.scheme, row.day))
    context = {"row": row, "acts": acts, "criterion": names.get(row.criterion, row.criterion)}
    return render(request, "assessment/staff/entry.html", context, status=status)


def _acts(row: Entry, actor: Actor, request: HttpRequest) -> list[Act]:
    if not policy.oversees(actor):
        return []
    found = []
    given = request.POST if request.method == "POST" else None
    if row.state == EntryState.WRITTEN and actor.id != row.written_by_id:
        found.append(Act("confirm", "确认", NoForm(given)))
    if row.state != EntryState.WITHDRAWN:
        wanted = given if given and given.get("act") == "withdraw" else None
        found.append(Act("withdraw", "撤回", ReasonForm(wanted)))
    return found


def _done(wanted: Act, row: Entry, by: Actor) -> bool:
    try:
        if wanted.code == "confirm":
            actions.confirm_entry(row, by=by, at=now())
        else:
            actions.withdraw_entry(row, reason=wanted.form.cleaned_data["reason"], by=by, at=now())
    except Refusal as refused:
        beside(wanted.form, refused)
        return False
    return True
