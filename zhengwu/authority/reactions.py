"""What happens to letters when people move."""

from __future__ import annotations

from datetime import date, timedelta

from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.org.events import HoldingEnded
from zhengwu.org.models import Staff

from .actions import revoke
from .models import Letter


@reaction(HoldingEnded, name="authority.revoke_with_post")
def revoke_with_post(entry: Entry) -> None:
    """Who has no post left in an organ no longer represents it. Safe to run twice.

    Leaving office ends every post, so it comes here as well.
    """
    organ = str(entry.payload["organ"])
    first_day_out = date.fromisoformat(str(entry.payload["last_day"])) + timedelta(days=1)
    at = now()
    on = max(first_day_out, local_day(at))
    staff = Staff.objects.get(pk=entry.object_id)
    held = staff.holdings.filter(post__organ_id=organ)
    if any(row.valid_to is None or row.valid_to >= on for row in held):
        return
    for letter in Letter.objects.filter(holder=staff, organ_id=organ, valid_to__gte=on):
        if letter.revoked_on is None or letter.revoked_on > on:
            revoke(letter, on=on, reason="被授权人已不在本单位任岗。", by=SYSTEM, at=at)
