"""The city holds what the county delivers and is a source for the resource centre: three nodes,
three databases, by ferry.
"""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import override_settings

from zhengwu.cases.models import Case
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.exchange import actions, queries
from zhengwu.exchange.enums import Standing
from zhengwu.exchange.models import Held, Node
from zhengwu.exchange.registry import feed_named
from zhengwu.exchange.tests.nodes import Site, sites
from zhengwu.journal.actions import seal_period
from zhengwu.kernel.actors import SYSTEM
from zhengwu.supervision.models import Outgoing
from zhengwu.supervision.tests.test_cards import county, outside_the_list  # noqa: F401

FEEDS = ["cases.records", "supervision.records"]


class Home(Site):
    """The county of the test's own database."""

    @contextmanager
    def here(self):
        with override_settings(
            NODE_CODE=self.code, KEYS_DIR=self.folder / "keys",
            EXCHANGE_DIR=self.folder / "exchange",
        ):  # fmt: skip
            yield


@pytest.fixture
def nodes(county, db, tmp_path, django_db_setup):  # noqa: F811
    if connection.vendor != "sqlite":
        pytest.skip("further databases as files")
    with sites(django_db_setup, tmp_path, "city", "centre") as (city, centre):
        (tmp_path / "511602000000").mkdir()
        home = Home("511602000000", tmp_path / "511602000000", connection)
        home.knows(city, standing=Standing.UPPER)
        city.knows(home, standing=Standing.LOWER)
        city.knows(centre, standing=Standing.RESOURCE)
        centre.knows(city, relays=True)
        for one, other in ((home, city), (city, home), (city, centre), (centre, city)):
            one.channel(other, "records", kinds=FEEDS)
        for one, other in ((home, city), (city, centre)):
            with one.here():
                row = one.node(other).channels.get()
                for feed in FEEDS:
                    actions.subscribe(row, feed, relays=one is city, by=SYSTEM, at=one.at())
        yield home, city, centre


def _told(one: Site, other: Site) -> None:
    """New records are packed, carried over, acted on; the receipt comes back."""
    with one.here():
        actions.tell(at=one.at())
    while content := one.packed(other):
        other.take(content)
        one.take(other.packed(one))


@pytest.mark.req("ESV-08", "ESV-11")
def test_the_city_s_systems_are_sources_for_the_resource_centre(county, nodes):  # noqa: F811
    home, city, centre = nodes
    case, card = outside_the_list(county)
    number, dealt = case.matter.number, card.matter.number
    with home.here():
        seal_period(at=home.at())
    for _ in range(2):  # told again, nothing is twice
        _told(home, city)
        _told(city, centre)
    with home.here():
        wanted = {one.number: one.content for one in Outgoing.objects.all()}
        assert wanted
    for site in (city, centre):
        with site.here():
            assert not Case.objects.exists()  # what it knows it was told
            records = Held.objects.filter(feed="supervision.records", node=home.code)
            assert {one.number: {**one.content, "number": one.number} for one in records} == {
                number: {**content, "number": number} for number, content in wanted.items()
            }
            (line,) = queries.delivered(feed_named("supervision.records"))
            yellow = {one["record_number"] for one in wanted.values() if one["alert_type"] == "4"}
            assert dealt in yellow
            assert ("4", "黄牌", len(yellow)) in line.kinds
            approval = Held.objects.get(feed="cases.records", key=number, current=True)
            assert approval.content["item_code"] == case.item_code
            assert approval.kind == "received"
            assert case.applicant_name not in json.dumps(approval.content, ensure_ascii=False)
            shown = queries.shown(feed_named("cases.records"), approval.content)
            assert ("办件状态", "已收件，待受理") in shown
    with home.here():
        deal = queries.delivered(feed_named("supervision.records"))
        assert deal == []
        assert not home.node(city).faults.filter(over_at=None).exists()
    with city.here():
        assert Node.objects.filter(last_receipt_at__isnull=False).count() == 1


def test_a_node_may_not_deliver_the_records_of_another(nodes):
    home, city, _ = nodes
    with city.here():
        Node.objects.filter(code=home.code).update(relays=False)
    with home.here():
        row = home.node(city).channels.get()
        record = {
            "number": 1, "node": "511603000000", "matter_number": "", "record_number": "JC1",
            "probe_code": "", "alert_type": "4", "occurred_at": home.at().isoformat(),
            "order_text": "", "order_issued_at": home.at().isoformat(), "organ_code": "",
            "matter_kind": "", "result": "", "responsible": "",
        }  # fmt: skip
        payload = {
            "feed": "supervision.records", "node": "511603000000", "first": 1, "last": 1,
            "records": [record],
        }  # fmt: skip
        message = actions.post(
            row, "supervision.records", payload, key="x", by=SYSTEM, at=home.at()
        )
    city.take(home.packed(city))
    home.take(city.packed(home))
    with city.here():
        assert not Held.objects.exists()
    message.refresh_from_db()
    assert message.state == "refused"
    assert "不能转交" in message.words
