"""Items of the catalogue beside where they are decided: what the rate of concentration counts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncMonth

from zhengwu.cases.models import Decision
from zhengwu.catalogue.models import Item
from zhengwu.kernel.time import SHANGHAI
from zhengwu.org.models import Section, Window
from zhengwu.supervision import queries as supervision
from zhengwu.supervision.models import EntryDuty
from zhengwu.supervision.queries import Decided, Located, places, standing

_IMMEDIATE = "immediate"
_CENTRES = ("centre", "sub_centre")


def items_of(organ: str = "") -> QuerySet[Item]:
    """Active items of the catalogue that have a unit of the county; of one unit where named."""
    rows = Item.objects.filter(state="active").exclude(organ_code="")
    return rows.filter(organ_code=organ) if organ else rows


def items_without_unit() -> int:
    """Active items whose unit is not in the organisation; the rate cannot place them."""
    return Item.objects.filter(state="active", organ_code="").count()


def decided(since: datetime, until: datetime) -> list[Decided]:
    """Decisions of the period by item, month and person. One statement."""
    rows = (
        Decision.objects.filter(decided_at__gte=since, decided_at__lt=until)
        .order_by()
        .annotate(month=TruncMonth("decided_at", tzinfo=SHANGHAI))
        .values_list("case__item_code", "decided_by_id", "case__organ_code", "month")
        .annotate(Min("decided_at"), Max("decided_at"), Count("pk"))
    )
    return [Decided(item, staff, organ, first, last, count)
            for item, staff, organ, _, first, last, count in rows]  # fmt: skip


def located(since: datetime, until: datetime) -> list[Located]:
    """Every item of the catalogue with where it is handled. Eight statements."""
    where = places(decided(since, until), supervision.world())
    ordered = set(EntryDuty.objects.filter(ordered=True).values_list("item_code", flat=True))
    present = _present()
    rows = items_of().order_by("organ_code", "code")
    found = []
    for code, name, organ, handling in rows.values_list("code", "name", "organ_code", "handling"):
        inside, outside = where.get(code, (0, 0))
        how = standing(
            inside=inside, outside=outside, ordered=code in ordered, present=organ in present
        )
        found.append(
            Located(code, name, organ, handling == _IMMEDIATE, code in ordered, inside, outside,
                    how)
        )  # fmt: skip
    return found


def _present() -> set[str]:
    """Units with a window, or moved in as a whole, in the centre or a sub-centre."""
    windows = Window.objects.filter(closed_on=None, hall__kind__in=_CENTRES)
    moved = Section.objects.filter(back_office_hall__kind__in=_CENTRES, valid_to=None)
    return {
        *windows.values_list("organ_id", flat=True),
        *moved.exclude(moved_in_on=None).values_list("organ_id", flat=True),
    }
