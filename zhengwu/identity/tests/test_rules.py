"""Numbers, codes, sessions: pure rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.identity.enums import IdKind, Level
from zhengwu.identity.rules import codes
from zhengwu.identity.rules.devices import device_words
from zhengwu.identity.rules.numbers import (
    compact,
    is_credit_code,
    is_id_number,
    is_person_name,
    is_phone,
    is_resident_number,
    is_username,
    tidy_name,
    tidy_username,
)
from zhengwu.identity.rules.parameters import figures, limit_with, limits, notice
from zhengwu.identity.rules.sessions import Marks, marks_of
from zhengwu.identity.tests.factories import credit_code, id_number
from zhengwu.kernel.time import now


def test_resident_number_of_the_standard() -> None:
    assert is_resident_number("11010519491231002X")


@pytest.mark.parametrize(
    "number",
    ["110105194912310020", "11010519490231002X", "1101051949123100", "", "０" * 18, "x" * 18],
)
def test_wrong_resident_numbers(number: str) -> None:
    assert not is_resident_number(number)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, shift: int) -> None:
    number = id_number(17)
    digit = str((int(number[place]) + shift) % 10)
    assert not is_resident_number(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(
    "code",
    [
        "11450721MB15580811",
        "11450721348531435D",
        "12441500196720244T",
        "11341702486344515H",
        "11441700007280420Y",
    ],
)
def test_real_credit_codes(code: str) -> None:
    assert is_credit_code(code)
    assert not is_credit_code(code[:-1] + ("0" if code[-1] != "0" else "1"))


def test_made_credit_codes_hold() -> None:
    assert is_credit_code(credit_code(1234))
    assert not is_credit_code("9151160ZMA00012345")


def test_numbers_are_typed_in_many_ways() -> None:
    assert compact(" １１０１０５ 19491231 002x ") == "11010519491231002X"


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        (IdKind.HONGKONG_MACAO, "H12345678", True),
        (IdKind.HONGKONG_MACAO, "X12345678", False),
        (IdKind.TAIWAN, "12345678", True),
        (IdKind.PASSPORT, "E12345678", True),
        (IdKind.PASSPORT, "护照", False),
    ],
)
def test_other_papers(kind: IdKind, number: str, right: bool) -> None:
    assert is_id_number(kind, number) is right


@pytest.mark.parametrize("name", ["𠮷田", "阿卜杜热合曼·买买提", "李", "㛃", "A" * 50])
def test_names_people_have(name: str) -> None:
    assert is_person_name(tidy_name(name))


@pytest.mark.parametrize("name", ["", " ", "12345", "李" * 51, "···"])
def test_names_nobody_has(name: str) -> None:
    assert not is_person_name(tidy_name(name))


def test_every_middle_dot_becomes_the_same() -> None:
    assert tidy_name(" 买买提•艾力 ") == tidy_name("买买提・艾力") == "买买提·艾力"


def test_usernames() -> None:
    assert tidy_username("ＡdMin ") == "admin"
    assert is_username("刘建国1962")
    assert not is_username("abc")
    assert not is_username("有 空格的")
    assert not is_username("11010519491231002x")


def test_phones() -> None:
    assert is_phone("13800138000")
    assert not is_phone("12800138000")


def test_totp_of_rfc_6238() -> None:
    # Appendix B, SHA-1, T = 59 s: 94287082 → the last six digits.
    from datetime import UTC, datetime

    assert codes.code_at(b"12345678901234567890", datetime.fromtimestamp(59, UTC)) == "287082"


def test_a_step_counts_once_and_grace_is_one_step() -> None:
    at, secret = now(), codes.new_secret()
    step = codes.matching_step(secret, codes.code_at(secret, at), after=0, at=at)
    assert step is not None
    assert codes.matching_step(secret, codes.code_at(secret, at), after=step, at=at) is None
    late = at + timedelta(seconds=codes.STEP_SECONDS)
    assert codes.matching_step(secret, codes.code_at(secret, at), after=0, at=late) == step
    too_late = at + timedelta(seconds=3 * codes.STEP_SECONDS)
    assert codes.matching_step(secret, codes.code_at(secret, at), after=0, at=too_late) is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "123456789", "-12345"])
def test_nonsense_codes(typed: str) -> None:
    assert codes.matching_step(b"x" * 20, typed, after=0, at=now()) is None


def test_spoken_codes_survive_being_typed() -> None:
    code = codes.spoken_code(12)
    assert codes.spoken_digest(code) == codes.spoken_digest(f" {code.lower().replace('-', ' ')} ")
    assert not set(code) & set("01OIL")


def test_levels_are_ordered() -> None:
    assert Level.VERIFIED.reaches(Level.DECLARED)
    assert not Level.DECLARED.reaches(Level.VERIFIED)
    assert Level.NONE.reaches(Level.NONE)


def test_every_figure_names_its_source() -> None:
    assert all(figure.source and figure.name and figure.value > 0 for figure in figures().values())


def test_local_values_replace_shipped_ones() -> None:
    changed = limit_with("sign_in.account", {"sign_in.account.amount": 3})
    assert (changed.amount, changed.window) == (3, limits()["sign_in.account"].window)


def test_the_notice_tells_what_the_law_asks_for() -> None:
    headings = [section["heading"] for section in notice()["sections"]]
    assert {"谁在处理您的信息", "收集什么", "用来做什么", "怎样保管", "您的权利"} <= set(headings)


def _marks(**changes: int) -> Marks:
    values = {"started": 0, "seen": 0, "proved": 0, "idle_seconds": 1800, "until": 43_200}
    return Marks(face="staff", assurance="second_factor", **(values | changes))


def test_sessions_end() -> None:
    from datetime import UTC, datetime

    def instant(seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC)

    assert _marks().alive(instant(1799))
    assert not _marks().alive(instant(1800))
    assert not _marks(seen=43_000).alive(instant(43_200))
    assert _marks().touched(instant(59)) is None
    assert _marks().touched(instant(60)).seen == 60  # type: ignore[union-attr]
    assert _marks(proved=100).proved_within(600, instant(699))
    assert not _marks(proved=100).proved_within(600, instant(700))


def test_foreign_marks_are_no_marks() -> None:
    assert marks_of(None) is None
    assert marks_of({"face": "staff"}) is None
    assert marks_of({**_marks().stored(), "extra": 1}) is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) MicroMessenger/8.0.49", "苹果手机，微信"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537", "Linux 电脑，Chrome 内核浏览器"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120",
            "Windows 电脑，Edge 浏览器",
        ),
        ("curl/8.5", "curl/8.5"),
        ("", "未知设备"),
    ],
)
def test_a_device_is_said_in_words_its_owner_knows(agent: str, words: str) -> None:
    assert device_words(agent) == words
