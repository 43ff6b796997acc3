"""监察数据上报: a feed by cursor and daily bundles for the level above."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from zhengwu.identity.registry import register_scope
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import now
from zhengwu.supervision import actions, policy, queries
from zhengwu.supervision.machine import schemas
from zhengwu.supervision.models import Bundle

prefix = "/supervision"
router = Router(tags=["监察数据上报"])
register_scope(policy.UPWARD, "取监察数据（上级监察平台）")
_BAD = dict.fromkeys((401, 403, 404, 422, 429), schemas.Problem)
_MOST = 500


def _upper(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not policy.may_take_upward(actor):
        raise NotPermitted
    return actor


@router.get("/records", response={200: schemas.Feed, **_BAD}, summary="监察记录（实时）")
def records(
    request: HttpRequest, after: int = Query(0, ge=0), limit: int = Query(100, ge=1, le=_MOST)
) -> dict[str, Any]:
    """Records after a number, in order and without a gap; asked again, it answers the same."""
    _upper(request)
    rows = list(queries.outgoing_after(after, limit))
    found = [{"number": one.number, **one.content} for one in rows]
    return {"records": found, "last": rows[-1].number if rows else after}


def _row(one: Bundle) -> dict[str, Any]:
    names = ("number", "first", "last", "digest", "previous", "signature", "key")
    told = {name: getattr(one, name) for name in names}
    return {**told, "day": one.day.isoformat(), "acknowledged": one.acknowledged_at is not None}


@router.get("/bundles", response={200: schemas.BundleList, **_BAD}, summary="日报包目录")
def bundles(request: HttpRequest, after: int = Query(0, ge=0)) -> dict[str, Any]:
    """Bundles after a number: a receiver that was away asks from where it stopped."""
    _upper(request)
    return {"bundles": [_row(one) for one in Bundle.objects.filter(number__gt=after)[:_MOST]]}


@router.get("/bundles/{number}", summary="日报包文件")
def bundle(request: HttpRequest, number: int) -> HttpResponse:
    """The file: a header line, then one record a line; always the same bytes."""
    _upper(request)
    row = Bundle.objects.filter(number=number).first()
    if row is None:
        raise Http404
    response = HttpResponse(queries.bundle_bytes(row), content_type="application/x-ndjson")
    response["X-Digest"], response["X-Signature"] = row.digest, row.signature
    return response


@router.post(
    "/bundles/{number}/receipt", response={200: schemas.BundleRow, **_BAD}, summary="日报包收讫"
)
def receipt(request: HttpRequest, number: int, told: schemas.Receipt) -> dict[str, Any]:
    """The receiver names the digest of what it holds; a second receipt changes nothing."""
    by = _upper(request)
    return _row(actions.acknowledge(number, digest=told.digest, by=by, at=now()))
