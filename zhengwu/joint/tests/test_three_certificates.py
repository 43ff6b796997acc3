"""三证联办 under the law of its filing day: commerce, tax and quality, one bill, two days."""

from __future__ import annotations

import sys
from datetime import date, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from tools.worlds import World, standing
from zhengwu.clock.models import Clock
from zhengwu.documents.models import Document
from zhengwu.fees import queries as fees
from zhengwu.fees.models import Bill
from zhengwu.joint import actions as joint
from zhengwu.joint import queries
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.rules import refusals
from zhengwu.joint.tests.factories import (
    IN_PERSON,
    SMALL,
    answer_part,
    application,
    build,
    edition,
    part_of,
    staff,
)
from zhengwu.kernel.time import SHANGHAI

pytestmark = pytest.mark.django_db
LICENCE, TAX, CODE = "GA-SZ-0001", "GA-SZ-0002", "GA-SZ-0003"
SERVICE = "three-certificates"


def at(day: int, hour: int, month: int = 6) -> datetime:
    """An instant of 2015."""
    return datetime(2015, month, day, hour, tzinfo=SHANGHAI)


THEN = World(
    "joint-2015",
    partial(build, since=date(2015, 1, 1), now=at(1, 9), historical=True),
    SMALL.sources,
)


@pytest.fixture(scope="module")
def then(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """The county as it was in June 2015."""
    with standing(THEN, django_db_setup, django_db_blocker) as world:
        yield world


@pytest.fixture(autouse=True)
def papers_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the papers of 2015 looked like is not shipped: the forms of today stand for them."""
    module = sys.modules["zhengwu.documents.actions.issue"]
    today = module.in_force  # type: ignore[attr-defined]

    def newest(shelf: Any, code: str, day: date) -> Any:
        return today(shelf, code, date(2026, 9, 17))

    monkeypatch.setattr(module, "in_force", newest)


@pytest.mark.req("JNT-07", "JNT-08")
def test_three_certificates_and_their_fees_in_two_working_days(then: SimpleNamespace) -> None:
    lead = staff(then, "GA-XZSP")
    row = joint.receive(application(then, SERVICE, channel="window"), by=lead, at=at(10, 9))
    assert [one.organ_code for one in Part.objects.filter(joint=row).order_by("position")] == [
        "GA-XZSP", "GA-SWJ", "GA-SJJ",
    ]  # fmt: skip
    row = joint.accept(row, by=lead, at=at(10, 10))
    answer_part(then, part_of(row, LICENCE), when=at(10, 15))
    joint.gather(row.pk, at=at(10, 15))
    for item in (TAX, CODE):
        answer_part(then, part_of(row, item), when=at(11, 9), content="")
    joint.gather(row.pk, at=at(11, 10))

    # The fees of the three organs stand on one bill, fixed and waived by a policy that is cited.
    total = fees.sums(Bill.objects.get(matter=row.matter))
    assert {line.organ_code for line in total.lines} == {"GA-XZSP", "GA-SWJ", "GA-SJJ"}
    assert len(total.lines) == 4
    assert total.gross >= 50 + 10 + 20 + 108
    assert total.due == 0
    assert {line.waiver.starts_on for line in total.lines if line.waiver} == {date(2015, 3, 20)}

    row = joint.hand_over(
        row, way="direct", on=date(2015, 6, 11), detail=IN_PERSON, by=lead, at=at(11, 16)
    )
    assert row.state == "completed"
    promised = Clock.objects.get(matter=row.matter, label="promised")
    assert (promised.amount, promised.state, promised.in_time) == (2, "met", True)
    reply = Document.objects.get(matter=row.matter, template_code="joint_reply")
    assert [line["result"] for line in reply.values["results"]] == [
        "准予许可", "予以登记", "予以登记",
    ]  # fmt: skip
    issued = Document.objects.filter(matter__in=row.matter.parts.values("matter"))
    licence = issued.get(template_code="licence")
    assert licence.values["licence_name"] == "营业执照"
    named = {one.values["content"] for one in issued.filter(template_code="confirmation")}
    assert named == {"税务登记证", "组织机构代码证"}
    served = Document.objects.filter(pk__in=issued.filter(services__isnull=False))
    assert licence in served, "handed over together with the reply"


def test_after_the_merger_nobody_can_apply_and_is_told_why(then: SimpleNamespace) -> None:
    plan = application(then, SERVICE, channel="window")
    with pytest.raises(refusals.NotOpen, match="三证合一"):
        joint.receive(plan, by=staff(then, "GA-XZSP"), at=at(8, 9, month=10))
    assert queries.closed_because(edition(SERVICE), date(2015, 9, 30)) == []
    assert not Joint.objects.filter(received_at__month=10).exists()
