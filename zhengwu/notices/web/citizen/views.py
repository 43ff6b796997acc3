"""The inbox of persons and firms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zhengwu.kernel.time import now
from zhengwu.notices import actions, queries
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.paging import paged


@access(citizen)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What this person was told, newest first."""
    messages = queries.inbox_of(actor_of(request))
    page = paged(messages, ["-sent_at", "-id"], request.GET, 30)
    return render(request, "notices/citizen/inbox.html", {"page": page})


@access(citizen)
@require_safe
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message; opening it is recorded."""
    actor = actor_of(request)
    one = get_object_or_404(queries.inbox_of(actor), pk=message_id)
    one = actions.mark_read(one, by=actor, at=now())
    return render(request, "notices/citizen/message.html", {"message": one})
