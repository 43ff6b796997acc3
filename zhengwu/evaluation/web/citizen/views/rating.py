"""Rate by a link: first how satisfied, then why; afterwards what became of it."""

from __future__ import annotations

import io
import secrets
from typing import Any

import qrcode
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from qrcode.image.svg import SvgPathImage

from zhengwu.clock import queries as clock
from zhengwu.evaluation import actions, policy, queries, registry
from zhengwu.evaluation.actions import EVALUATOR, Given, Source
from zhengwu.evaluation.enums import LEVEL_NAMES, Channel, Finding, FollowUpState, Level
from zhengwu.evaluation.models import FollowUp, Rating, Service
from zhengwu.evaluation.web.citizen.forms import RatingForm, WordsForm
from zhengwu.identity import actions as identity
from zhengwu.identity.actions.sign_in import origin_of
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of, anyone
from zhengwu.web.once import once

_LIMIT = "rate.token"
_COOKIE = "zw_device"
_YEAR = 31_536_000
_RATED = "您已经评价过了。"
_TOO_LATE = "现在不能这样做，可能时间已过或者已经提交过。"
_BY_LINK = {"qr": Channel.QR, "message": Channel.MESSAGE}
_MOBILE = ("Mobile", "Android", "iPhone", "HarmonyOS", "MicroMessenger")
# How a level looks; the word stands beside it.
FACES = {
    Level.VERY_SATISFIED: "mood-happy", Level.SATISFIED: "mood-smile",
    Level.FAIRLY_SATISFIED: "mood-empty", Level.DISSATISFIED: "mood-sad",
    Level.VERY_DISSATISFIED: "mood-angry",
}  # fmt: skip


def found(request: HttpRequest, token: str) -> Service:
    """The service event of a token; wrong tokens are counted by where they come from."""
    row = queries.service_of(token)
    if row is None:
        identity.spend_or_refuse(origin_of(request), _LIMIT, at=now())
        raise Http404
    return row


def who(request: HttpRequest) -> Actor:
    """Nobody's name for a citizen; a member of staff is named, and refused."""
    actor = actor_of(request)
    return EVALUATOR if policy.may_rate(actor) else actor


def channel_of(request: HttpRequest) -> Channel:
    """By the link one came on, else by the kind of device."""
    if named := _BY_LINK.get(request.GET.get("from", "")):
        return named
    agent = request.headers.get("User-Agent", "")
    return Channel.MOBILE if any(word in agent for word in _MOBILE) else Channel.WEB


def source_of(request: HttpRequest) -> Source:
    """Device and network as keyed digests: to see that many come from one, not to know whose."""
    digest = settings.VAULT.keyed_digest
    device, origin = request.COOKIES.get(_COOKIE, ""), origin_of(request)
    return Source(
        device=digest(device, "evaluation/device") if device else "",
        network=digest(origin, "evaluation/network") if origin else "",
        hall_network=origin in registry.hall_networks(now()),
    )


def with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A device keeps a random mark of its own."""
    if _COOKIE not in request.COOKIES:
        response.set_cookie(
            _COOKIE, secrets.token_urlsafe(16), max_age=_YEAR, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return response


@access(anyone)
@never_cache
@require_http_methods(["GET", "POST"])
@once
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind every invitation: before, while and after rating."""
    service = found(request, token)
    back = reverse("evaluation_citizen:rate", args=[token])
    row = Rating.objects.filter(service=service).select_related("followup__matter").first()
    if row is not None:
        return _after(request, service, row, back)
    return with_device(request, asked(request, service, channel_of(request), back))


def asked(request: HttpRequest, service: Service, channel: Channel, back: str) -> HttpResponse:
    """Ask in two steps; what was typed comes back where something is missing."""
    level = _level(request)
    form = RatingForm(request.POST if request.method == "POST" else None, level=level)
    refused, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _rate(request, service, form, channel)
            except Refusal as refusal:
                refused, status = refusal, refusal.status
            else:
                return redirect(back)
    context: dict[str, Any] = {
        "service": service,
        "unit": _unit(service.organ_code),
        "levels": [(int(one), name, FACES[one]) for one, name in LEVEL_NAMES.items()],
        "level": level if level in list(Level) else 0,
        "level_name": LEVEL_NAMES[Level(level)] if level in list(Level) else "",
        "reasons": list(registry.reasons(level).items()) if level in list(Level) else [],
        "ticked": request.POST.getlist("reasons"),
        "form": form,
        "refused": refused,
        "expired": now() >= service.closes_at,
        "staff": not policy.may_rate(actor_of(request)),
        "here": request.path,
        "carried": request.GET.get("from", ""),
        "terminal": channel is Channel.TERMINAL,
    }
    return render(request, "evaluation/citizen/rate.html", context, status=status)


def _level(request: HttpRequest) -> int:
    given = request.POST.get("level") or request.GET.get("level", "")
    return int(given) if given in {str(int(one)) for one in Level} else 0


def _rate(request: HttpRequest, service: Service, form: RatingForm, channel: Channel) -> None:
    data = form.cleaned_data
    given = Given(
        level=data["level"],
        channel=channel,
        reasons=data["reasons"],
        text=data["text"],
        phone=data["phone"],
        name_agreed=data["name_agreed"],
    )
    actions.rate(service, given, source=source_of(request), by=who(request), at=now())


def _unit(code: str) -> str:
    return Organ.objects.filter(pk=code).values_list("name", flat=True).first() or ""


def _after(request: HttpRequest, service: Service, row: Rating, back: str) -> HttpResponse:
    at = now()
    followup = getattr(row, "followup", None)
    offered = _offered(row, followup, at)
    form, problem, status = WordsForm(), "", 200
    if request.method == "POST":
        form, status = WordsForm(request.POST), 422
        act = request.POST.get("act", "")
        if act not in offered:
            problem = _TOO_LATE if act else _RATED
        elif form.is_valid():
            try:
                _add(request, act, service, followup, form.cleaned_data["text"])
            except Refusal as refusal:
                problem, status = refusal.message, refusal.status
            else:
                return redirect(back)
    context = {
        "service": service,
        "unit": _unit(service.organ_code),
        "row": row,
        "followup": followup,
        "offered": offered,
        "form": form,
        "act": request.POST.get("act", ""),
        "problem": problem,
        "face": FACES[Level(row.level)],
        "due": _due(followup),
        "settled": followup is not None and followup.finding not in ("", Finding.TRUE),
    }
    return render(request, "evaluation/citizen/rated.html", context, status=status)


def _offered(row: Rating, followup: FollowUp | None, at: Any) -> list[str]:
    found = []
    if row.appended_at is None and not row.final(at):
        found.append("append")
    if (
        followup
        and followup.state == FollowUpState.SETTLED
        and ("evaluator" not in followup.appeal_from.split())
    ):
        found.append("appeal")
    return found


def _add(
    request: HttpRequest, act: str, service: Service, followup: FollowUp | None, text: str
) -> None:
    if act == "append":
        actions.append(service, text=text, by=who(request), at=now())
    elif followup is not None:
        actions.appeal(followup, text=text, by=who(request), at=now())


def _due(followup: FollowUp | None) -> Any:
    if followup is None or followup.closed_at:
        return None
    running = [one for one in clock.running(followup.pk) if one.label == "handle"]
    return running[0].due_on if running else None


@access(anyone)
@require_safe
def code(request: HttpRequest, token: str) -> HttpResponse:
    """The QR code of the rating page, for receipts and results."""
    service = found(request, token)
    address = f"{settings.SITE_URL}{reverse('evaluation_citizen:rate', args=[service.token])}"
    buffer = io.BytesIO()
    image = qrcode.make(f"{address}?from=qr", image_factory=SvgPathImage, box_size=12, border=2)
    image.save(buffer)
    return HttpResponse(buffer.getvalue(), content_type="image/svg+xml")
