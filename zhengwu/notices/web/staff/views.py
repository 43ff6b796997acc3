"""The staff's inbox with its bell, and the list of what did not go out."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhengwu.kernel.time import now
from zhengwu.notices import actions, policy, queries
from zhengwu.notices.models import Dispatch
from zhengwu.web.access import access, actor_of, staff
from zhengwu.web.once import once
from zhengwu.web.paging import paged
from zhengwu.web.polling import etagged, polled


@access(staff)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages to this member of staff."""
    messages = queries.inbox_of(actor_of(request))
    page = paged(messages, ["-sent_at", "-id"], request.GET, 50)
    return render(request, "notices/staff/inbox.html", {"page": page})


@access(staff)
@require_safe
@polled
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its count, asked for again and again; unchanged is 304."""
    count = queries.unread_of(actor_of(request))
    return etagged(
        request,
        ["bell", count],
        lambda: render(request, "notices/staff/_bell.html", {"unread": count}),
    )


@access(staff)
@require_safe
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message; opening it is recorded."""
    actor = actor_of(request)
    one = get_object_or_404(queries.inbox_of(actor), pk=message_id)
    one = actions.mark_read(one, by=actor, at=now())
    return render(request, "notices/staff/message.html", {"message": one})


@access(policy.may_watch_dispatches)
@require_safe
def unsent(request: HttpRequest) -> HttpResponse:
    """Messages that failed or are being tried again, without their words."""
    page = paged(queries.unsent(), ["-id"], request.GET, 50)
    return render(request, "notices/staff/unsent.html", {"page": page})


@access(policy.may_watch_dispatches)
@once
@require_POST
def retry(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Set a failed one going again."""
    dispatch = get_object_or_404(Dispatch, pk=dispatch_id)
    actions.retry(dispatch, by=actor_of(request), at=now())
    return redirect("notices_staff:unsent")
