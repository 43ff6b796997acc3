"""Strangers at the address where nodes post: counted, refused, and kept out of the records."""

import json
from http import HTTPStatus

from django.test import Client

from zhengwu.exchange.enums import FaultKind
from zhengwu.exchange.tests.test_exchange import channel, faults
from zhengwu.identity.rules.parameters import limits


def posted_to(site, body):
    """What a stranger hears who posts this under somebody's name."""
    with site.here():
        return Client().post(
            "/api/exchange/bundles", body, content_type="application/x-ndjson",
            headers={"X-Exchange-Node": "county"},
        ).status_code  # fmt: skip


def test_rubbish_beyond_the_limit_is_not_even_recorded(pair):
    _, city = pair
    most = limits()["machine.origin"].amount
    assert [posted_to(city, b"x") for _ in range(most + 3)] == [422] * most + [429] * 3
    assert faults(city)[FaultKind.DAMAGED].times == most


def test_what_no_database_can_hold_is_no_bundle(pair):
    """Both came from strangers as a server error: half a character on SQLite, NUL on PostgreSQL."""
    county, city = pair
    county.say(channel(county), 1)
    line = json.loads(county.packed(city).split(b"\n")[0])
    for place in ("key", "signature", "text", "payload"):
        for mark in ("\ud800", "\0"):
            body = json.dumps({**line, place: f"{line.get(place, '')}{mark}"}) + "\n"
            assert posted_to(city, body) == HTTPStatus.UNPROCESSABLE_ENTITY, (place, mark)
    assert faults(city)[FaultKind.DAMAGED].node_id is None


def test_a_node_answers_for_a_wrong_address_only_if_it_signed(pair):
    county, city = pair
    county.say(channel(county), 1)
    line = json.loads(county.packed(city).split(b"\n")[0])
    line["text"] = line["text"].replace('"target":"city"', '"target":"province"')
    assert posted_to(city, json.dumps(line) + "\n") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert faults(city)[FaultKind.WRONG_TARGET].node_id is None
