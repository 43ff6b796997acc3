"""Other sites that must carry the guides (ITM-32): register, queue, confirm. No network here."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from zhengwu.catalogue.enums import ItemState, OutletKind, OutletState, OutletWish
from zhengwu.catalogue.events import CopyAnswered, CopyCarried, CopyQueued, OutletChanged
from zhengwu.catalogue.models import Item, Outlet, OutletCopy
from zhengwu.catalogue.policy import may_keep_outlets
from zhengwu.catalogue.rules.outlet import Answer, pause_after
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.text import clean

_KEY = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class OutletInvalid(InvalidInput):
    """公开站点的信息有误，请按提示修改。"""

    recorded = False


def _faults(name: str, kind: str, address: str, public_key: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    if not name:
        faults["name"] = ["请填写站点名称"]
    elif Outlet.objects.filter(name=name).exists():
        faults["name"] = ["已经有同名的站点"]
    if kind not in list(OutletKind):
        faults["kind"] = ["请选择报送方式"]
    if not _KEY.fullmatch(public_key):
        faults["public_key"] = ["请填写对方提供的 64 位十六进制公钥，用来核对回执"]
    if kind == OutletKind.FOLDER and not _FOLDER.fullmatch(address):
        faults["address"] = ["文件夹名只能用小写字母、数字和短横线"]
    if kind == OutletKind.HTTPS and not _is_fit(address):
        faults["address"] = ["请填写 https:// 开头的接口地址"]
    return faults


def _is_fit(address: str) -> bool:
    try:
        parts = urlsplit(address)
        local = parts.hostname in _LOOPBACK
        return bool(parts.hostname) and (
            parts.scheme == "https" or (local and parts.scheme == "http")
        )
    except ValueError:
        return False


@action
def add_outlet(
    *, name: str, kind: str, address: str, public_key: str, by: Actor, at: datetime
) -> Outlet:
    """Register a site; every item with a live edition is queued for it at once."""
    if not may_keep_outlets(by):
        raise NotPermitted
    name, address, public_key = (
        clean(name).strip()[:100],
        address.strip(),
        public_key.strip().lower(),
    )
    if faults := _faults(name, kind, address, public_key):
        raise OutletInvalid(fields=faults)
    outlet = Outlet.objects.create(
        id=new_id(), name=name, kind=kind, address=address, public_key=public_key,
        added_by=by.name, added_at=at,
    )  # fmt: skip
    items = Item.objects.filter(live__isnull=False).exclude(state=ItemState.CANCELLED)
    copies = [_new_copy(outlet, item, at) for item in items.select_related("live")]
    OutletCopy.objects.bulk_create(copies)
    record(outlet, OutletChanged(name=name, active=True, queued=len(copies)), by=by, at=at)
    return outlet


def _new_copy(outlet: Outlet, item: Item, at: datetime) -> OutletCopy:
    assert item.live is not None
    return OutletCopy(
        outlet=outlet, item=item, edition=item.live, wish=str(OutletWish.PUBLISH), next_at=at
    )


@action
def set_outlet_active(outlet: Outlet, *, active: bool, by: Actor, at: datetime) -> Outlet:
    """Pause a site, or take it up again; what was published meanwhile is then queued."""
    if not may_keep_outlets(by):
        raise NotPermitted
    outlet = Outlet.objects.select_for_update().get(pk=outlet.pk)
    outlet.active = active
    outlet.save(update_fields=["active"])
    queued = 0
    if active:
        for item in Item.objects.filter(live__isnull=False).select_related("live"):
            queued += _wanted(outlet, item, by=by, at=at)
    record(outlet, OutletChanged(name=outlet.name, active=active, queued=queued), by=by, at=at)
    return outlet


@action
def queue_copies(item: Item, *, by: Actor, at: datetime) -> int:
    """After a publication, change, suspension or cancellation: what every site must be told."""
    return sum(
        _wanted(outlet, item, by=by, at=at)
        for outlet in Outlet.objects.filter(active=True).select_for_update()
    )


def _wanted(outlet: Outlet, item: Item, *, by: Actor, at: datetime) -> bool:
    """Ask for what is true today; asked for already or there already, nothing is queued."""
    if item.live is None:
        return False
    cancelled = item.state == ItemState.CANCELLED
    wish = str(OutletWish.WITHDRAW if cancelled else OutletWish.PUBLISH)
    copy = OutletCopy.objects.select_for_update().filter(outlet=outlet, item=item).first()
    if copy is None:
        if cancelled:
            return False
        copy = _new_copy(outlet, item, at)
        copy.save(force_insert=True)
    elif copy.edition_id == item.live.pk and copy.wish == wish:
        return False
    else:
        _afresh(copy, at)
        copy.edition, copy.wish = item.live, wish
        copy.save()
    event = CopyQueued(item=item.code, wish=wish, edition=item.live.number)
    record(copy, event, by=by, at=at)
    return True


def _afresh(copy: OutletCopy, at: datetime) -> None:
    """Back to the queue. The round tells answers to older messages from the present one's."""
    copy.state, copy.attempts, copy.next_at = str(OutletState.WAITING), 0, at
    copy.round += 1
    copy.leased_until, copy.message_digest, copy.trouble = None, "", ""


@action
def send_again(copy: OutletCopy, *, by: Actor, at: datetime) -> OutletCopy:
    """A person asks for another try: after a refusal that was put right, or a lost bundle."""
    if not may_keep_outlets(by):
        raise NotPermitted
    rows = OutletCopy.objects.select_for_update(of=("self",)).select_related("item", "edition")
    copy = rows.get(pk=copy.pk)
    _afresh(copy, at)
    copy.save()
    event = CopyQueued(item=copy.item.code, wish=copy.wish, edition=copy.edition.number)
    record(copy, event, by=by, at=at, reason="再次报送")
    return copy


@action
def carried(
    copy: OutletCopy, *, message: str, bundle: int, by: Actor, at: datetime
) -> OutletCopy | None:
    """The message lies in a bundle of the file ferry. None when a newer edition came meanwhile."""
    fresh = _same_round(copy)
    if fresh is None:
        return None
    fresh.state, fresh.message_digest = str(OutletState.CARRIED), message
    fresh.leased_until = None
    fresh.save()
    event = CopyCarried(item=fresh.item.code, message=message, bundle=bundle)
    record(fresh, event, by=by, at=at)
    return fresh


@action
def answered(
    copy: OutletCopy, *, answer: Answer, receipt: str, by: Actor, at: datetime
) -> OutletCopy | None:
    """The site's signed answer. None when it answers an older message: a new one is under way."""
    fresh = _same_round(copy)
    if fresh is None:
        return None
    done = OutletState.THERE if fresh.wish == OutletWish.PUBLISH else OutletState.GONE
    fresh.state = str(done if answer.accepted else OutletState.REFUSED)
    fresh.message_digest, fresh.receipt, fresh.leased_until = answer.message, receipt, None
    fresh.trouble = "" if answer.accepted else (answer.reason or "对方没有说明理由")
    if answer.accepted:
        fresh.there_at, fresh.there_address = at, answer.address
    fresh.save()
    event = CopyAnswered(
        item=fresh.item.code, message=answer.message, state=fresh.state, reason=answer.reason
    )
    record(fresh, event, by=by, at=at)
    return fresh


@action
def postponed(copy: OutletCopy, *, trouble: str, by: Actor, at: datetime) -> OutletCopy | None:
    """The site was not reached: try again later; kept in view with the reason."""
    fresh = _same_round(copy)
    if fresh is None:
        return None
    fresh.attempts += 1
    fresh.next_at = at + pause_after(fresh.attempts)
    fresh.leased_until, fresh.trouble = None, trouble[:300]
    fresh.save(update_fields=["attempts", "next_at", "leased_until", "trouble"])
    return fresh


def _same_round(copy: OutletCopy) -> OutletCopy | None:
    fresh = (
        OutletCopy.objects.select_for_update(of=("self",)).select_related("item").get(pk=copy.pk)
    )
    return fresh if fresh.round == copy.round else None
