"""What the demonstration's shared library knows, and the shop's licence in our own register.

The file in the data directory may be edited while the demonstration runs: take a row away, put
`"state": "revoked"` into it, or set `"modes": {"business-licence": "down"}` (or `"silent"`).
"""

from __future__ import annotations

import json
import random
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from zhengwu.cases import actions as cases
from zhengwu.cases.registry.library_demonstration import FILE
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.rules.situation import Walk
from zhengwu.catalogue.rules.situation_paths import paths
from zhengwu.identity.models import Firm, FirmMember, Person

if TYPE_CHECKING:
    from .simulate import Simulator

SHOP = "广安区好邻居便利店（演示）"
HYGIENE = "511A0015500009-511602000000-000-115113016823646795-1-00"
# 王秀兰's card has run out: whoever signs in as her sees how one goes on with an upload.
_RUN_OUT = {"wangxiulan": date(2024, 5, 31)}


def write_library() -> None:
    """Rows for the invented people with accounts: identity cards, and the shop's licence."""
    cards: dict[str, Any] = {}
    for person in Person.objects.filter(account__isnull=False, level="verified"):
        number = person.id_number
        until = _RUN_OUT.get(person.account.username, date(2039, 8, 12))
        cards[number] = {
            "title": "居民身份证", "number": f"{number[:6]}********{number[-4:]}",
            "holder": person.name, "valid_to": until.isoformat(),
        }  # fmt: skip
    firms = {
        firm.uscc: {"title": "营业执照", "number": firm.uscc, "holder": firm.name}
        for firm in Firm.objects.filter(level="verified")
    }
    content = {"modes": {}, "resident-identity": cards, "business-licence": firms}
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.DATA_DIR / FILE
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def licence_of_shop(simulator: Simulator) -> None:
    """The shop was granted a hygiene licence: its renewal needs no paper (own register)."""
    edition = Edition.objects.filter(item__code=HYGIENE, state="published").first()
    member = FirmMember.objects.filter(firm__name=SHOP).select_related("firm", "person").first()
    if edition is None or member is None or not simulator.days:
        return
    applicant = cases.Applicant(person=member.person, firm=member.firm)
    day = simulator.days[len(simulator.days) // 3]
    simulator.tell_granted(edition, simulator.instant(day), applicant=applicant)


def some_situation(edition: Edition, chance: random.Random) -> Walk | None:
    """Some situation of those the guide knows and that is done here."""
    document = edition.document
    ways = [one.walk for one in paths(document.questions, document.effects)]
    fitting = [walk for walk in ways if walk.complete]
    return chance.choice(fitting) if document.questions and fitting else None
