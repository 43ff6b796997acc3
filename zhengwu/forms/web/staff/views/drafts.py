"""Forms at the desk: versions, a draft with its fields, one field, preview, approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhengwu.forms import actions, policy, queries
from zhengwu.forms.enums import OPEN_DRAFTS, DraftState
from zhengwu.forms.models import FormDraft, FormVersion
from zhengwu.forms.rules import edit_rows, from_flat, validate
from zhengwu.forms.rules.dictionary import uses
from zhengwu.forms.rules.editing import (
    OFFERED,
    WORDS,
    changed,
    compare,
    edited,
    found,
    rows,
    stands_at,
    unfinished,
)
from zhengwu.forms.rules.refusals import FormUnfinished
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

from ..forms.fields import DecisionForm, FieldForm, NewForm


def _latest() -> QuerySet[FormVersion]:
    newest = FormVersion.objects.filter(code=OuterRef("code")).order_by("-version")
    return FormVersion.objects.filter(pk=Subquery(newest.values("pk")[:1]))


def _address(version: FormVersion) -> str:
    return reverse("forms_staff:version", args=[version.pk])


@access(policy.may_see_forms)
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form with its latest version, and the drafts that are open."""
    columns = [
        Column("title", "表单", url=_address, sort="title"),
        Column("code", "编码", sort="code"),
        Column("version", "最新版本", kind="number"),
        Column("published_at", "发布时间", kind="instant"),
        Column("published_by", "发布人"),
    ]
    table = Table(
        request,
        _latest(),
        columns=columns,
        order="code",
        empty_title="还没有表单",
        empty_text="起草并批准后会出现在这里。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("表单"))
    context = {
        "table": table,
        "drafts": FormDraft.objects.filter(state__in=OPEN_DRAFTS).order_by("code"),
        "may_draft": policy.may_draft(actor_of(request)),
    }
    return render(request, "forms/staff/forms.html", context)


@access(policy.may_see_forms)
@require_safe
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A published version as it is filled in, and the versions before and after."""
    this = get_object_or_404(FormVersion, pk=pk)
    others = FormVersion.objects.filter(code=this.code).order_by("-version")
    before = others.filter(version__lt=this.version).first()
    context = {
        "version": this,
        "others": others.defer("canonical"),
        "changes": compare(before.schema if before else None, this.schema) if before else [],
        "form": queries.render(this.schema),
        "dictionary": uses(this.schema),
        "may_draft": policy.may_draft(actor_of(request)),
    }
    return render(request, "forms/staff/version.html", context)


@access(policy.may_draft)
@once
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: a copy of what stands, or one field to begin with."""
    form = NewForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.begin_draft(
                    form.cleaned_data["code"],
                    title=form.cleaned_data["title"],
                    by=actor_of(request),
                    at=now(),
                )
            except Refusal as refusal:
                form.add_error("code", refusal.message)
                status = refusal.status
            else:
                return redirect("forms_staff:draft", pk=made.pk)
    return render(request, "forms/staff/new.html", {"form": form}, status=status)


def _draft(pk: UUID) -> FormDraft:
    return get_object_or_404(FormDraft.objects.select_related("base", "version"), pk=pk)


@access(policy.may_draft)
@once
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The fields of a draft; one press adds, moves or drops one, or takes today's dictionary."""
    this = _draft(pk)
    if request.method == "POST":
        to = redirect("forms_staff:draft", pk=pk)
        verb, _, rest = request.POST.get("do", "").partition(":")
        path, _, kind = rest.partition(":")
        renew = verb == "renew"
        try:
            asked = kind or request.POST.get("kind", "")
            schema = this.schema if renew else edited(this.schema, verb, path, asked)
            actions.change_draft(
                this,
                schema,
                seen=request.POST.get("seen", ""),
                renew=renew,
                by=actor_of(request),
                at=now(),
            )
            if verb in ("first", "add", "inside"):
                # A field just added has no name yet: its page is next.
                place = stands_at(this.schema, verb, path).replace("/", "-")
                to = redirect("forms_staff:field", pk=pk, path=place)
        except (LookupError, ValueError):
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return to
    return _show(request, this)


def _show(
    request: HttpRequest,
    this: FormDraft,
    form: DecisionForm | None = None,
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    who = actor_of(request)
    asked = {"reason": this.reason, "effective_on": this.effective_on}
    context = {
        "draft": this,
        "rows": rows(this.schema),
        "left": unfinished(this.schema),
        "errors": errors or {},
        "opinion": request.POST.get("opinion", ""),
        "kinds": list(OFFERED.items()),
        "changes": compare(this.base.schema if this.base else None, this.schema),
        "outdated": _outdated(this),
        "form": form or DecisionForm(initial=asked),
        "may_edit": this.state == DraftState.DRAFT,
        "may_decide": this.state == DraftState.SUBMITTED and policy.may_approve(who),
        "may_discard": this.state in OPEN_DRAFTS,
        "own": who.id in this.hands,
    }
    return render(request, "forms/staff/draft.html", context, status=status)


def _outdated(this: FormDraft) -> list[str]:
    """Fields whose rule has a newer version in the dictionary, in words."""
    entries = queries.dictionary(local_day(now()))
    return [
        f"“{use.label}”用的是“{entries[use.code].name}”第{use.version}版，现行第{entries[use.code].version}版"
        for use in uses(this.schema)
        if use.code in entries and use.version < entries[use.code].version
    ]


@access(policy.may_draft)
@once
def field(request: HttpRequest, pk: UUID, path: str) -> HttpResponse:
    """One field."""
    this = _draft(pk)
    path = path.replace("-", "/")
    try:
        component = found(this.schema, path)
        entries = queries.offered(local_day(now()))
        form = FieldForm(component, request.POST or None, entries=entries, schema=this.schema)
    except (LookupError, ValueError):
        raise Http404 from None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_draft(
                    this,
                    changed(this.schema, path, form.values),
                    seen=request.POST.get("seen", ""),
                    by=actor_of(request),
                    at=now(),
                )
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, "已保存。")
                return redirect("forms_staff:draft", pk=pk)
    context = {
        "draft": this,
        "form": form,
        "word": WORDS.get(form.kind, "字段"),
        "seen": request.POST.get("seen") or this.mark,
    }
    return render(request, "forms/staff/field.html", context, status=status)


@access(policy.may_draft)
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form at phone width, to be tried out; nothing typed here is kept."""
    this = _draft(pk)
    schema: dict[str, Any] = this.schema
    data: dict[str, Any] = {}
    errors: dict[str, str] = {}
    checked = False
    if request.method == "POST":
        data = from_flat(schema, dict(request.POST.lists()))
        if request.POST.get("_add") or request.POST.get("_remove"):
            data = edit_rows(
                data, add=request.POST.get("_add", ""), remove=request.POST.get("_remove", "")
            )
        elif request.POST.get("check"):
            errors = validate(schema, data, today=local_day(now())).errors
            checked = True
    context = {
        "draft": this,
        "form": queries.render(schema, data, errors),
        "checked": checked,
        "faults": len(errors),
    }
    return render(request, "forms/staff/preview.html", context)


def _beside(form: DecisionForm, refusal: Refusal, this: FormDraft) -> dict[str, str]:
    """Faults beside the field of the page, or beside the field of the form they are about."""
    if isinstance(refusal, FormUnfinished):
        left = unfinished(this.schema)
        named = [(row, left[row.path]) for row in rows(this.schema) if row.path in left]
        return {f"row-{row.slug}": f"“{row.title}”{said}" for row, said in named}
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(words))
    return {}


_VERBS: dict[str, Callable[[HttpRequest, FormDraft], FormDraft]] = {
    "submit": lambda r, d: actions.submit_draft(
        d, **DecisionForm(r.POST).asked(), by=actor_of(r), at=now()
    ),
    "return": lambda r, d: actions.return_draft(
        d, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "approve": lambda r, d: actions.approve_draft(
        d, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "discard": lambda r, d: actions.discard_draft(d, by=actor_of(r), at=now()),
}


@access(policy.may_draft)
@require_POST
@once
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Submit, return, approve, give up."""
    this = _draft(pk)
    word = request.POST.get("verb", "")
    verb = _VERBS.get(word)
    if verb is None:
        raise Http404
    form = DecisionForm(request.POST) if word == "submit" else None
    if form is not None and not form.is_valid():
        return _show(request, this, form, 422)
    try:
        this = verb(request, this)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        this = _draft(pk)
        if form is None:
            errors = {name: words[0] for name, words in refusal.fields.items()}
        else:
            errors = _beside(form, refusal, this)
        if not errors and (form is None or not form.errors):
            messages.error(request, refusal.message)
        return _show(request, this, form, refusal.status, errors)
    messages.success(request, f"“{this.title}”现在是：{this.word}。")
    if this.version is not None:
        return redirect("forms_staff:version", pk=this.version.pk)
    return redirect("forms_staff:draft", pk=pk)
