"""A complaint is written on the phone: one page, files kept while it is corrected."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.complaints import actions, registry
from zhengwu.complaints.enums import NAMING_NAMES, Channel
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules.intake import SENDER
from zhengwu.complaints.web.citizen.forms import LetterForm
from zhengwu.complaints.web.citizen.views.own import remember
from zhengwu.files import actions as files
from zhengwu.files.models import StoredFile
from zhengwu.identity import actions as identity
from zhengwu.identity.models import Person
from zhengwu.kernel.actors import ActorKind
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, anyone
from zhengwu.web.once import key_of, once

_LIMIT = "complaint.send"
_FILES = "complaint.file"  # nobody need be signed in to upload here, so it is counted
_KEPT = "complaint_files"


@access(anyone)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """The form. `?case=`, `?organ=`, `?kind=`, `?from=portal` fill in what is known already."""
    given = {name: clean(request.GET.get(name, ""))[:60] for name in ("case", "organ", "kind")}
    form = LetterForm(
        request.POST or None, initial={**given, **_known(request), "naming": "secret"}
    )
    problem, status = "", 200
    kept: list[StoredFile] = []
    if request.method == "POST":
        kept, problem = _files(request)
        status = 422
        removing = "files_remove" in request.POST
        if not removing and form.is_valid() and not problem:
            row = _sent(request, form, kept)
            if row is not None:
                request.session.pop(_KEPT, None)
                remember(request, row)
                return redirect("complaints_citizen:complaint", number=row.matter.number)
        elif removing:
            form.errors.clear()
            status = 200
    context = {
        "form": form, "file_error": problem, "kinds": registry.kinds().items(),
        "namings": NAMING_NAMES.items(),
        "kept": [{"id": str(one.pk), "name": one.name, "size": one.size} for one in kept],
        "most": registry.value("most_files", now()),
        "portal": request.GET.get("from") == "portal",
    }  # fmt: skip
    return render(request, "complaints/citizen/new.html", context, status=status)


def _known(request: HttpRequest) -> dict[str, str]:
    """Name and telephone of a signed-in citizen; who chooses to be anonymous keeps neither."""
    actor = actor_of(request)
    person = Person.objects.filter(pk=actor.id).first() if actor.kind is ActorKind.CITIZEN else None
    return {"name": person.name, "phone": person.phone} if person else {}


def _files(request: HttpRequest) -> tuple[list[StoredFile], str]:
    """Files of this visitor kept before and not removed, and those just sent."""
    mine = set(request.session.get(_KEPT, []))
    wanted = set(request.POST.getlist("files_kept")) & mine
    wanted -= {request.POST.get("files_remove", "")}
    kept = list(StoredFile.objects.filter(pk__in=wanted))
    problems, most = [], int(registry.value("most_files", now()))
    sent = request.FILES.getlist("files")
    if sent:
        try:
            identity.spend_or_refuse(identity.origin_of(request), _FILES, at=now())
        except Refusal as refused:
            return kept, refused.message
    for upload in sent:
        if len(kept) >= most:
            problems.append(f"最多 {most} 个文件")
            break
        try:
            got = files.receive(cast("BinaryIO", upload.file), name=upload.name or "未命名")
            kept.append(files.keep(got, purpose="material", by=SENDER, at=now()))
        except Refusal as refused:
            problems.append(refused.message)
    request.session[_KEPT] = [str(one.pk) for one in kept]
    return kept, "；".join(problems)


def _sent(request: HttpRequest, form: LetterForm, kept: list[StoredFile]) -> Complaint | None:
    actor, data, at = actor_of(request), form.cleaned_data, now()
    portal = request.GET.get("from") == "portal"
    try:
        identity.spend_or_refuse(identity.origin_of(request), _LIMIT, at=at)
        return actions.receive(
            actions.Letter(
                **{name: data[name] or "" for name in _PLAIN},
                happened_on=data["happened_on"],
                channel=Channel.PORTAL if portal else Channel.WEB,
                person=actor.id if actor.kind is ActorKind.CITIZEN else "",
                staff=actor.id if actor.is_staff else "",
                files=tuple(kept),
                once_key=key_of(request),
            ),
            by=SENDER,
            at=at,
        )
    except Refusal as refused:
        beside(form, refused)
        return None


_PLAIN = ("kind", "organ", "about_name", "case", "ticket", "text", "naming", "name", "phone")


def beside(form: Any, refused: Refusal) -> None:
    """Errors beside the fields a refusal names."""
    for name, texts in (refused.fields or {"": [refused.message]}).items():
        form.add_error(name if name in form.fields else None, list(texts))
