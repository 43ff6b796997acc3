"""Licences of a limited number: places, and whose turn it is (许可法 57)."""

from __future__ import annotations

from django.db.models import F

from zhengwu.cases import rules
from zhengwu.cases.models import Case, Quota
from zhengwu.cases.queries.licences import queue_of
from zhengwu.cases.rules.licences import check_order


def take_place(item_code: str, limit: int) -> None:
    """One place of a limited number: a compare-and-swap, so two decisions never share one."""
    Quota.objects.bulk_create([Quota(key=item_code, limit=limit)], ignore_conflicts=True)
    # The limit of the case's edition counts: a number published anew must reach the row as well.
    open_places = Quota.objects.filter(key=item_code, taken__lt=limit)
    taken = open_places.update(taken=F("taken") + 1, limit=limit)
    if not taken:
        raise rules.QuotaExhausted(limit=limit)


def check_turn(case: Case, limit: int) -> None:
    """Refuse a grant out of turn: by the order of acceptance, to the second (57).

    Who was accepted earlier and is undecided comes first, as long as places are that few; when
    one of them is refused or withdraws, the next one moves up by itself.
    """
    taken = Quota.objects.filter(key=case.item_code).values_list("taken", flat=True).first() or 0
    ahead = []
    for one in queue_of(case.item_code):
        if one.pk == case.pk:
            break
        ahead.append(one.matter.number)
    check_order(len(ahead), limit - taken, ahead[0] if ahead else "")


def free_place(item_code: str) -> None:
    """A licence of a limited number ended: its place is open again."""
    Quota.objects.filter(key=item_code, taken__gt=0).update(taken=F("taken") - 1)
