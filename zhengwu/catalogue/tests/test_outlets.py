"""Guides at the city's disclosure site (ITM-32): sent, confirmed under a signature, or in view."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import pytest

from tools.city import City, _Quiet
from zhengwu.catalogue.actions import (
    add_outlet,
    begin_import,
    outlet_key_hex,
    outlet_ways,
    send_again,
    send_due,
    set_outlet_active,
    set_state,
)
from zhengwu.catalogue.actions import apply as apply_import
from zhengwu.catalogue.actions.outlets import OutletInvalid, answered
from zhengwu.catalogue.actions.shipped import publish_shipped
from zhengwu.catalogue.enums import ItemState, OutletState
from zhengwu.catalogue.models import Item, Outlet, OutletCopy
from zhengwu.catalogue.rules.outlet import Answer, AnswerUnreadable, answer_of
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.catalogue.tests.factories import AT, CENTRE, EDITOR, SHIPPED, an_item
from zhengwu.catalogue.tests.test_editions import published
from zhengwu.catalogue.tests.web.acting import become
from zhengwu.flow.actions import publish
from zhengwu.flow.queries import shipped as shipped_flows
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import ANONYMOUS, SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import now

pytestmark = pytest.mark.django_db
LATER = max(now(), AT) + timedelta(days=2)  # reactions stamp what they queue with the real time


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def city(tmp_path):
    """A receiving site of strangers on a port of this machine."""
    site = City(tmp_path / "city", outlet_key_hex(), patience=2)
    with make_server("127.0.0.1", 0, site, _Threads, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        site.address = f"http://127.0.0.1:{server.server_port}/guides"
        yield site
        server.shutdown()
        thread.join()


def registered(city: City, **more: str) -> Outlet:
    given = {"name": "广安市政府信息公开专栏", "kind": "https", "address": "https://city.example/"}
    given |= {"address": city.address, "public_key": city.public_key}
    return add_outlet(**(given | more), by=CENTRE, at=AT)


def the_copy() -> OutletCopy:
    return OutletCopy.objects.select_related("item", "edition").get()


def a_permit() -> Item:
    """One licence with its whole edition, as shipped: hygiene of public places."""
    path = next((SHIPPED / "editions").glob("08_*.yaml"))
    shared = yaml.safe_load((SHIPPED / "editions/_shared.yaml").read_text())
    plan = composed(yaml.safe_load(path.read_text()), shared)
    for code, xml in shipped_flows().items():
        publish(code, xml, by=SYSTEM, at=AT)
    items = next((SHIPPED / "guangan").glob("*.csv")).read_bytes()
    apply_import(begin_import("items.csv", items, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    return publish_shipped(plan, by=SYSTEM, at=AT).item


@pytest.mark.req("ITM-32")
def test_a_published_permit_stands_on_the_citys_site_with_all_its_elements(city):
    item = a_permit()
    registered(city)
    assert send_due(at=AT) == 1
    (said,) = city.published.values()
    guide, document = said["guide"], item.live.document
    assert said["item"] == item.code
    assert guide["item"] == document.name
    assert guide["basis"]
    assert document.basis[0].law in guide["basis"][0]
    assert guide["conditions"] == list(document.conditions)
    assert guide["procedure"] == [step.name for step in document.steps]
    assert guide["statutory_limit"] == document.statutory.words
    assert guide["promised_limit"] == document.promised.words
    assert [one["name"] for one in guide["materials"]] == [m.name for m in document.materials]
    (page,) = city.store.glob("*.html")
    text = page.read_text()
    for words in (document.name, *document.conditions, document.promised.words):
        assert words in text
    for material in document.materials:
        assert material.name in text
    copy = the_copy()
    assert copy.state == OutletState.THERE
    assert copy.there_address.startswith("https://city.example/")
    assert json.loads(copy.receipt)["message"] == copy.message_digest
    assert Entry.objects.filter(code="catalogue.copy.answered").count() == 1


def test_each_publication_change_and_cancellation_follows(city):
    item = an_item()
    registered(city)
    assert send_due(at=AT) == 0, "nothing published, nothing to send"
    published(item, conditions=["甲"])
    deliver_all()
    assert send_due(at=LATER) == 1
    assert next(iter(city.published.values()))["guide"]["conditions"] == ["甲"]
    deliver_all()
    assert send_due(at=LATER) == 0, "asked twice, sent once"
    published(item, at=LATER, conditions=["甲", "乙"])
    deliver_all()
    send_due(at=LATER + timedelta(hours=1))
    assert next(iter(city.published.values()))["guide"]["conditions"] == ["甲", "乙"]
    set_state(item, ItemState.CANCELLED, reason="取消", by=CENTRE, at=LATER)
    deliver_all()
    send_due(at=LATER + timedelta(hours=2))
    assert city.published == {}
    assert the_copy().state == OutletState.GONE


@pytest.mark.parametrize(
    ("mood", "says"),
    [("broken", "500"), ("moved", "302"), ("forged", "签名"), ("silent", "没有回答")],
)
def test_what_is_not_confirmed_is_tried_again_and_stays_in_view(city, mood, says, monkeypatch):
    monkeypatch.setattr(outlet_ways, "_TIMEOUT", 0.3)
    published(an_item(), conditions=["甲"])
    registered(city)
    city.mood = mood
    send_due(at=AT)
    copy = the_copy()
    assert copy.state == OutletState.WAITING
    assert says in copy.trouble
    assert copy.attempts == 1
    assert send_due(at=AT + timedelta(seconds=10)) == 0, "not before its time"
    city.mood = "accept"
    assert send_due(at=copy.next_at) == 1
    assert the_copy().state == OutletState.THERE


def test_a_site_that_is_away_costs_nobody_anything(city):
    published(an_item(), conditions=["甲"])
    registered(city, address="http://127.0.0.1:9/none")
    send_due(at=AT)
    assert the_copy().trouble == "连不上对方接口"


@pytest.mark.pg
def test_a_refusal_waits_for_a_person(city):
    published(an_item(), conditions=["甲"])
    registered(city)
    city.mood = "refuse"
    send_due(at=AT)
    copy = the_copy()
    assert copy.state == OutletState.REFUSED
    assert "栏目目录" in copy.trouble
    assert send_due(at=LATER) == 0
    with pytest.raises(NotPermitted):
        send_again(copy, by=EDITOR, at=LATER)
    city.mood = "accept"
    send_again(copy, by=CENTRE, at=LATER)
    send_due(at=LATER)
    assert the_copy().state == OutletState.THERE


@pytest.mark.pg
def test_two_workers_send_once_and_a_dead_workers_lease_runs_out(city):
    published(an_item(), conditions=["甲"])
    outlet = registered(city)
    taken = list(outlet_ways._leased(outlet, AT))
    assert len(taken) == 1
    assert send_due(at=AT) == 0, "the other worker has it"
    assert send_due(at=AT + timedelta(minutes=6)) == 1
    assert len(city.taken) == 1


def test_an_answer_to_an_older_edition_does_not_count(city):
    item = an_item()
    published(item, conditions=["甲"])
    registered(city)
    old = the_copy()
    published(item, at=LATER, conditions=["乙"])
    deliver_all()
    answer = Answer("x" * 64, True, "", "")
    assert answered(old, answer=answer, receipt="", by=SYSTEM, at=LATER) is None
    assert the_copy().state == OutletState.WAITING


@pytest.mark.req("ITM-32")
def test_over_the_gap_in_bundles_with_receipts_brought_back(city, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    published(an_item(), conditions=["甲"])
    outlet = registered(city, kind="folder", address="city-site")
    send_due(at=AT)
    assert the_copy().state == OutletState.CARRIED
    folder = outlet_ways.folder_of(outlet)
    assert [path.name for path in (folder / "out").iterdir()] == ["guides-000001.zip"]
    (folder / "in").mkdir()
    forged = {"text": '{"message": "x", "state": "accepted"}', "signature": "00" * 64}
    (folder / "in" / "forged.json").write_text(json.dumps(forged))
    assert city.ferry(folder) == 1
    send_due(at=LATER)
    assert the_copy().state == OutletState.THERE
    assert (folder / "bad" / "forged.json").exists()
    assert len(list((folder / "read").iterdir())) == 1


def test_a_lost_bundle_is_written_again(city, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    published(an_item(), conditions=["甲"])
    outlet = registered(city, kind="folder", address="city-site")
    send_due(at=AT)
    folder = outlet_ways.folder_of(outlet)
    (folder / "out" / "guides-000001.zip").unlink()
    send_again(the_copy(), by=CENTRE, at=LATER)
    send_due(at=LATER)
    assert city.ferry(folder) == 1
    assert (folder / "out" / "guides-000002.taken").exists()


def test_what_was_published_in_a_pause_is_sent_after_it(city):
    item = an_item()
    outlet = registered(city)
    set_outlet_active(outlet, active=False, by=CENTRE, at=AT)
    published(item, conditions=["甲"])
    deliver_all()
    assert not OutletCopy.objects.exists()
    set_outlet_active(outlet, active=True, by=CENTRE, at=LATER)
    send_due(at=LATER)
    assert the_copy().state == OutletState.THERE


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("kind", "fax"), ("address", "http://city.example/"), ("address", "https://["),
     ("address", "ftp://x/"), ("public_key", "zz")],
)  # fmt: skip
def test_a_site_is_registered_whole_or_not(city, field, value):
    with pytest.raises(OutletInvalid) as refused:
        registered(city, **{field: value})
    assert field in refused.value.fields
    with pytest.raises(OutletInvalid):
        registered(city, kind="folder", address="../../etc")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"message": "x", "state": "perhaps"}', "x" * 9])
def test_answers_that_are_none(text):
    with pytest.raises(AnswerUnreadable):
        answer_of(text)


def test_the_desk_shows_what_is_not_there_yet(city, client, settings):
    path = "zhengwu.catalogue.tests.web.acting.ActingMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, path]
    try:
        _walk(city, client)
    finally:
        become(ANONYMOUS)


def _walk(city, client):
    published(an_item(), conditions=["甲"])
    become(CENTRE)
    form = {"name": "市公开专栏", "kind": "https", "address": "nowhere", "public_key": "1"}
    answer = client.post("/desk/catalogue/outlets/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请填写 https:// 开头的接口地址" in page
    assert 'value="市公开专栏"' in page, "nothing typed is lost"
    form |= {"address": city.address, "public_key": city.public_key}
    answer = client.post("/desk/catalogue/outlets/", form, follow=True)
    assert "还有 1 项没有在对方公布" in answer.content.decode()
    city.mood = "refuse"
    send_due(at=LATER)
    page = client.get("/desk/catalogue/outlets/").content.decode()
    assert "1 件退回" in page
    address = f"/desk/catalogue/outlets/{Outlet.objects.get().pk}/"
    assert "栏目目录" in client.get(f"{address}?state=missing").content.decode()
    assert client.get(f"{address}?export=xlsx").status_code == 200
    city.mood = "accept"
    assert (
        "1 件将再次报送"
        in client.post(f"{address}act/", {"act": "again"}, follow=True).content.decode()
    )
    send_due(at=LATER + timedelta(hours=1))
    assert "全部到齐" in client.get(address).content.decode()
    become(EDITOR)
    assert client.post(f"{address}act/", {"act": "pause"}).status_code == 404
    assert "登记一个站点" not in client.get("/desk/catalogue/outlets/").content.decode()
