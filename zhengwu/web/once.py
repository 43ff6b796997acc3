"""A double click acts once: the first use of a form's token keeps the answer for the second.

    <form method="post">{% csrf_token %}{% once %} …        in the template
    @access(policy.may_accept)
    @once                                                    below @access
    def accept(request, case_id): …                          ends with a redirect

The second request waits for the first and receives the same redirect. A form that comes back with
errors frees its token, so that the corrected form may be sent. For acts that create something,
pass `key_of(request)` into a unique column as well: that also survives a process killed between
the act and its answer.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from zhengwu.kernel.acting import entered
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import actor_of
from zhengwu.web.models import Submission

FIELD = "once"
_KEPT = timedelta(days=1)
_ABANDONED = timedelta(seconds=60)
_PATIENCE_SECONDS = 10.0
_STEP_SECONDS = 0.05

View = Callable[..., HttpResponse]


class StillWorking(Refusal):
    """刚才的提交还在处理，请不要重复提交。请稍等片刻，刷新页面查看结果。"""


def new_token() -> str:
    """An unguessable token for one rendering of one form."""
    return secrets.token_urlsafe(16)


def key_of(request: HttpRequest) -> str:
    """What makes this submission this one: token, address and account. Empty without a token."""
    token = request.POST.get(FIELD, "")
    return digest(f"{actor_of(request).account}\n{request.path}\n{token}") if token else ""


def once(view: View) -> View:
    """Lets a form's act happen once per rendered form; without a token the view just runs."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = key_of(request) if request.method == "POST" else ""
        if not key:
            return view(request, *args, **kwargs)
        if not _claim(key):
            return _answer_of_the_first(key)
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            _free(key)
            raise
        _keep(key, response)
        return response

    return guarded


def _claim(key: str) -> bool:
    with entered("web"):
        if secrets.randbelow(256) == 0:
            Submission.objects.filter(started_at__lt=now() - _KEPT).delete()
        stale = now() - _ABANDONED
        Submission.objects.filter(key=key, location="", started_at__lt=stale).delete()
        try:
            with transaction.atomic():
                Submission.objects.create(key=key, started_at=now())
        except IntegrityError:
            return False
    return True


def _free(key: str) -> None:
    with entered("web"):
        Submission.objects.filter(key=key).delete()


def _keep(key: str, response: HttpResponse) -> None:
    location = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    if response.status_code >= 400 or not location:
        _free(key)
        return
    header = "Location" if "Location" in response.headers else "HX-Redirect"
    with entered("web"):
        Submission.objects.filter(key=key).update(
            location=location, status=response.status_code, header=header
        )


def _answer_of_the_first(key: str) -> HttpResponse:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        done = Submission.objects.filter(key=key).exclude(location="").first()
        if done is not None:
            return HttpResponse(status=done.status, headers={done.header: done.location})
        time.sleep(_STEP_SECONDS)
    raise StillWorking
