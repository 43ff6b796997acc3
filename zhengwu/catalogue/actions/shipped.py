"""Publishing the editions that are shipped as data files, through the ordinary verbs."""

from __future__ import annotations

from datetime import datetime

from zhengwu.catalogue.actions.editions import approve, draft, edit, pinned, review, submit
from zhengwu.catalogue.models import Edition, Item
from zhengwu.catalogue.queries import bare_document, latest_flow_digest
from zhengwu.catalogue.rules import codec
from zhengwu.catalogue.rules.shipped import Shipped
from zhengwu.forms.actions import publish as publish_form
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal


class ItemNotListed(Refusal):
    """目录里没有“{name}”，请先导入事项。"""


@action
def publish_shipped(shipped: Shipped, *, by: Actor, at: datetime) -> Edition:
    """Publish one shipped edition: its form, then draft, review, approval. Where the live edition
    says exactly this already, nothing happens and it is returned."""
    item = _item(shipped)
    form = publish_form(
        shipped.form_code, shipped.form_schema, title=shipped.form_title, by=by, at=at
    )
    flow = str(shipped.elements["flow"]["code"])
    elements = {
        **shipped.elements,
        "organ_code": item.organ_code,
        "flow": {"code": flow, "digest": latest_flow_digest(flow)},
        "form": {"code": shipped.form_code, "digest": form.digest},
    }
    wanted = pinned(codec.read({**codec.plain(bare_document(item)), **elements}))
    if item.live and item.live.digest == codec.digest(wanted):
        return item.live
    edition = draft(item, by=by, at=at)
    edition = edit(edition, elements, seen=edition.digest, by=by, at=at)
    edition = submit(edition, by=by, at=at)
    edition = review(edition, opinion="随产品提供的演示清单", by=by, at=at)
    return approve(edition, opinion="随产品提供的演示清单", by=by, at=at)


def _item(shipped: Shipped) -> Item:
    found = Item.objects.select_related("live")
    item = (
        found.filter(code=shipped.item).first()
        if shipped.item
        else found.filter(name=shipped.name).order_by("code").first()
    )
    if item is None:
        raise ItemNotListed(name=shipped.name or shipped.item)
    return item
