"""Rules without a database: what is suspicious, what is covered, what a rate says."""

from __future__ import annotations

import pytest

from zhengwu.evaluation.enums import Channel, Level, Suspicion
from zhengwu.evaluation.rules.figures import FollowUps, Rates
from zhengwu.evaluation.rules.masking import masked
from zhengwu.evaluation.rules.watching import Trace, suspicions

MOST = {
    Suspicion.PERSON: 3, Suspicion.DEVICE: 5, Suspicion.NETWORK: 20, Suspicion.PHONE: 3,
}  # fmt: skip


def kinds(**facts):
    """What is found in a trace."""
    trace = Trace(**{"channel": Channel.QR, **facts})
    return {one.kind for one in suspicions(trace, MOST, 60)}


def test_up_to_the_limit_nothing_is_suspicious():
    assert kinds(person=3, device=5, network=20, phone=3) == set()


def test_one_more_is_and_all_of_it_is_named():
    assert kinds(person=4, device=6, network=21, phone=4) == {
        Suspicion.PERSON, Suspicion.DEVICE, Suspicion.NETWORK, Suspicion.PHONE,
    }  # fmt: skip
    assert kinds(own=True) == {Suspicion.OWN}


def test_a_terminal_and_a_hall_network_are_used_by_many():
    assert kinds(channel=Channel.TERMINAL, device=50, network=500) == set()
    assert kinds(channel=Channel.TERMINAL, device=50, phone=9) == {Suspicion.PHONE}
    assert kinds(hall_network=True, network=500) == set()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打13812345678找我", "请打138****5678找我"),
        ("证号511602197203124567不对", "证号511602********4567不对"),
        ("窗口的王小明同志很好", "窗口的王某同志很好"),
        ("我叫刘建国，等了很久", "我叫刘某，等了很久"),
        ("发到a.b@example.com", "发到（邮箱）"),
        ("编号GA-2026-00012没有问题", "编号GA-2026-00012没有问题"),
    ],
)
def test_personal_data_is_covered(text, shown):
    assert masked(text) == shown


def test_who_did_not_rate_is_no_good_rating():
    nobody = Rates("A", "甲", {}, invited=100)
    assert (nobody.total, nobody.rate, nobody.enough(1)) == (0, None, False)
    some = Rates("A", "甲", {1: 6, 3: 1, 4: 2, 5: 1}, invited=100)
    assert (some.total, some.negative, some.rate) == (10, 3, 70.0)
    assert some.count(Level.FAIRLY_SATISFIED) == 1


def test_no_follow_up_owed_is_no_full_score():
    assert FollowUps(0, 0, 0, 0, 0, 0, 0).contact_rate is None
    assert FollowUps(4, 4, 3, 3, 0, 1, 2).contact_rate == 100.0
    assert FollowUps(4, 4, 3, 3, 0, 1, 2).rectified_rate == 75.0
