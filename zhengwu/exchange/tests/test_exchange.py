"""Two nodes, two databases: nothing lost, nothing twice, and everything wrong has a name."""

from __future__ import annotations

import errno
import json
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

from zhengwu.exchange import actions
from zhengwu.exchange.actions import ways
from zhengwu.exchange.enums import FaultKind, ReceivedState, SentState, Standing, Way
from zhengwu.exchange.models import (
    Carried,
    Channel,
    Fault,
    OwnKey,
    PeerKey,
    Received,
    Sent,
)
from zhengwu.exchange.rules import bundle_of
from zhengwu.exchange.rules.refusals import (
    BundleRefused,
    FingerprintDiffers,
    NotOffered,
    PayloadUnfit,
    WayClosed,
)
from zhengwu.exchange.tests.nodes import TYPE, Site
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.digests import canonical

HOUR, DAY, YEAR = timedelta(hours=7), timedelta(days=1), timedelta(days=365)


def channel(site: Site) -> Channel:
    with site.here():
        return Channel.objects.get()


def faults(site: Site) -> dict[str, Fault]:
    with site.here():
        return {one.kind: one for one in Fault.objects.all()}


def states(site: Site) -> list[str]:
    with site.here():
        return list(Sent.objects.order_by("sequence").values_list("state", flat=True))


def refused(site: Site, content: bytes, kind: FaultKind, later: timedelta = timedelta()) -> Fault:
    """The bundle is not believed, that is recorded under its name, and nothing of it is kept."""
    with site.here():
        before = Received.objects.count()
    with pytest.raises(BundleRefused) as caught:
        site.take(content, later)
    assert caught.value.facts["kind"] == kind
    with site.here():
        assert Received.objects.count() == before
        assert Entry.objects.filter(code="exchange.fault.found").exists()
    return faults(site)[kind]


def test_a_message_is_stored_done_once_and_acknowledged(pair):
    county, city = pair
    county.say(channel(county), 1, 2)
    taken = city.take(county.packed(city))
    assert (taken.stored, taken.doubled, taken.found) == (2, 0, [])
    assert city.done(county) == [1, 2]
    assert states(county) == [SentState.WAITING] * 2  # kept until the receipt is here
    county.take(city.packed(county))
    assert states(county) == [SentState.ACKNOWLEDGED] * 2
    assert county.packed(city, HOUR) is None
    assert city.packed(county, HOUR) is None  # receipts are not acknowledged in turn
    assert not faults(county)
    assert not faults(city)


def test_posted_twice_is_one_message_and_only_what_was_agreed(pair):
    county, _ = pair
    one = channel(county)
    with county.here():
        told = [
            actions.post(one, TYPE, {"n": 1}, key="a", by=SYSTEM, at=county.at()) for _ in range(2)
        ]
        assert told[0].pk == told[1].pk
        with pytest.raises(NotOffered):
            actions.post(one, "office.letter", {}, key="b", by=SYSTEM, at=county.at())
        with pytest.raises(PayloadUnfit):
            actions.post(one, TYPE, {"n": 0}, key="c", by=SYSTEM, at=county.at())
        assert Channel.objects.get().out_last == 1


def test_a_lost_bundle_is_sent_again_and_a_lost_receipt_too(pair):
    county, city = pair
    county.say(channel(county), 1)
    assert county.packed(city)  # lost on the road
    assert county.packed(city) is None  # not due yet
    assert county.packed(city, everything=True)  # by hand at once; lost as well
    city.take(county.packed(city, HOUR), HOUR)
    assert city.packed(county)  # the receipt is lost
    city.take(county.packed(city, 2 * HOUR), 2 * HOUR)
    assert city.done(county) == [1]
    assert "没有再办" in faults(city)[FaultKind.DOUBLED].words
    county.take(city.packed(county, 2 * HOUR), 2 * HOUR)
    assert states(county) == [SentState.ACKNOWLEDGED]


def test_a_hole_is_named_asked_for_and_later_messages_wait(pair):
    county, city = pair
    bundles = []
    for number in (1, 2, 3):
        county.say(channel(county), number)
        bundles.append(county.packed(city))
    city.take(bundles[0])
    city.take(bundles[2])
    assert city.done(county) == [1]
    gap = faults(city)[FaultKind.GAP]
    assert "缺第 2 号" in gap.words
    assert gap.over_at is None
    county.take(city.packed(county))  # the receipt asks for number 2
    assert states(county) == [SentState.ACKNOWLEDGED, SentState.WAITING, SentState.ACKNOWLEDGED]
    city.take(county.packed(city))  # due at once, without waiting for its time
    assert city.done(county) == [1, 2, 3]
    assert faults(city)[FaultKind.GAP].over_at


def test_bundles_out_of_order_are_done_in_order_and_an_old_one_changes_nothing(pair):
    county, city = pair
    bundles = []
    for number in (1, 2):
        county.say(channel(county), number)
        bundles.append(county.packed(city))
    city.take(bundles[1])
    assert city.done(county) == []
    city.take(bundles[0])
    assert city.done(county) == [1, 2]
    taken = city.take(bundles[0])
    assert (taken.stored, taken.doubled) == (0, 1)
    assert "已经导入过" in faults(city)[FaultKind.REPLAYED].words
    assert city.done(county) == [1, 2]


def test_half_a_bundle_and_a_changed_one_are_refused(pair):
    county, city = pair
    county.say(channel(county), 1, 2)
    content = county.packed(city)
    refused(city, content[: len(content) // 2], FaultKind.DAMAGED)
    refused(city, content[:40], FaultKind.DAMAGED)
    refused(city, content.replace(b'\\"n\\":1', b'\\"n\\":7'), FaultKind.DAMAGED)
    refused(city, content[:-1], FaultKind.DAMAGED)
    refused(city, b"\xff\xfe", FaultKind.DAMAGED)
    city.take(content)
    assert city.done(county) == [1, 2]


def test_what_somebody_else_signed_is_refused(pair, tmp_path):
    county, city = pair
    county.say(channel(county), 1)
    content = county.packed(city)
    first, rest = content.split(b"\n", 1)
    manifest = json.loads(first)
    changed = {**manifest, "text": manifest["text"].replace('"number":1', '"number":9')}
    refused(city, canonical(changed).encode() + b"\n" + rest, FaultKind.FORGED)
    with county.here():
        actions.new_key(valid_from=county.at(), by=SYSTEM, at=county.at())
    fault = refused(city, county.packed(city, HOUR), FaultKind.UNKNOWN_KEY, HOUR)
    assert fault.node_id is not None
    stranger = {**manifest, "text": manifest["text"].replace('"county"', '"nobody"')}
    refused(city, canonical(stranger).encode() + b"\n" + rest, FaultKind.UNKNOWN_SOURCE)
    refused(county, content, FaultKind.WRONG_TARGET)


def test_a_message_of_another_inside_a_good_bundle_does_not_count(pair):
    """The bundle is theirs, a line in it is not: the line is left out and named."""
    county, city = pair
    county.say(channel(county), 1)
    with county.here():
        Sent.objects.update(head=Sent.objects.get().head.replace('"county"', '"nobody"'))
    taken = city.take(county.packed(city))
    assert taken.stored == 0
    assert FaultKind.WRONG_TARGET in faults(city)


def test_keys_count_when_compared_in_their_time_and_until_revoked(pair):
    county, city = pair
    county.say(channel(county), 1)
    old = county.packed(city)
    with county.here():
        new = actions.new_key(valid_from=county.at(), by=SYSTEM, at=county.at())
    with city.here():
        node, at = city.node(county), city.at()
        row = actions.register_key(node, new.public, valid_from=at, by=SYSTEM, at=at)
    refused(city, county.packed(city, HOUR), FaultKind.UNCONFIRMED_KEY, HOUR)
    with city.here():
        with pytest.raises(FingerprintDiffers):
            actions.confirm_key(row, "0000 0000 0000 0000 0000", by=SYSTEM, at=at)
        actions.confirm_key(row, new.grouped.lower(), by=SYSTEM, at=at)
        assert PeerKey.objects.exclude(pk=row.pk).get().valid_to == row.valid_from
    refused(city, old, FaultKind.KEY_EXPIRED, 8 * DAY)
    city.take(old)  # signed in its time, on the road when the key changed
    assert city.done(county) == [1]
    county.say(channel(county), 2)
    with city.here():
        actions.revoke_key(row, why="私钥介质遗失", by=SYSTEM, at=city.at())
    refused(city, county.packed(city), FaultKind.KEY_REVOKED)
    with county.here():
        assert OwnKey.objects.count() == 2


def test_a_wrong_clock_delays_and_loses_nothing(pair):
    county, city = pair
    county.clock = YEAR
    county.say(channel(county), 1)
    fault = refused(city, county.packed(city), FaultKind.CLOCK)
    assert "比本节点的时钟快" in fault.words
    county.clock = timedelta()
    with county.here():  # somebody has set the clock; the message is signed anew
        assert Sent.objects.get().state == SentState.WAITING
    city.take(county.packed(city, everything=True))
    assert city.done(county) == [1]
    county.clock = -YEAR
    county.say(channel(county), 2)
    refused(city, county.packed(city), FaultKind.KEY_NOT_YET)


def test_what_does_not_fit_is_told_to_the_sender_and_holds_nothing_up(pair, monkeypatch):
    county, city = pair
    one = channel(county)
    county.say(one, 1)
    with county.here():  # a sender that does not check its own schema
        row = Sent.objects.get()
        monkeypatch.setattr(type(_type()), "faults", lambda self, payload: "")
        actions.post(one, TYPE, {"n": "zwei"}, key="x", by=SYSTEM, at=county.at())
        monkeypatch.undo()
    county.say(one, 3, how="refuse")
    county.say(one, 4)
    city.take(county.packed(city))
    assert city.done(county) == [1, 4]
    county.take(city.packed(county))
    with county.here():
        told = list(Sent.objects.order_by("sequence").values_list("state", "words"))
        assert row.sequence == 1
    assert [state for state, _ in told] == ["acknowledged", "refused", "refused", "acknowledged"]
    assert "不合格式" in told[1][1]
    assert "这样的内容不收" in told[2][1]


def _type():
    from zhengwu.exchange.registry import type_named

    return type_named(TYPE)


def test_a_broken_handler_leaves_no_trace_is_tried_again_then_waits_for_a_person(pair):
    county, city = pair
    county.say(channel(county), 1, how="break")
    county.say(channel(county), 2)
    city.take(county.packed(city))
    for hours in range(1, 6):
        with city.here():
            actions.act_due(at=city.at(timedelta(hours=hours)))
    assert city.done(county) == []
    assert "后面的报文在等它" in faults(city)[FaultKind.STUCK].words
    with city.here():
        row = Received.objects.get(sequence=1)
        assert row.state == ReceivedState.STUCK
        actions.free(row, skip=True, why="对方已另行更正", by=SYSTEM, at=city.at())
        actions.act_due(at=city.at())
    assert city.done(county) == [2]


def test_a_full_disk_keeps_the_message_and_leaves_no_half_file(pair, monkeypatch):
    county, city = pair
    county.say(channel(county), 1)
    real = Path.open

    def full(self, mode="r", *more, **named):
        file = real(self, mode, *more, **named)
        if self.suffix == ".part":
            write = file.write

            class Full:
                def __enter__(self):
                    return self

                def __exit__(self, *_):
                    file.close()

                def write(self, content):
                    write(content[: len(content) // 2])
                    raise OSError(errno.ENOSPC, "No space left on device")

            return Full()
        return file

    monkeypatch.setattr(Path, "open", full)
    with county.here():
        node = county.node(city)
        assert actions.write_folder(node, at=county.at()) == 0
        assert list((actions.folder_of(node) / "out").iterdir()) == []
        assert Carried.objects.get().failed
        monkeypatch.undo()
        assert actions.write_folder(node, at=county.at()) == 1
        (path,) = (actions.folder_of(node) / "out").iterdir()
        content = path.read_bytes()
    assert "写不进" in faults(county)[FaultKind.DISK].words
    city.take(content)
    assert city.done(county) == [1]


def test_the_ferry_s_folders(pair):
    """Out here, carried, in there, and back; a file still growing is left alone."""
    county, city = pair
    county.say(channel(county), 1)
    with county.here():
        assert actions.exchange(at=county.at()) == 1
        (path,) = (actions.folder_of(county.node(city)) / "out").iterdir()
    assert path.name == "county-city-00000001.zwb"
    with city.here():
        folder = actions.folder_of(city.node(county))
        (folder / "in").mkdir(parents=True)
        target = folder / "in" / path.name
        target.write_bytes(path.read_bytes()[:100])
        assert actions.exchange(at=city.at()) == 0
        assert target.exists()
        target.write_bytes(path.read_bytes())
        assert actions.exchange(at=city.at()) == 2  # taken, and the receipt laid out
        assert (folder / "done" / path.name).exists()
        (folder / "in" / "x.zwb").write_bytes(b"nonsense")
        import os

        os.utime(folder / "in" / "x.zwb", (1, 1))
        assert actions.read_folder(city.node(county), at=city.at()) == []
        assert (folder / "bad" / "x.zwb").exists()
        (back,) = (folder / "out").iterdir()
    county.take(back.read_bytes())
    assert states(county) == [SentState.ACKNOWLEDGED]


def test_a_restored_backup_is_noticed_and_numbering_goes_on_behind(pair):
    county, city = pair
    county.say(channel(county), 1, 2)
    city.take(county.packed(city))
    with county.here():  # the county loses its newest day
        Sent.objects.all().delete()
        Channel.objects.update(out_last=0)
    county.say(channel(county), 8)
    city.take(county.packed(city))
    assert faults(city)[FaultKind.CONFLICT].over_at is None
    county.take(city.packed(county))
    assert "从备份恢复" in faults(county)[FaultKind.BEYOND].words
    with county.here():
        actions.continue_numbers(
            Channel.objects.get(), 2, why="从备份恢复", by=SYSTEM, at=county.at()
        )
    city.take(county.packed(city, everything=True))
    assert city.done(county) == [1, 2, 8]


def test_a_receiver_restored_from_a_backup_asks_again(pair):
    county, city = pair
    county.say(channel(county), 1, 2)
    city.take(county.packed(city))
    county.take(city.packed(county))
    with city.here():  # number 2 was newer than the backup
        from zhengwu.exchange.models import Offer

        Received.objects.filter(sequence=2).delete()
        Offer.objects.filter(number=2).delete()
        Channel.objects.update(in_last=1, in_done=1)
    county.say(channel(county), 3)
    city.take(county.packed(city))
    assert city.done(county) == [1]
    county.take(city.packed(county))
    city.take(county.packed(city))
    assert city.done(county) == [1, 2, 3]


def test_a_closed_channel_keeps_what_waits(pair):
    county, city = pair
    city.channel(county, is_open=False)
    county.say(channel(county), 1)
    assert city.take(county.packed(city)).stored == 0
    assert FaultKind.CLOSED in faults(city)
    city.channel(county)
    city.take(county.packed(city, HOUR), HOUR)
    assert city.done(county) == [1]


def test_what_is_signed_is_what_was_written(pair):
    county, city = pair
    county.say(channel(county), 1)
    bundle = bundle_of(county.packed(city))
    assert bundle.whole
    assert json.loads(bundle.lines[0].text)["target"] == "city"
    with city.here():
        assert not Carried.objects.filter(way=Way.HTTPS).exists()


def test_over_https_the_answer_is_the_receipt(pair, monkeypatch):
    """Posted to the address of the other node; the answer carries receipts and what waits here."""
    county, city = pair
    with county.here():
        node = county.node(city)
        actions.change_node(
            node, name=node.name, way=Way.HTTPS, address="https://city.example/", relays=False,
            active=True, by=SYSTEM, at=county.at(),
        )  # fmt: skip
    city.say(channel(city), 5)
    county.say(channel(county), 1, 2)
    answers = []

    def posted(address, data):
        with city.here():
            answer = Client().post(
                "/api/exchange/bundles", data, content_type="application/x-ndjson",
                headers={"X-Exchange-Node": "county"},
            )  # fmt: skip
        answers.append(answer.status_code)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise ways.NotReached(answer.content.decode())
        return answer.content

    monkeypatch.setattr(ways, "_post", posted)
    with county.here():
        assert actions.exchange(at=county.at()) == 2
        actions.act_due(at=county.at())
    assert answers == [HTTPStatus.OK, HTTPStatus.NO_CONTENT]
    assert states(county) == [SentState.ACKNOWLEDGED] * 2
    assert states(city) == [SentState.ACKNOWLEDGED]
    assert county.done(city) == [5]
    with city.here():
        actions.act_due(at=city.at())
        node = city.node(county)
        assert node.last_receipt_at
        for body in (b"", b"{}", b"x" * 100):
            answer = Client().post(
                "/api/exchange/bundles", body, content_type="application/x-ndjson",
                headers={"X-Exchange-Node": "county"},
            )  # fmt: skip
            assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert city.done(county) == [1, 2]
    assert "文件" in faults(city)[FaultKind.DAMAGED].kind_name
    city.settings = {"EXCHANGE_WAYS": ["ferry"]}
    county.say(channel(county), 3)
    with county.here():
        assert actions.exchange(at=county.at()) == 0
        assert county.node(city).failures == 1
    assert FaultKind.UNREACHABLE in faults(county)


def test_in_ferry_mode_nothing_goes_out_over_the_network(pair, monkeypatch):
    county, city = pair
    with county.here():
        node = county.node(city)
        actions.change_node(
            node, name=node.name, way=Way.HTTPS, address="https://city.example/", relays=False,
            active=True, by=SYSTEM, at=county.at(),
        )  # fmt: skip
    county.settings = {"EXCHANGE_WAYS": ["ferry"]}
    county.say(channel(county), 1)
    monkeypatch.setattr(ways, "_post", lambda *_: pytest.fail("a connection outward"))
    with county.here():
        assert actions.exchange(at=county.at()) == 0
        with pytest.raises(WayClosed):
            actions.register_node(
                "other", name="别的", standing=Standing.OTHER, way=Way.HTTPS,
                address="https://other.example/", by=SYSTEM, at=county.at(),
            )  # fmt: skip
