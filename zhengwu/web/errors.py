"""Pages for everything that goes wrong, in plain Chinese: what happened and what to do now."""

from __future__ import annotations

import errno
import logging
import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import is_valid_path

from zhengwu.kernel.errors import Collided, Refusal
from zhengwu.web.access import actor_of

logger = logging.getLogger("zhengwu.web")


@dataclass(frozen=True, slots=True)
class Saying:
    """What an error page says: its title, the sentence, what one can do."""

    title: str
    text: str
    advice: str


SAYINGS = {
    400: Saying(
        "请求的内容无法识别",
        "提交的内容里有系统不能处理的字符或格式。",
        "请返回上一页，重新填写后再提交。从别处粘贴的文字，可以先粘到记事本里再复制一次。",
    ),
    403: Saying(
        "您没有查看或办理的权限",
        "您的岗位不包含这项权限，这次访问已被记录。",
        "如果工作需要，请联系本单位的安全管理员调整岗位职责。",
    ),
    404: Saying(
        "没有找到这个页面",
        "地址可能输错了，内容可能已撤下，或者不在您可以查看的范围内。",
        "请检查地址，或者从首页重新查找。",
    ),
    405: Saying(
        "这个地址不能直接打开",
        "这是提交内容时用的地址，不是页面。什么也没有改变。",
        "请从原来的页面重新打开，再继续办理。",
    ),
    409: Saying(
        "现在不能进行这个操作",
        "情况已经变化，刚才的操作没有执行。",
        "请返回上一页，刷新后查看最新情况。",
    ),
    413: Saying(
        "提交的内容太大",
        "一次提交的内容超过了上限，没有保存。",
        "请减少内容，或者把材料分开上传。",
    ),
    422: Saying(
        "填写的内容有误",
        "有些内容不符合要求，没有保存。",
        "请返回上一页，按提示修改后再提交。",
    ),
    429: Saying(
        "操作太频繁",
        "短时间内尝试的次数太多，系统暂时不再受理。",
        "请过几分钟再试。",
    ),
    500: Saying(
        "系统出了问题",
        "刚才的操作可能没有完成，故障已经自动记录。",
        "请稍后再试。多次出现时，请把下面的故障编号告诉服务台。",
    ),
    503: Saying(
        "正好有人在办同一件事",
        "这一步没有执行，内容没有变化。",
        "请再提交一次。",
    ),
    507: Saying(
        "服务器存储空间不足",
        "服务器的存储空间满了，刚才的操作没有保存；以前保存的内容都在。",
        "请过几分钟再试；多次出现时，请拨打下面的电话告诉服务台。",
    ),
}
# What is never written back into a page.
_SECRET = ("password", "again", "csrfmiddlewaretoken", "totp")
_RESENT = 64_000

_LAST_RESORT = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>系统出了问题</title>'
    "<h1>系统出了问题</h1><p>刚才的操作可能没有完成，请稍后再试。故障编号 {reference}</p></html>"
)


def page(
    request: HttpRequest,
    status: int,
    *,
    text: str = "",
    law: str = "",
    fields: dict[str, list[str]] | None = None,
    reference: str = "",
    resent: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The error page of this status; a fragment for htmx, JSON for machines."""
    saying = SAYINGS.get(status) or SAYINGS[400 if status < 500 else 500]
    context = {
        "status": status,
        "saying": saying,
        "text": text or saying.text,
        "law": law,
        "fields": fields or {},
        "reference": reference,
        "resent": resent,
        "resent_files": bool(resent and request.FILES),
        "shell": _shell(request),
        "origin": _above(request) if status == HTTPStatus.METHOD_NOT_ALLOWED else "",
    }
    if wants_json(request):
        facts = {"message": context["text"], "law": law, "fields": fields or {}}
        return JsonResponse(facts, status=status, json_dumps_params={"ensure_ascii": False})
    if request.headers.get("HX-Request"):
        html = render_to_string("web/_refusal.html", context, request)
        headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML show:window:top"}
        return HttpResponse(html, status=status, headers=headers)
    return HttpResponse(render_to_string("web/error.html", context, request), status=status)


def refusal(request: HttpRequest, refused: Refusal) -> HttpResponse:
    """The page of a refusal: its message, the article behind it, the fields it concerns."""
    return page(
        request,
        refused.status,
        text=refused.message,
        law=refused.article,
        fields=refused.fields,
        resent=_resent(request) if isinstance(refused, Collided) else (),
    )


def not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An act's address opened as if it were a page; which methods it takes stays told."""
    told = page(request, response.status_code)
    told.headers["Allow"] = response.headers.get("Allow", "")
    return told


def _above(request: HttpRequest) -> str:
    """The nearest address above that leads somewhere: the page from which the act is done."""
    path = request.path_info.rstrip("/")
    while path := path.rpartition("/")[0]:
        if is_valid_path(f"{path}/"):
            return f"{path}/"
    return ""


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asks: the JSON interface, or a client that accepts nothing else."""
    accepted = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or accepted.startswith("application/json")


def _shell(request: HttpRequest) -> str:
    on_desk = request.path.startswith("/desk/") and actor_of(request).is_staff
    return "web/desk.html" if on_desk else "web/citizen.html"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 400: malformed bodies, too large forms, suspicious operations – and a session that
    could not be kept because the disk was full."""
    if no_room(exception):
        return full(request)
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 404."""
    return page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection token is missing or old."""
    return page(
        request,
        403,
        text="页面打开得太久，或者浏览器关闭了 Cookie，为了安全没有提交。"
        "请返回上一页，刷新后再提交。",
    )


def no_room(error: BaseException | None) -> bool:
    """Whether a disk was full: that of the files, or the one under the database."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        # SQLite's own words, and PostgreSQL's class 53 (53100: disk full).
        if isinstance(error, DatabaseError) and "disk is full" in str(error):
            return True
        if getattr(error, "sqlstate", None) == "53100":
            return True
        error = error.__cause__ or error.__context__
    return False


def _resent(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again with one press once there is room; no secrets, no files."""
    if request.method != "POST" or not hasattr(request, "_post"):
        return []
    rows = [(name, value) for name, values in request.POST.lists() for value in values]
    if any(name in _SECRET[:2] for name, _ in rows):
        return []
    kept = [(name, str(value)) for name, value in rows if name not in _SECRET]
    return kept if sum(len(value) for _, value in kept) <= _RESENT else []


def full(request: HttpRequest) -> HttpResponse:
    """The page of a full disk."""
    logger.error("no room on the disk", extra={"path": request.path})
    return page(request, 507, resent=_resent(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's 500: says so even when the templates themselves are what failed.

    A full disk under the database ends here, too: nothing of the act is kept, and the page holds
    what was typed, so that it is sent again without typing it again.
    """
    if no_room(sys.exc_info()[1]):
        try:
            return full(request)
        except Exception:
            logger.exception("the page of a full disk failed")
    reference = uuid.uuid4().hex[:8].upper()
    logger.error("server error shown to a person", extra={"reference": reference})
    try:
        return page(request, 500, reference=reference)
    except Exception:
        logger.exception("the error page failed", extra={"reference": reference})
        return HttpResponse(_LAST_RESORT.format(reference=reference), status=500)
