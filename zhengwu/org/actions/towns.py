"""A town's service centre with its usual windows, in one act."""

from __future__ import annotations

import csv
from datetime import date, datetime
from importlib.resources import files

from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor

from .. import policy
from ..enums import HallKind
from ..models import Hall, Organ
from .places import found_hall, found_window
from .writing import require


def _usual_windows() -> list[dict[str, str]]:
    source = files("zhengwu.org").joinpath("data", "town_windows.csv")
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


@action
def found_town_centre(
    organ: Organ, *, name: str = "", address: str = "", opened_on: date, by: Actor, at: datetime
) -> Hall:
    """Open a town's centre (便民服务中心) with the seven usual windows; running it twice adds none.

    The list of windows is a guide (data/town_windows.csv): a town may close or add its own.
    """
    require(policy.may_arrange_halls(by))
    hall = found_hall(
        f"TC-{organ.pk}",
        name=name or f"{organ.short_name}便民服务中心",
        kind=HallKind.TOWN,
        region=organ.region,
        organ=organ,
        address=address,
        opened_on=opened_on,
        by=by,
        at=at,
    )
    for row in _usual_windows():
        found_window(
            f"{hall.code}-{row['code']}"[:40],
            name=row["name"],
            counter=row["code"],
            hall=hall,
            organ=organ,
            opened_on=opened_on,
            by=by,
            at=at,
        )
    return hall
