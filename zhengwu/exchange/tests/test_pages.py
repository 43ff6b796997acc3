"""The administrator's pages on two nodes: every page opens, a bundle travels by hand."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhengwu.exchange import actions
from zhengwu.exchange.models import Channel, Held, Node, PeerKey, Sent
from zhengwu.exchange.tests.test_exchange import channel
from zhengwu.identity import middleware
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance

OFFICER = Actor(
    ActorKind.STAFF, id="00000000-0000-7000-8000-000000000000", name="系统管理员",
    organ_code="X", duties=frozenset({"system_admin@X", "supervisor@X"}),
    assurance=Assurance.SECOND_FACTOR,
)  # fmt: skip


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr(middleware, "_actor", lambda request, at: OFFICER)
    return Client()


def test_a_bundle_travels_by_hand_and_every_page_opens(pair, desk):
    county, city = pair
    county.say(channel(county), 1)
    with county.here():
        answer = desk.post("/desk/exchange/nodes/city/export/")
        assert "county-city-00000001.zwb" in answer["Content-Disposition"]
    with city.here():
        half = SimpleUploadedFile("half.zwb", answer.content[:200])
        told = desk.post("/desk/exchange/import/", {"file": half})
        assert told.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "half.zwb" in told.content.decode()
        whole = SimpleUploadedFile("whole.zwb", answer.content)
        told = desk.post("/desk/exchange/import/", {"file": whole}, follow=True)
        assert "收存 1 份报文" in told.content.decode()
        row, key = Channel.objects.get(), PeerKey.objects.get()
        record = {
            "number": 1, "node": "county", "matter_number": "M1", "record_number": "JC1",
            "probe_code": "", "alert_type": "4", "occurred_at": city.at().isoformat(),
            "order_text": "", "order_issued_at": city.at().isoformat(), "organ_code": "",
            "matter_kind": "case", "result": "发出", "responsible": "某局",
        }  # fmt: skip
        Held.objects.create(
            feed="supervision.records", node="county", number=1, serial=1, key="JC1", kind="4",
            occurred_at=city.at(), content=record, received_at=city.at(), message_id=row.pk,
        )  # fmt: skip
        held = Held.objects.get()
        for address, words in (
            ("", "节点交换"), ("new/", "登记节点"), ("import/", "导入摆渡包"),
            ("nodes/county/", "已核对"), ("nodes/county/change/", "修改节点"),
            ("nodes/county/key/", "登记公钥"), ("nodes/county/channel/", "建立通道"),
            ("nodes/county/channel/?channel=test", "通道：test"),
            (f"keys/{key.pk}/confirm/", "核对指纹"), (f"keys/{key.pk}/revoke/", "吊销公钥"),
            (f"channels/{row.pk}/continue/", "接续编号"), ("sources/", "电子监察记录"),
            ("sources/supervision.records/", "JC1"),
            (f"sources/supervision.records/{held.pk}/", "全部变化"),
        ):  # fmt: skip
            page = desk.get(f"/desk/exchange/{address}")
            assert page.status_code == HTTPStatus.OK, address
            assert words in page.content.decode(), address
        assert "某局" in desk.get("/desk/supervision/lower/?node=county").content.decode()
        assert "M1" in desk.get(f"/desk/supervision/lower/{held.pk}/").content.decode()


def test_a_node_is_registered_and_its_key_compared(pair, desk):
    county, city = pair
    with city.here():
        own = actions.new_key(valid_from=city.at(), by=SYSTEM, at=city.at())
    with county.here():
        given = {"code": "city", "name": "", "standing": "upper", "way": "ferry"}
        again = desk.post("/desk/exchange/new/", given)
        assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        made = desk.post("/desk/exchange/new/", {**given, "code": "other", "name": "别的"})
        assert made["Location"].endswith("/nodes/other/")
        key = {"public": own.public, "valid_from": "2026-11-01 08:00"}
        answer = desk.post("/desk/exchange/nodes/other/key/", key)
        wrong = desk.post(answer["Location"], {"told": "0000"})
        assert "指纹与登记的公钥不一致" in wrong.content.decode()
        desk.post(answer["Location"], {"told": own.grouped})
        assert PeerKey.objects.get(node__code="other").confirmed_at
        desk.post(
            "/desk/exchange/nodes/other/channel/",
            {"channel": "r", "feeds": ["cases.records"], "is_open": "on"},
        )  # fmt: skip
        row = Node.objects.get(code="other").channels.get()
        assert row.sends == ["cases.records"]
        assert row.subscriptions.get().feed == "cases.records"
        assert not Sent.objects.filter(channel=row).exists()
