"""Verification for everybody, and the papers of a matter for its parties."""

from __future__ import annotations

import hashlib
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.documents import actions, queries
from zhengwu.documents.enums import Check
from zhengwu.documents.models import Document
from zhengwu.documents.policy import may_read_of
from zhengwu.documents.registry import may_read_as_party, seal_provider
from zhengwu.documents.web.citizen.forms import VerifyForm
from zhengwu.files import queries as files
from zhengwu.identity import actions as identity
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere
from zhengwu.kernel.text import masked_name
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, anyone, signed_in

_LARGEST = 50 * 1024 * 1024
_CODES, _FILES = "verify.code", "verify.file"
_PAGE = "documents/citizen/verify.html"


@access(anyone)
@require_http_methods(["GET", "POST"])
def verify_any(request: HttpRequest) -> HttpResponse:
    """Type a code, or compare a file of which nobody knows the code."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    code = request.GET.get("code") or request.POST.get("code", "")
    if code.strip():
        if document := _by_code(request, code):
            if request.method == "GET" or "file" not in request.FILES:
                return redirect("documents_citizen:verify", code=document.verify_code)
            return _answer(request, document)
        form = VerifyForm({"code": code})
        form.is_valid()
        form.add_error("code", "没有这个查验码，请核对后重新输入")
        return render(request, _PAGE, {"form": form, "unknown_code": True}, status=404)
    if request.method == "POST" and "file" in request.FILES:
        return _answer(request, None)
    return render(request, _PAGE, {"form": form})


@access(anyone)
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What was issued under this code (masked), and whether a file is that very paper."""
    document = _by_code(request, code)
    if document is None:
        raise NotThere()
    if request.method == "POST":
        return _answer(request, document)
    return render(request, _PAGE, _shown(document) | {"form": VerifyForm()})


def _by_code(request: HttpRequest, code: str) -> Document | None:
    """The paper of a code. Guesses are counted by address; whoever holds a real paper is not."""
    origin, at = identity.origin_of(request), now()
    identity.spend_or_refuse(origin, _CODES, at=at)
    document = queries.by_verify_code(code)
    if document is not None:
        identity.give_back(origin, _CODES, at=at)
    return document


def _answer(request: HttpRequest, document: Document | None) -> HttpResponse:
    identity.spend_or_refuse(identity.origin_of(request), _FILES, at=now())
    upload = request.FILES.get("file")
    if upload is None or not upload.size or upload.size > _LARGEST:
        raise InvalidInput(fields={"file": ["请选择要核对的 PDF 文件（不超过 50 MB）"]})
    data = upload.read()
    check, found = queries.compare(document, hashlib.sha256(data).hexdigest())
    context = _shown(document or found) | {"form": VerifyForm(), "check": check}
    context["other"] = found if check is Check.DIFFERENT and found != document else None
    if check is not Check.SAME:
        context["signatures"] = seal_provider().check(data)
    return render(request, _PAGE, context)


def _shown(document: Document | None) -> dict[str, Any]:
    """What anybody may know: which paper, by whom, when; the addressee's name covered."""
    if document is None:
        return {}
    return {
        "document": document,
        "addressee": masked_name(document.content["addressee"]["name"]),
        "corrected_by": document.corrected_by.order_by("issued_at").last(),
    }


@access(signed_in)
@require_safe
def download(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The PDF for the parties of the matter and for the office; made now if there is none yet."""
    document = get_object_or_404(Document.objects.select_related("matter"), pk=document_id)
    actor = actor_of(request)
    if not (may_read_of(actor, document.organ_code) or _is_for_party(actor, document)):
        raise NotThere()
    stored = actions.produce(document, at=now())
    # A streamed file is a response to Django, though not by its stubs' class tree.
    return cast("HttpResponse", files.response(stored, inline="inline" in request.GET))


def _is_for_party(actor: Actor, document: Document) -> bool:
    """A party reads the papers of the matter, never those of the office's inner working."""
    inner = document.template_code in queries.internal_templates()
    return not inner and may_read_as_party(actor, document.matter)
