"""The written form and what an arrival is, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.exchange.enums import FaultKind
from zhengwu.exchange.rules import (
    Arrival,
    Head,
    KeyFacts,
    Manifest,
    Unreadable,
    arrival_of,
    bundle_of,
    bundle_text,
    fingerprint_of,
    genuine,
    grouped,
    head_of,
    key_fault,
    missing_of,
    sealed,
)
from zhengwu.exchange.rules.envelope import body_digest
from zhengwu.kernel.keys import public_hex

KEY = Ed25519PrivateKey.generate()
MARK = fingerprint_of(public_hex(KEY))
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HEAD = Head("1", "county", "city", "test", "t", "t/1", 1, AT.isoformat(), "0" * 64)


def _bundle(*payloads: str) -> bytes:
    lines = [
        sealed("message", HEAD.text, key=KEY, fingerprint=MARK, at=AT, payload=one).line
        for one in payloads
    ]
    manifest = Manifest("county", "city", 1, AT.isoformat(), len(lines), body_digest(lines))
    return bundle_text(sealed("manifest", manifest.text, key=KEY, fingerprint=MARK, at=AT), lines)


def test_a_head_is_read_as_it_was_written_and_nothing_else_is():
    assert head_of(HEAD.text) == HEAD
    for broken in (
        "", "[]", "{}", HEAD.text.replace("/1\"", "/2\"", 1), HEAD.text.replace(":1,", ":-1,"),
        HEAD.text.replace(":1,", ":true,"), HEAD.text.replace("county", "../../x"),
        HEAD.text[:-1] + ',"more":1}', HEAD.text.replace("2026", "zzzz"),
    ):  # fmt: skip
        with pytest.raises(Unreadable):
            head_of(broken)


def test_a_signature_is_for_its_purpose_only():
    one = sealed("message", HEAD.text, key=KEY, fingerprint=MARK, at=AT)
    assert genuine(one, public_hex(KEY))
    other = type(one)("receipt", one.text, one.signed_at, one.key, one.signature)
    assert not genuine(other, public_hex(KEY))
    later = type(one)("message", one.text, (AT + timedelta(1)).isoformat(), MARK, one.signature)
    assert not genuine(later, public_hex(KEY))
    assert not genuine(one, "00" * 32)
    assert grouped(MARK).count(" ") == 4


@given(st.data())
def test_a_bundle_that_was_touched_is_not_whole(data):
    """Whatever one byte becomes and wherever it is cut: unreadable, not whole, or not genuine."""
    content = _bundle('{"n":1}', '{"n":2}')
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        touched = content[:place]
    else:
        byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[place]))
        touched = content[:place] + bytes([byte]) + content[place + 1 :]
    try:
        bundle = bundle_of(touched)
    except Unreadable:
        return
    good = bundle.signed.key == MARK and genuine(bundle.signed, public_hex(KEY))
    assert not (bundle.whole and good) or bundle == bundle_of(content)


@given(st.lists(st.integers(1, 12), unique=True), st.integers(0, 6))
def test_holes_are_exactly_what_is_not_there(held, up_to):
    spread = {n for low, high in missing_of(up_to, held) for n in range(low, high + 1)}
    top = max([n for n in held if n > up_to], default=up_to)
    assert spread == {n for n in range(up_to + 1, top) if n not in held}


def test_what_an_arrival_is():
    def of(number, up_to, highest, stored=None):
        return arrival_of(number, "a", up_to=up_to, highest=highest, stored=stored, window=5)

    assert of(1, 0, 0) is Arrival.NEXT
    assert of(3, 0, 0) is Arrival.AHEAD
    assert of(2, 1, 4) is Arrival.LATE
    assert of(2, 4, 4, "a") is Arrival.DOUBLED
    assert of(2, 4, 4, "b") is Arrival.CONFLICT
    assert of(10, 4, 4) is Arrival.TOO_FAR


def test_a_key_counts_in_its_time():
    start, end, day = AT, AT + timedelta(days=30), timedelta(days=1)

    def fault(signed_at, at=None, **facts):
        given_facts = {"confirmed": True, "valid_from": start, "valid_to": end, "revoked": False}
        key = KeyFacts(**{**given_facts, **facts})
        ahead, road = timedelta(minutes=10), timedelta(days=7)
        return key_fault(key, signed_at=signed_at, at=at or signed_at, ahead=ahead, road=road)

    assert fault(start) is None
    assert fault(start - day) is FaultKind.KEY_NOT_YET
    assert fault(end) is FaultKind.KEY_EXPIRED
    assert fault(end - day, at=end + 6 * day) is None
    assert fault(end - day, at=end + 7 * day) is FaultKind.KEY_EXPIRED
    assert fault(start + day, at=start) is FaultKind.CLOCK
    assert fault(start, revoked=True) is FaultKind.KEY_REVOKED
    assert fault(start, confirmed=False) is FaultKind.UNCONFIRMED_KEY
