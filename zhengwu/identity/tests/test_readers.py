"""Lines of card readers: told apart by their looks; typing by hand always works."""

from __future__ import annotations

from datetime import date

from zhengwu.identity.registry.readers import read_card
from zhengwu.identity.tests.factories import id_number

NUMBER = id_number(7)


def test_a_number_typed_by_hand_is_a_card() -> None:
    assert read_card(f" {NUMBER.lower()} ").number == NUMBER
    named = read_card(f"邓小满 {NUMBER}")
    assert (named.name, named.number) == ("邓小满", NUMBER)


def test_a_reader_types_all_fields_of_the_card() -> None:
    line = f"邓小满|女|汉|19900101|广安区浓洄街道8号|{NUMBER}|广安市公安局|20160101-20260101"
    card = read_card(line)
    assert (card.name, card.number) == ("邓小满", NUMBER)
    assert card.address == "广安区浓洄街道8号"
    assert card.expired(date(2026, 9, 1))
    assert not card.expired(date(2026, 1, 1))


def test_what_nobody_knows_stays_as_typed_and_is_checked_later() -> None:
    assert read_card("12345").number == "12345"
    assert read_card("邓小满|女").name == ""
