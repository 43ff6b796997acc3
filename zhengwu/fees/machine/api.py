"""Where a collecting bank tells what has happened: signed, timed, and taken once however often."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Header, Path, Router
from ninja.security import APIKeyHeader

from zhengwu.fees import actions
from zhengwu.fees.machine import schemas
from zhengwu.identity import actions as identity
from zhengwu.kernel.time import now

prefix = "/bank"
router = Router(tags=["代收银行"])
_BAD = dict.fromkeys((400, 401, 409, 422, 429), schemas.Problem)


class BankSignature(APIKeyHeader):
    """Ed25519 over X-Bank-Time, a line feed and the body, in hex; forgeries are counted (429)."""

    param_name = "X-Bank-Signature"

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:
        """The channel whose bank has signed this; a refusal is recorded and says what was wrong."""
        match, at = request.resolver_match, now()
        channel = str(match.kwargs.get("channel", "")) if match else ""
        sent_at = request.headers.get("X-Bank-Time", "")
        origin = identity.origin_of(request)
        actions.check_message(
            channel, request.body, _bytes(key), sent_at=sent_at, at=at,
            counted=lambda: identity.spend_or_refuse(origin, "machine.origin", at=at),
        )  # fmt: skip
        return channel


def _bytes(key: str | None) -> bytes:
    try:
        return bytes.fromhex(key or "")
    except ValueError:
        return b""


@router.post(
    "/{channel}/messages",
    auth=BankSignature(),
    response={200: schemas.Taken, **_BAD},
    summary="银行通知（回调）",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schemas.BankMessage.model_json_schema()}},
        }
    },
)
def message(
    request: HttpRequest,
    channel: str = Path(..., description="缴款方式：pos 刷卡，scan 扫码，transfer 转账"),
    x_bank_time: str = Header(
        ...,
        alias="X-Bank-Time",
        description="签名时间，ISO 8601 带时区；与本平台相差超过五分钟（参数）的不处理",
    ),
) -> dict[str, Any]:
    """An order was paid or not. An order nobody knows is kept and put on the list of 待查款."""
    taken = actions.take_checked(channel, request.body, at=now())
    return {"id": taken.message_id, "outcome": taken.outcome, "why": taken.why}
