"""The address of a bank's messages: signed, timed, taken once, and never a server error."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from zhengwu.cases.tests.factories import at
from zhengwu.fees import actions as fees
from zhengwu.fees import queries
from zhengwu.fees.enums import BillState, Outcome, PaymentState, RefundState
from zhengwu.fees.machine import api
from zhengwu.fees.models import Bill, Confirmation, Line, Payment, Receipt
from zhengwu.fees.registry.demonstration import bank
from zhengwu.fees.rules.messages import signed_text
from zhengwu.fees.tests.test_bills import accepted
from zhengwu.identity.rules.parameters import limits
from zhengwu.journal.models import Entry

pytestmark = pytest.mark.django_db
NOON = at(17, 12)


@pytest.fixture(autouse=True)
def noon(settings, monkeypatch):
    """The demonstration bank's key counts; it is noon."""
    settings.DEMO = True
    monkeypatch.setattr(api, "now", lambda: NOON)


def paying(world, channel="scan") -> Payment:
    """A payment that waits for the bank."""
    bill = Bill.objects.get(matter=accepted(world).matter)
    due = queries.sums(bill).due
    return fees.begin(
        bill, channel=channel, amount=due, key=f"b{bill.pk}", by=world.cashier, at=at(17, 11)
    )


def facts_of(payment, **more):
    """What the bank says of it."""
    facts = {
        "id": f"m-{payment.order_no}", "kind": "pay", "order": payment.order_no,
        "outcome": "paid", "amount": str(payment.amount), "ref": f"R{payment.order_no}",
    }  # fmt: skip
    return {name: value for name, value in (facts | more).items() if value is not None}


def say(facts, *, when=NOON, channel="scan", body=None, mark=None):
    """Over HTTP, as any bank would."""
    signed, stamp, signature = bank.signed(facts, at=when)
    if body is not None:
        signed, signature = body, bank._key().sign(signed_text(stamp, body))
    return Client().post(
        f"/api/bank/{channel}/messages", signed, content_type="application/json",
        headers={"X-Bank-Time": stamp, "X-Bank-Signature": mark or signature.hex()},
    )  # fmt: skip


def test_a_message_books_once_however_often_it_is_sent(world):
    payment = paying(world)
    answers = [say(facts_of(payment)) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert {one.json()["outcome"] for one in answers} == {"matched"}
    assert Payment.objects.get(pk=payment.pk).state == PaymentState.CONFIRMED
    assert Receipt.objects.filter(payment=payment).count() == 1
    assert Confirmation.objects.filter(order_no=payment.order_no).count() == 1
    # Another message about the same booking: nothing more, and the bank hears so.
    assert say(facts_of(payment, id="again")).json()["outcome"] == "repeated"
    # The same number with other content is not the same message.
    changed = say(facts_of(payment, amount="1.00"))
    assert changed.status_code == 409
    assert Entry.objects.filter(refused=True, canonical__contains="已经收到过").exists()


def test_forged_old_and_future_messages_are_refused_and_recorded(world):
    payment = paying(world)
    wrong = [
        say(facts_of(payment), mark="00" * 64),
        say(facts_of(payment), mark="not hex"),
        say(facts_of(payment), when=NOON - timedelta(minutes=6)),
        say(facts_of(payment), when=NOON + timedelta(minutes=6)),
        say(facts_of(payment), channel="cash"),
        say(facts_of(payment), channel="nobody"),
        Client().post(
            "/api/bank/scan/messages", facts_of(payment), content_type="application/json"
        ),
    ]
    assert [one.status_code for one in wrong] == [401, 401, 401, 401, 401, 422, 401]
    assert all(one.json()["message"] for one in wrong)
    assert not Confirmation.objects.filter(order_no=payment.order_no).exists()
    refused = Entry.objects.filter(refused=True, canonical__contains="fees.refuse_message")
    assert refused.count() >= len(wrong)
    assert say(facts_of(payment), when=NOON - timedelta(minutes=4)).status_code == 200


def test_forgeries_beyond_the_limit_leave_no_entry_and_true_messages_pass(world):
    """The journal keeps everything for ever: a stranger must not be able to fill it."""
    payment, most = paying(world), limits()["machine.origin"].amount
    before = Entry.objects.count()
    answers = [say(facts_of(payment), mark="00" * 64).status_code for _ in range(most + 5)]
    assert answers == [401] * most + [429] * 5
    assert Entry.objects.count() == before + most
    assert say(facts_of(payment)).json()["outcome"] == "matched"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"1", b"null", b'"x"', b"{", b"\xff\xfe{}", '{"id":"中文"}'.encode("utf-16"),
        b'{"amount":' + b"9" * 5000 + b"}", b"[" * 50_000, b"{}" + b" " * 70_000,
    ],
)  # fmt: skip
def test_whatever_a_bank_signs_it_is_never_a_server_error(world, body):
    assert say({}, body=body).status_code in (400, 422)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "NaN"}, {"amount": "Infinity"}, {"amount": "-1"}, {"amount": "0"},
        {"amount": "1e30"}, {"amount": "1.001"}, {"amount": 12.5}, {"amount": None},
        {"order": None}, {"order": ""}, {"order": "x" * 61}, {"order": "a\nb"}, {"id": ["x"]},
        {"id": None}, {"kind": "gift"}, {"outcome": "perhaps"}, {"ref": None}, {"ref": {"a": 1}},
        {"order": "'; DROP TABLE fees_bill; --"},
    ],
)  # fmt: skip
def test_a_message_that_says_nothing_clear_is_refused_whole(world, wrong):
    payment = paying(world)
    answer = say(facts_of(payment, **wrong))
    assert answer.status_code == 422, answer.content
    assert Payment.objects.get(pk=payment.pk).state == PaymentState.PENDING


def test_money_for_a_charge_nobody_knows_is_kept_and_listed(world):
    facts = {"id": "u1", "kind": "pay", "order": "P-UNKNOWN", "outcome": "paid",
             "amount": "88.00", "ref": "R-U1"}  # fmt: skip
    assert [say(facts).json()["outcome"] for _ in range(2)] == ["suspense", "suspense"]
    assert say({**facts, "id": "u2", "kind": "refund"}).json()["outcome"] == "suspense"
    assert say({**facts, "id": "u3", "outcome": "refused"}).json()["outcome"] == "failed"
    assert queries.suspense().filter(order_no="P-UNKNOWN").count() == 2
    # One booking of the bank pays one bill: it is not taken a second time under another order.
    first, second = paying(world), paying(world)
    assert say(facts_of(first, ref="SAME")).json()["outcome"] == "matched"
    again = say(facts_of(second, ref="SAME")).json()
    assert (again["outcome"], again["why"]) == ("suspense", "银行流水号已经用于另一笔缴款")


def test_a_refund_the_bank_cannot_make_may_be_asked_for_anew(world):
    payment = paying(world)
    say(facts_of(payment))
    payment.refresh_from_db()
    line = Line.objects.get(payment=payment, name="城市道路占用费")

    def refund(key):
        asked = fees.ask_refund(payment, amounts={str(line.pk): Decimal(10)}, reason="多收",
                                key=key, by=world.cashier, at=NOON)  # fmt: skip
        return fees.judge_refund(asked, approved=True, opinion="", by=world.finance, at=NOON)

    first = refund("r1")
    told = {"id": "t1", "kind": "refund", "order": first.order_no, "outcome": "refused",
            "amount": "10.00"}  # fmt: skip
    assert say(told).json() == {"id": "t1", "outcome": "failed", "why": "银行没有退成"}
    first.refresh_from_db()
    assert first.state == RefundState.FAILED
    assert not Receipt.objects.filter(refund=first).exists()
    second = refund("r2")
    told |= {"id": "t2", "order": second.order_no, "outcome": "paid", "ref": "RT2"}
    assert say(told).json()["outcome"] == "matched"
    assert Receipt.objects.get(refund=second).amount == Decimal(-10)


def test_the_demonstration_bank_sends_late_twice_and_again_after_a_fault(world, monkeypatch):
    payment = paying(world, "pos")
    due = payment.amount
    bank.take_order(api_order := bank.Order(payment.order_no, "pay", due, "演示", "pos"), at=NOON)
    bank.take_order(api_order, at=NOON)
    assert bank.customer_does(payment.order_no, "late", at=NOON)
    assert not bank.customer_does(payment.order_no, "pay", at=NOON)
    sent: list[str] = []

    def receive(channel, body, stamp, mark):
        if not sent:
            sent.append("lost")
            raise OSError("the house does not answer")
        answer = say({}, channel=channel, body=body, when=late)
        sent.append(answer.json()["why"])

    assert bank.send_messages(receive, at=NOON + timedelta(minutes=19)) == 0
    late = NOON + timedelta(minutes=21)
    monkeypatch.setattr(api, "now", lambda: late)
    fees.expire(payment, by=world.cashier, at=late)
    with pytest.raises(OSError, match="does not answer"):
        bank.send_messages(receive, at=late)
    assert bank.send_messages(receive, at=late) == 1
    assert sent == ["lost", "超时后到账"]
    assert Bill.objects.get(pk=payment.bill_id).state == BillState.PAID
    assert Confirmation.objects.get(order_no=payment.order_no).outcome == Outcome.MATCHED


def test_the_interface_is_described(world):
    described = Client().get("/api/openapi.json").json()
    found = described["paths"]["/api/bank/{channel}/messages"]["post"]
    names = {one["name"] for one in found["parameters"]}
    assert {"channel", "X-Bank-Time"} <= names
    body = found["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["required"]) == {"id", "kind", "order", "outcome", "amount"}
    scheme = described["components"]["securitySchemes"]["BankSignature"]
    assert (scheme["in"], scheme["name"]) == ("header", "X-Bank-Signature")
    assert json.dumps(body, ensure_ascii=False)
