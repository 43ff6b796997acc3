"""Telling people: once, sealed, outside with retries, read by the recipient only."""

from __future__ import annotations

import json
import smtplib

import pytest
from django.core import mail
from django.db import Error, transaction

from zhengwu.journal.actions import deliver_all, deliver_batch
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import now
from zhengwu.notices.actions import Address, mark_read, retry, send, send_template
from zhengwu.notices.enums import DispatchState
from zhengwu.notices.models import Dispatch, Message
from zhengwu.notices.queries import inbox, inbox_of, texts, unread, unsent
from zhengwu.notices.registry import channels, register
from zhengwu.notices.registry.channel import Channel

pytestmark = pytest.mark.django_db

TO = Address("person", "p1", "张𠮷", phone="13800000000", email="zhang@example.org")
CITIZEN = Actor(kind=ActorKind.CITIZEN, id="p1", name="张𠮷")


@pytest.fixture(autouse=True)
def outbox(tmp_path, settings):
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


def told(dedupe: str = "a/1", **more) -> Message:
    options = {"to": TO, "subject": "申请已受理", "text": "张𠮷，您的申请已受理。"}
    return send(**(options | more), dedupe=dedupe, by=SYSTEM, at=now())


def test_a_message_stands_in_the_inbox_at_once():
    message = told()
    assert list(inbox("person:p1")) == [message]
    assert unread("person:p1") == 1
    fresh = Message.objects.get()
    assert (fresh.subject, fresh.text) == ("申请已受理", "张𠮷，您的申请已受理。")


@pytest.mark.pg
def test_the_same_reason_tells_once():
    assert told() == told()
    assert Message.objects.count() == 1
    deliver_all()
    deliver_all()
    assert len(mail.outbox) == 1


def test_words_and_addresses_are_sealed_and_not_in_the_journal():
    told()
    message, dispatch = Message.objects.get(), Dispatch.objects.get(channel="sms")
    assert "张𠮷".encode() not in bytes(message.text_sealed)
    assert b"13800000000" not in bytes(dispatch.address_sealed)
    text = "".join(Entry.objects.values_list("canonical", flat=True))
    assert "13800000000" not in text
    assert "您的申请" not in text


def test_mail_and_short_message_go_out_after_the_act(outbox):
    told()
    assert not mail.outbox
    deliver_all()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["zhang@example.org"], "申请已受理")
    (file,) = (outbox / "sms").glob("*.json")
    assert json.loads(file.read_text())["to"] == "13800000000"
    assert {one.state for one in Dispatch.objects.all()} == {DispatchState.SENT}


def test_only_channels_that_reach_the_recipient_are_tried():
    told(to=Address("person", "p2"))
    assert not Dispatch.objects.exists()
    told("b", channels=frozenset({"mail"}))
    assert Dispatch.objects.get().channel == "mail"


def test_a_header_cannot_be_injected():
    told(subject="主题\r\nBcc: x@example.org")
    deliver_all()
    assert mail.outbox[0].subject == "主题 Bcc: x@example.org"


def test_a_link_outside_is_dropped():
    assert told(link="//evil.example/").link == ""
    assert told("b", link="https://evil.example/").link == ""
    assert told("c", link="/track/1/").link == "/track/1/"


@pytest.fixture
def failing():
    class Failing(Channel):
        name, label = "mail", "邮件"
        broken = True

        def address_of(self, to):
            return to.email

        def deliver(self, address, subject, text, *, key):
            if self.broken:
                raise smtplib.SMTPServerDisconnected("no server")
            mail.outbox.append(key)

    channel, real = Failing(), channels()[0]
    register(channel)
    yield channel
    register(real)


def test_a_failing_server_is_seen_and_tried_again_without_doubling_the_rest(failing, outbox):
    told()
    deliver_batch(at=now())
    broken = Dispatch.objects.get(channel="mail")
    assert (broken.state, broken.attempts) == (DispatchState.WAITING, 1)
    assert "no server" in broken.error
    assert list(unsent()) == [broken]
    assert Dispatch.objects.get(channel="sms").state == DispatchState.SENT
    failing.broken = False
    Delivery.objects.update(next_at=now())
    deliver_batch(at=now())
    assert Dispatch.objects.get(channel="mail").state == DispatchState.SENT
    assert len(mail.outbox) == 1
    assert len(list((outbox / "sms").glob("*.json"))) == 1
    assert not unsent().exists()
    assert not Delivery.objects.exists()


def test_an_impossible_address_fails_for_good_and_can_be_set_going_by_hand():
    told(to=Address("person", "p1", phone="12345"))
    deliver_all()
    failed = Dispatch.objects.get()
    assert (failed.state, failed.error) == (DispatchState.FAILED, "不是手机号码")
    retry(failed, by=SYSTEM, at=now())
    deliver_all()
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (DispatchState.FAILED, 2)


def test_opening_is_recorded_once_and_only_by_the_recipient():
    message = told()
    with pytest.raises(NotThere):
        mark_read(message, by=Actor(kind=ActorKind.CITIZEN, id="p2"), at=now())
    with pytest.raises(NotThere):
        mark_read(message, by=Actor(kind=ActorKind.STAFF, id="p1"), at=now())
    mark_read(message, by=CITIZEN, at=now())
    mark_read(message, by=CITIZEN, at=now())
    assert Entry.objects.filter(code="notices.message.read").count() == 1
    assert unread("person:p1") == 0


def test_a_firms_inbox_opens_for_who_acts_for_it():
    told(to=Address("firm", "f1"))
    assert not inbox_of(CITIZEN).exists()
    assert inbox_of(CITIZEN.acting_for("firm:f1")).count() == 1


@pytest.mark.parametrize("code", sorted(texts()))
def test_every_text_is_whole_with_its_facts(code):
    facts = {
        "number": "N1", "query_code": "Q1", "item": "食品经营许可", "count": 2, "step": "审查",
        "due_on": "2026-09-17", "procedure": "专家评审", "until": "2027-09-17",
        "name": "食品经营许可", "said": "予以延续", "valid_to": "2027年9月17日", "organ": "市局",
        "above": "N2", "granted": 2, "refused": 1, "shown": "9月17日上午9时", "place": "听证室",
        "chair": "张三",
    }  # fmt: skip
    message = send_template(to=TO, code=code, facts=facts, dedupe=code, by=SYSTEM, at=now())
    assert "{" not in message.text
    assert "食品经营许可" in message.text
    if "due_on" in texts()[code]["text"]:
        assert "2026年9月17日（周四）" in message.text


@pytest.mark.pg
def test_what_was_told_stays_told():
    message = told()
    with pytest.raises(Error), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(recipient="person:other")
    with pytest.raises(Error), transaction.atomic():
        Message.objects.filter(pk=message.pk).delete()
