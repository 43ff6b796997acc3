"""节点交换: where another node posts its bundles; the answer is a bundle too."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from ninja.security import APIKeyHeader

from zhengwu.exchange import actions
from zhengwu.exchange.enums import Way
from zhengwu.exchange.machine import schemas
from zhengwu.exchange.models import Node
from zhengwu.identity import actions as identity
from zhengwu.kernel.time import now

prefix = "/exchange"
router = Router(tags=["节点交换"])
_BAD = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), schemas.Problem)
_TYPE = "application/x-ndjson"


class NodeSignature(APIKeyHeader):
    """The node that signed the bundle (Ed25519, in its first line); forgeries are counted (429),
    and beyond the limit they leave no trace but that."""

    param_name = "X-Exchange-Node"

    def authenticate(self, request: HttpRequest, key: str | None) -> Node | None:
        """Whose bundle it is; a refusal is recorded and says what was wrong."""
        if Way.HTTPS not in settings.EXCHANGE_WAYS:
            raise Http404
        if key is None:
            return None  # nobody claims to be somebody: nothing is read, nothing recorded
        at = now()
        origin = identity.origin_of(request)

        def counted() -> None:
            identity.spend_or_refuse(origin, "machine.origin", at=at)

        node = actions.sender_of(request.body, way=Way.HTTPS, counted=counted, at=at)
        identity.spend_or_refuse(f"exchange/{node.code}", "exchange.node", at=at)
        return node if node.code == key else None


@router.post(
    "/bundles",
    auth=NodeSignature(),
    response={200: None, 204: None, **_BAD},
    summary="收摆渡包",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {_TYPE: {"schema": {"type": "string", "description": "摆渡包"}}},
        }
    },
)
def bundles(request: HttpRequest) -> HttpResponse:
    """Stored before it is answered. The answer holds receipts and what waits for the sender; its
    own loss costs nothing: what is not confirmed comes again."""
    at = now()
    taken = actions.take(request.body, way=Way.HTTPS, at=at)
    packed = actions.pack(taken.node, way=Way.HTTPS, at=at)
    if packed is None:
        return HttpResponse(status=204)
    return HttpResponse(packed.content, content_type=_TYPE)
