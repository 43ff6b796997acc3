"""The demonstration's neighbours are strangers' programs: they know the written format alone."""

from __future__ import annotations

import json

from django.conf import settings
from django.test import override_settings

from tools.county import exchange as around
from tools.neighbour import CITY, TOWN, Neighbour
from zhengwu.exchange import actions, queries
from zhengwu.exchange.models import Fault, Held, Node, Sent
from zhengwu.exchange.registry import feed_named
from zhengwu.kernel.actors import SYSTEM


def test_a_stranger_s_program_confirms_and_delivers(pair):
    county, _ = pair
    with county.here(), override_settings(DATA_DIR=county.folder):
        at = county.at()
        around.establish(at=at)
        (line,) = queries.delivered(feed_named("supervision.records"))
        assert (line.node, line.total, line.records) == (TOWN, 2, 3)
        channel = Node.objects.get(code=CITY).channels.get()
        record = Held.objects.first().content
        for number in (1, 2):
            payload = {
                "feed": "supervision.records", "node": settings.NODE_CODE, "first": number,
                "last": number, "records": [{**record, "number": number}],
            }  # fmt: skip
            actions.post(channel, "supervision.records", payload, key=str(number), by=SYSTEM, at=at)
        city = Neighbour(CITY, county.folder / "neighbour" / CITY)
        town = Neighbour(TOWN, county.folder / "neighbour" / TOWN)
        actions.exchange(at=at)
        for one in (city, town):
            assert one.ferry(county.folder / "exchange") == 1
            assert one.ferry(county.folder / "exchange") == 0
        actions.exchange(at=county.at())
        assert set(Sent.objects.values_list("state", flat=True)) == {"acknowledged"}
        assert sorted(city.held("records")) == [1, 2]
        kept = json.loads((city.store / "records" / "00000001.json").read_text())
        assert json.loads(kept["payload"])["records"][0]["number"] == 1
        assert not Fault.objects.exists()
